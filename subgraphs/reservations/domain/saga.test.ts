import { describe, expect, it } from 'vitest';
import { createBooking, planSteps } from './booking.ts';
import type { Booking, Failure, SagaStep } from './booking.ts';
import { evolve } from './evolve.ts';
import type { BookingEvent } from './evolve.ts';
import { decide } from './saga.ts';
import type { SagaCommand, Signal } from './saga.ts';
import type { FlightLine, PricedTrip, StayLine } from './trip.ts';

const start = new Date('2027-03-01T09:00:00Z');
const holdExpiresAt = new Date('2027-03-01T09:15:00Z');
const tooLate = new Date('2027-03-01T09:15:00Z');
const price = { amount: 10_000, currency: 'EUR' };
const priced = { price, charged: price, exchangeRate: '1', refundable: true };
const stay: StayLine = {
  ...{ kind: 'stay', lineId: 'stay-0', description: 'A room', hotelId: 'htl_a', roomTypeId: 'rmt_a' },
  ...{ roomTypeName: 'Double', checkIn: '2027-04-01', checkOut: '2027-04-03', rooms: 1, guests: 2 },
  ...priced,
};
const flight: FlightLine = {
  ...{ kind: 'flight', lineId: 'flight-0', description: 'A seat', flightId: 'flt_a' },
  ...{ cabin: 'ECONOMY', passengers: 1, ...priced },
};
const whole: PricedTrip = { stays: [stay], flights: [flight], total: { amount: 20_000, currency: 'EUR' } };
const stayOnly: PricedTrip = { ...whole, flights: [], total: price };
const flightOnly: PricedTrip = { ...whole, stays: [], total: price };

const soldOut: Failure = { code: 'SOLD_OUT', message: 'Seats were gone.' };
const declined: Failure = { code: 'PAYMENT_DECLINED', message: 'The card was declined.' };

function taken(trip = whole): Booking {
  const facts = { id: 'rsv_a', userId: 'usr_a', trip, paymentMethod: 'pm_ok', holdExpiresAt };
  return createBooking({ ...facts, createdAt: start });
}

/** The booking after signals, with the last decision. */
function after(signals: readonly Signal[], { trip = whole, now = start } = {}) {
  let booking: Booking = taken(trip);
  let events: readonly BookingEvent[] = [];
  let command: SagaCommand = { type: 'Idle' };
  for (const signal of signals) {
    ({ events, command } = decide(booking, signal, now));
    booking = events.reduce(evolve, booking);
  }
  return { booking, events, command };
}

const resume: Signal = { type: 'Resume' };
const done = (step: SagaStep): Signal => ({ type: 'StepDone', step });
const undone = (step: SagaStep): Signal => ({ type: 'StepUndone', step });
const faulted = (step: SagaStep): Signal => ({ type: 'StepFaulted', step });
const upTo = (step: SagaStep, trip = whole): Signal[] => {
  const path = planSteps(trip);
  return [resume, ...path.slice(0, path.indexOf(step)).map(done)];
};

describe('a booking that advances', () => {
  it('records the intent before the first hold', () => {
    const { events, command } = after([resume]);
    expect(events).toEqual([{ type: 'StepIntended', step: 'holdHotel', at: start }]);
    expect(command).toEqual({ type: 'Do', step: 'holdHotel' });
  });

  it('records a result and the next intent in one write', () => {
    const { events, command } = after([resume, done('holdHotel')]);
    expect(events.map(({ type }) => type)).toEqual(['HotelHeld', 'StepIntended']);
    expect(command).toEqual({ type: 'Do', step: 'holdFlight' });
  });

  it('keeps version and updatedAt between transitions', () => {
    const later = new Date(start.getTime() + 1_000);
    const unannounced: BookingEvent[] = [
      { type: 'StepIntended', step: 'holdHotel', at: later },
      { type: 'StepFaulted', step: 'holdHotel', at: later },
    ];
    expect(unannounced.reduce(evolve, taken())).toMatchObject({ version: 1, updatedAt: start });
    const held = evolve(taken(), { type: 'HotelHeld', at: later });
    expect(held).toMatchObject({ version: 2, updatedAt: later });
  });

  it('repeats a step of unknown outcome without a second intent', () => {
    const { events, command } = after([...upTo('pay'), resume]);
    expect(events).toEqual([]);
    expect(command).toEqual({ type: 'Do', step: 'pay' });
  });

  it.each([
    ['a whole trip', whole, ['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPLETED']],
    ['stays alone', stayOnly, ['INIT', 'HOTEL_BOOKED', 'COMPLETED']],
    ['flights alone', flightOnly, ['INIT', 'FLIGHT_BOOKED', 'COMPLETED']],
  ])('completes %s, each transition once', (_, trip, statuses) => {
    const { booking, command } = after([resume, ...planSteps(trip).map(done)], { trip });
    expect(booking.timeline.map(({ status }) => status)).toEqual(statuses);
    expect(booking.version).toBe(statuses.length);
    expect(command).toEqual({ type: 'Idle' });
  });

  it('treats the result of another step as stale', () => {
    const { events, command } = after([...upTo('holdFlight'), done('holdHotel')]);
    expect(events).toEqual([]);
    expect(command).toEqual({ type: 'Do', step: 'holdFlight' });
  });

  it('ignores a payment without a recorded intent', () => {
    const { booking, command } = after([done('pay')]);
    expect(booking.status).toBe('INIT');
    expect(command).toEqual({ type: 'Do', step: 'holdHotel' });
  });
});

