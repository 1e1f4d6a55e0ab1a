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

/** A booking to which these things happened, and what is to be done next. */
function after(happenings: readonly Signal[], { trip = whole, now = start } = {}) {
  let booking: Booking = taken(trip);
  let events: readonly BookingEvent[] = [];
  let command: SagaCommand = { command: 'rest' };
  for (const happening of happenings) {
    ({ events, command } = decide(booking, happening, now));
    booking = events.reduce(evolve, booking);
  }
  return { booking, events, command };
}

const woken: Signal = { kind: 'woken' };
const done = (step: SagaStep): Signal => ({ kind: 'done', step });
const undone = (step: SagaStep): Signal => ({ kind: 'undone', step });
const faulted = (step: SagaStep): Signal => ({ kind: 'faulted', step });
const upTo = (step: SagaStep, trip = whole): Signal[] => {
  const path = planSteps(trip);
  return [woken, ...path.slice(0, path.indexOf(step)).map(done)];
};

describe('a booking on its way forward', () => {
  it('records the intent to hold the rooms before it holds them', () => {
    const { events, command } = after([woken]);
    expect(events).toEqual([{ type: 'StepIntended', step: 'holdHotel', at: start }]);
    expect(command).toEqual({ command: 'do', step: 'holdHotel' });
  });

  it('records a result and the next intent in one write', () => {
    const { events, command } = after([woken, done('holdHotel')]);
    expect(events.map(({ type }) => type)).toEqual(['HotelHeld', 'StepIntended']);
    expect(command).toEqual({ command: 'do', step: 'holdFlight' });
  });

  it('shows the public nothing that has no version: between transitions it was last updated at the last', () => {
    const later = new Date(start.getTime() + 1_000);
    const unannounced: BookingEvent[] = [
      { type: 'StepIntended', step: 'holdHotel', at: later },
      { type: 'StepFaulted', step: 'holdHotel', at: later },
    ];
    expect(unannounced.reduce(evolve, taken())).toMatchObject({ version: 1, updatedAt: start });
    const held = evolve(taken(), { type: 'HotelHeld', at: later });
    expect(held).toMatchObject({ version: 2, updatedAt: later });
  });

  it('asks a step again whose outcome it does not know, without a second intent', () => {
    const { events, command } = after([...upTo('pay'), woken]);
    expect(events).toEqual([]);
    expect(command).toEqual({ command: 'do', step: 'pay' });
  });

  it.each([
    ['a whole trip', whole, ['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPLETED']],
    ['stays alone', stayOnly, ['INIT', 'HOTEL_BOOKED', 'COMPLETED']],
    ['flights alone', flightOnly, ['INIT', 'FLIGHT_BOOKED', 'COMPLETED']],
  ])('completes %s, each transition once', (_, trip, statuses) => {
    const { booking, command } = after([woken, ...planSteps(trip).map(done)], { trip });
    expect(booking.timeline.map(({ status }) => status)).toEqual(statuses);
    expect(booking.version).toBe(statuses.length);
    expect(command).toEqual({ command: 'rest' });
  });

  it('takes what is said of another step for old news', () => {
    const { events, command } = after([...upTo('holdFlight'), done('holdHotel')]);
    expect(events).toEqual([]);
    expect(command).toEqual({ command: 'do', step: 'holdFlight' });
  });

  it('does not believe in a payment that it never meant to ask for', () => {
    const { booking, command } = after([done('pay')]);
    expect(booking.status).toBe('INIT');
    expect(command).toEqual({ command: 'do', step: 'holdHotel' });
  });
});