describe('a booking that fails', () => {
  it('undoes its holds in reverse order, including the refused hold', () => {
    const refused: Signal = { type: 'StepRefused', step: 'holdFlight', failure: soldOut };
    const { booking, events, command } = after([...upTo('holdFlight'), refused]);
    expect(events).toEqual([
      { type: 'CompensationStarted', failure: soldOut, undoing: ['holdFlight', 'holdHotel'], at: start },
    ]);
    expect(booking.status).toBe('COMPENSATING');
    expect(command).toEqual({ type: 'Undo', step: 'holdFlight' });
  });

  it('undoes the order first after a declined payment', () => {
    const refused: Signal = { type: 'StepRefused', step: 'pay', failure: declined };
    const undoing = [undone('pay'), undone('holdFlight'), undone('holdHotel')];
    const { booking, command } = after([...upTo('pay'), refused, ...undoing]);
    expect(booking).toMatchObject({ status: 'FAILED', failure: declined });
    expect(booking.timeline.map(({ status }) => status)).toEqual([
      ...['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPENSATING', 'FAILED'],
    ]);
    expect(command).toEqual({ type: 'Idle' });
  });

  it('resumes an interrupted compensation', () => {
    const refused: Signal = { type: 'StepRefused', step: 'pay', failure: declined };
    const { command } = after([...upTo('pay'), refused, undone('pay'), resume]);
    expect(command).toEqual({ type: 'Undo', step: 'holdFlight' });
  });

  it('retries an undo without a limit, with delays up to maxDelayMs', () => {
    const refused: Signal = { type: 'StepRefused', step: 'holdHotel', failure: soldOut };
    const failing = (times: number) => Array.from({ length: times }, () => faulted('holdHotel'));
    const delayAfter = (times: number) => after([resume, refused, ...failing(times)]).command;
    expect([1, 2, 3, 100].map(delayAfter)).toEqual(
      [200, 400, 800, 30_000].map((delayMs) => ({ type: 'Wait', delayMs })),
    );
  });

  it('ignores stale results during compensation', () => {
    const refused: Signal = { type: 'StepRefused', step: 'pay', failure: declined };
    const { booking } = after([...upTo('pay'), refused, done('pay'), done('confirmFlight')]);
    expect(booking.status).toBe('COMPENSATING');
  });
});

describe('a supplier without an answer', () => {
  it('is retried with growing delays, then the booking is compensated', () => {
    const faults = Array.from({ length: 8 }, () => faulted('holdHotel'));
    expect(after([resume, ...faults.slice(0, 2)]).command).toEqual({ type: 'Wait', delayMs: 400 });
    const { booking, command } = after([resume, ...faults]);
    expect(booking).toMatchObject({ status: 'COMPENSATING', failure: { code: 'SUPPLIER_UNAVAILABLE' } });
    expect(command).toEqual({ type: 'Undo', step: 'holdHotel' });
  });

  it.each(['pay', 'confirmHotel', 'confirmFlight'] as const)(
    'is retried without a limit by the step %s',
    (step) => {
      const faults = Array.from({ length: 50 }, () => faulted(step));
      const { booking, command } = after([...upTo(step), ...faults]);
      expect(booking.status).toBe('FLIGHT_BOOKED');
      expect(command).toEqual({ type: 'Wait', delayMs: 30_000 });
    },
  );

  it('is waited for until the hold expires at most', () => {
    const now = new Date(holdExpiresAt.getTime() - 50);
    const { command } = after([resume, faulted('holdHotel')], { now });
    expect(command).toEqual({ type: 'Wait', delayMs: 50 });
  });
});

describe('expiry', () => {
  it('fails a booking without holds at once', () => {
    const { booking, events } = after([resume], { now: tooLate });
    expect(events.map(({ type }) => type)).toEqual(['CompensationStarted', 'BookingFailed']);
    expect(booking).toMatchObject({ status: 'FAILED', failure: { code: 'EXPIRED' }, version: 3 });
  });

  it('compensates a booking with unpaid holds', () => {
    const held = after(upTo('holdFlight')).booking;
    const { events, command } = decide(held, done('holdFlight'), tooLate);
    expect(events.map(({ type }) => type)).toEqual(['FlightHeld', 'CompensationStarted']);
    expect(command).toEqual({ type: 'Undo', step: 'holdFlight' });
  });

  it('is refused once the intent to pay is recorded', () => {
    const paying = after(upTo('pay')).booking;
    expect(decide(paying, resume, tooLate).command).toEqual({ type: 'Do', step: 'pay' });
    const paid = decide(paying, done('pay'), tooLate);
    expect(paid.command).toEqual({ type: 'Do', step: 'confirmHotel' });
  });
});

describe('a final booking', () => {
  it.each(['COMPLETED', 'FAILED'] as const)('is idle when %s, for every signal', (status) => {
    const { booking } =
      status === 'COMPLETED'
        ? after([resume, ...planSteps(whole).map(done)])
        : after([resume], { now: tooLate });
    expect(booking.status).toBe(status);
    for (const signal of [resume, done('pay'), faulted('pay'), undone('pay')]) {
      expect(decide(booking, signal, start)).toEqual({ events: [], states: [], command: { type: 'Idle' } });
    }
  });

  it('accepts no event', () => {
    const { booking } = after([resume], { now: tooLate });
    expect(() => evolve(booking, { type: 'OrderPaid', at: start })).toThrow(
      'Booking rsv_a is FAILED: it cannot take the event OrderPaid.',
    );
  });
});