describe('a booking that fails', () => {
  it('lets go in reverse of everything it may have held, the refused hold too', () => {
    const refused: Signal = { kind: 'refused', step: 'holdFlight', failure: soldOut };
    const { booking, events, command } = after([...upTo('holdFlight'), refused]);
    expect(events).toEqual([
      { type: 'CompensationBegun', failure: soldOut, undoing: ['holdFlight', 'holdHotel'], at: start },
    ]);
    expect(booking.status).toBe('COMPENSATING');
    expect(command).toEqual({ command: 'undo', step: 'holdFlight' });
  });

  it('undoes the order first where the payment was declined', () => {
    const refused: Signal = { kind: 'refused', step: 'pay', failure: declined };
    const undoing = [undone('pay'), undone('holdFlight'), undone('holdHotel')];
    const { booking, command } = after([...upTo('pay'), refused, ...undoing]);
    expect(booking).toMatchObject({ status: 'FAILED', failure: declined });
    expect(booking.timeline.map(({ status }) => status)).toEqual([
      ...['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPENSATING', 'FAILED'],
    ]);
    expect(command).toEqual({ command: 'rest' });
  });

  it('goes on undoing where it was interrupted', () => {
    const refused: Signal = { kind: 'refused', step: 'pay', failure: declined };
    const { command } = after([...upTo('pay'), refused, undone('pay'), woken]);
    expect(command).toEqual({ command: 'undo', step: 'holdFlight' });
  });

  it('never gives up undoing: the delays grow, up to a limit', () => {
    const refused: Signal = { kind: 'refused', step: 'holdHotel', failure: soldOut };
    const failing = (times: number) => Array.from({ length: times }, () => faulted('holdHotel'));
    const delayAfter = (times: number) => after([woken, refused, ...failing(times)]).command;
    expect([1, 2, 3, 100].map(delayAfter)).toEqual(
      [200, 400, 800, 30_000].map((delayMs) => ({ command: 'wait', delayMs })),
    );
  });

  it('does not complete however often a stale success is reported', () => {
    const refused: Signal = { kind: 'refused', step: 'pay', failure: declined };
    const { booking } = after([...upTo('pay'), refused, done('pay'), done('confirmFlight')]);
    expect(booking.status).toBe('COMPENSATING');
  });
});

describe('a supplier without an answer', () => {
  it('is asked again after growing delays, then the booking fails and lets go', () => {
    const faults = Array.from({ length: 8 }, () => faulted('holdHotel'));
    expect(after([woken, ...faults.slice(0, 2)]).command).toEqual({ command: 'wait', delayMs: 400 });
    const { booking, command } = after([woken, ...faults]);
    expect(booking).toMatchObject({ status: 'COMPENSATING', failure: { code: 'SUPPLIER_UNAVAILABLE' } });
    expect(command).toEqual({ command: 'undo', step: 'holdHotel' });
  });

  it.each(['pay', 'confirmHotel', 'confirmFlight'] as const)('is asked for ever once it is to %s', (step) => {
    const faults = Array.from({ length: 50 }, () => faulted(step));
    const { booking, command } = after([...upTo(step), ...faults]);
    expect(booking.status).toBe('FLIGHT_BOOKED');
    expect(command).toEqual({ command: 'wait', delayMs: 30_000 });
  });

  it('is not waited for longer than the hold lasts', () => {
    const now = new Date(holdExpiresAt.getTime() - 50);
    const { command } = after([woken, faulted('holdHotel')], { now });
    expect(command).toEqual({ command: 'wait', delayMs: 50 });
  });
});

describe('expiry', () => {
  it('fails a booking that holds nothing yet, with nothing to undo', () => {
    const { booking, events } = after([woken], { now: tooLate });
    expect(events.map(({ type }) => type)).toEqual(['CompensationBegun', 'BookingFailed']);
    expect(booking).toMatchObject({ status: 'FAILED', failure: { code: 'EXPIRED' }, version: 3 });
  });

  it('fails a booking whose holds are not paid for, and lets go of them', () => {
    const held = after(upTo('holdFlight')).booking;
    const { events, command } = decide(held, done('holdFlight'), tooLate);
    expect(events.map(({ type }) => type)).toEqual(['FlightHeld', 'CompensationBegun']);
    expect(command).toEqual({ command: 'undo', step: 'holdFlight' });
  });

  it('is refused once the intent to pay is recorded', () => {
    const paying = after(upTo('pay')).booking;
    expect(decide(paying, woken, tooLate).command).toEqual({ command: 'do', step: 'pay' });
    const paid = decide(paying, done('pay'), tooLate);
    expect(paid.command).toEqual({ command: 'do', step: 'confirmHotel' });
  });
});

describe('a booking that is final', () => {
  it.each(['COMPLETED', 'FAILED'] as const)('rests when it is %s, whatever is said', (status) => {
    const { booking } =
      status === 'COMPLETED'
        ? after([woken, ...planSteps(whole).map(done)])
        : after([woken], { now: tooLate });
    expect(booking.status).toBe(status);
    for (const happening of [woken, done('pay'), faulted('pay'), undone('pay')]) {
      expect(decide(booking, happening, start)).toEqual({ events: [], command: { command: 'rest' } });
    }
  });

  it('accepts no event', () => {
    const { booking } = after([woken], { now: tooLate });
    expect(() => evolve(booking, { type: 'OrderPaid', at: start })).toThrow(
      'OrderPaid cannot happen to rsv_a, which is FAILED.',
    );
  });
});
