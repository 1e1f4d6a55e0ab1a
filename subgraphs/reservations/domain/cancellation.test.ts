import { describe, expect, it } from 'vitest';
import { createBooking, planSteps } from './booking.ts';
import type { Booking, SagaStep } from './booking.ts';
import { rulesOf, termsOf } from './cancellation-terms.ts';
import { decideCancellation, quoteCancellation } from './cancellation.ts';
import { evolve } from './evolve.ts';
import { decide } from './saga.ts';
import type { Signal } from './saga.ts';
import type { FlightLine, PricedTrip, StayLine } from './trip.ts';

const ttlMs = 15 * 60_000;
const id = 'rsv_00000000000000000000_11111111111111111111';
const checkIn = new Date('2027-04-01T14:00:00Z');
const departure = new Date('2027-04-03T08:00:00Z');
const longBefore = new Date('2027-03-01T09:00:00Z');
const ask = { claimId: 'can_a', inputHash: 'hash' };

function hoursBefore(start: Date, hours: number): Date {
  return new Date(start.getTime() - hours * 3_600_000);
}

function trip(changes: { currency?: string; amounts?: [number, number]; refundableFlight?: boolean } = {}) {
  const { currency = 'EUR', amounts = [10_001, 20_000], refundableFlight = false } = changes;
  const [room, seat] = amounts.map((amount) => ({ amount, currency }));
  if (room === undefined || seat === undefined) throw new Error('two amounts');
  const stay: StayLine = {
    ...{ kind: 'stay', lineId: 'stay-0', description: 'A room', hotelId: 'htl_a', roomTypeId: 'rmt_a' },
    ...{ roomTypeName: 'Double', checkIn: '2027-04-01', checkOut: '2027-04-03', rooms: 1, guests: 2 },
    ...{ price: room, charged: room, exchangeRate: '1', refundable: true },
    terms: termsOf(checkIn, rulesOf({ refundable: true })),
  };
  const flight: FlightLine = {
    ...{ kind: 'flight', lineId: 'flight-0', description: 'A seat', flightId: 'flt_a' },
    ...{ cabin: 'ECONOMY', passengers: 1, price: seat, charged: seat, exchangeRate: '1' },
    refundable: refundableFlight,
    terms: termsOf(
      departure,
      rulesOf({ refundable: refundableFlight, refundRules: [{ hoursBefore: 2, percent: 30 }] }),
    ),
  };
  const total = { amount: room.amount + seat.amount, currency };
  return { stays: [stay], flights: [flight], total } satisfies PricedTrip;
}

const done = (step: SagaStep): Signal => ({ type: 'StepDone', step });
const undone = (step: SagaStep): Signal => ({ type: 'StepUndone', step });

function taken(priced: PricedTrip = trip()): Booking {
  const holdExpiresAt = new Date(longBefore.getTime() + 900_000);
  const facts = { id, userId: 'usr_a', trip: priced, paymentMethod: 'pm_ok', holdExpiresAt };
  return createBooking({ ...facts, createdAt: longBefore });
}

function after(booking: Booking, ...signals: Signal[]): Booking {
  return signals.reduce(
    (each, signal) => decide(each, signal, longBefore).events.reduce(evolve, each),
    booking,
  );
}

function completed(priced?: PricedTrip): Booking {
  const booking = taken(priced);
  return after(booking, { type: 'Resume' }, ...planSteps(booking.trip).map(done));
}

function quoted(booking: Booking, now: Date) {
  const result = quoteCancellation(booking, now, ttlMs);
  if (result.outcome !== 'quoted') throw new Error(result.reason);
  return result.quote;
}

function cancelled(booking: Booking, now: Date, quoteId = quoted(booking, now).id) {
  const result = decideCancellation(booking, { ...ask, quoteId }, now, ttlMs);
  if (result.outcome !== 'accepted') throw new Error(result.reason);
  return { ...result.decision, booking: result.decision.events.reduce(evolve, booking) };
}

describe('quoteCancellation', () => {
  it.each([
    ['two days and more before check-in', hoursBefore(checkIn, 48.1), 10_001],
    ['less than two days before it', hoursBefore(checkIn, 48), 5_001],
    ['less than a day before it', hoursBefore(checkIn, 24), 0],
  ])('%s: refunds by the room’s terms, rounded half up', (_when, now, refund) => {
    const { lines, refund: total } = quoted(completed(), now);
    expect(lines.map((line) => [line.lineId, line.refund.amount])).toEqual([
      ['stay-0', refund],
      ['flight-0', 0],
    ]);
    expect(total).toEqual({ amount: refund, currency: 'EUR' });
  });

  it('uses the terms of each line', () => {
    const now = hoursBefore(checkIn, 30);
    const { lines, refund } = quoted(completed(trip({ refundableFlight: true })), now);
    expect(lines.map((line) => line.refund.amount)).toEqual([5_001, 6_000]);
    expect(refund.amount).toBe(11_001);
  });

  it.each([
    ['JPY', [999, 1], 500],
    ['EUR', [9_99, 1], 5_00],
    ['BHD', [9_999, 1], 5_000],
  ] as const)('refunds whole minor units of %s', (currency, amounts, refund) => {
    const now = hoursBefore(checkIn, 30);
    expect(quoted(completed(trip({ currency, amounts: [...amounts] })), now).refund).toEqual({
      amount: refund,
      currency,
    });
  });

  it('expires after its ttl, and earlier where terms change earlier', () => {
    expect(quoted(completed(), longBefore).expiresAt).toEqual(new Date(longBefore.getTime() + ttlMs));
    const now = new Date(hoursBefore(checkIn, 48).getTime() - 60_000);
    expect(quoted(completed(), now).expiresAt).toEqual(hoursBefore(checkIn, 48));
    const atTheDoor = new Date(checkIn.getTime() - 1);
    expect(quoted(completed(), atTheDoor).expiresAt).toEqual(checkIn);
  });

  it('refuses a booking without stored terms', () => {
    const { stays, flights, total } = trip();
    const without = completed({ stays: stays.map(({ terms: _, ...stay }) => stay), flights, total });
    const refused = { outcome: 'refused', reason: 'WITHOUT_TERMS' };
    expect(quoteCancellation(without, longBefore, ttlMs)).toEqual(refused);
  });

  it.each([
    ['STILL_BOOKING', taken()],
    ['STILL_BOOKING', after(taken(), { type: 'Resume' }, done('holdHotel'), done('holdFlight'))],
    ['NOT_BOOKED', after(taken(), { type: 'Resume' }, refused('holdHotel'))],
    ['ALREADY_CANCELLED', cancelled(completed(), longBefore).booking],
  ] as const)('is refused as %s', (reason, booking) => {
    expect(quoteCancellation(booking, longBefore, ttlMs)).toEqual({ outcome: 'refused', reason });
  });

  it('refuses a trip that has started', () => {
    expect(quoteCancellation(completed(), checkIn, ttlMs)).toEqual({
      outcome: 'refused',
      reason: 'TRIP_BEGUN',
    });
  });
});

function refused(step: SagaStep): Signal {
  return { type: 'StepRefused', step, failure: { code: 'SOLD_OUT', message: 'Gone.' } };
}

it.each([
  [{ hoursBefore: 24, percent: 101 }],
  [{ hoursBefore: 24, percent: -1 }],
  [{ hoursBefore: 24, percent: 0.5 }],
  [{ hoursBefore: -1, percent: 50 }],
])('a rule of a refund cannot be %j', (rule) => {
  expect(() => rulesOf({ refundable: true, refundRules: [rule] })).toThrow('expected a refund of 0 to 100');
});

describe('decideCancellation', () => {
  it('records the refund and the steps to undo before the first undo', () => {
    const { events, command, booking } = cancelled(completed(), longBefore);
    expect(events.map(({ type }) => type)).toEqual(['CancellationStarted']);
    expect(command).toEqual({ type: 'Undo', step: 'pay' });
    expect(booking).toMatchObject({
      status: 'CANCELLING',
      undoing: ['pay', 'holdFlight', 'holdHotel'],
      cancellation: { ...ask, requestedAt: longBefore, refund: { amount: 10_001, currency: 'EUR' } },
    });
  });

  it('ends CANCELLED after the last undo, each transition once', () => {
    const { booking } = cancelled(completed(), longBefore);
    const ended = after(booking, undone('pay'), undone('pay'), undone('holdFlight'), undone('holdHotel'));
    expect(ended.timeline.map(({ status }) => status)).toEqual([
      ...['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPLETED', 'CANCELLING', 'CANCELLED'],
    ]);
    expect(ended.version).toBe(6);
  });

  it('does not undo the payment without a refund', () => {
    const { booking, command } = cancelled(completed(), hoursBefore(checkIn, 1));
    expect(booking).toMatchObject({ undoing: ['holdFlight', 'holdHotel'] });
    expect(command).toEqual({ type: 'Undo', step: 'holdFlight' });
  });

  it('retries an undo without a limit', () => {
    let { booking } = cancelled(completed(), longBefore);
    for (let attempt = 1; attempt <= 40; attempt += 1) {
      const { events, command } = decide(booking, { type: 'StepFaulted', step: 'pay' }, longBefore);
      booking = events.reduce(evolve, booking);
      expect(command.type).toBe('Wait');
    }
    expect(booking).toMatchObject({ status: 'CANCELLING', attempts: 40 });
  });

  it.each([
    ['was made too long ago', quoted(completed(), new Date(longBefore.getTime() - ttlMs)).id],
    ['is from the future', quoted(completed(), new Date(longBefore.getTime() + 60_000)).id],
    ['is another reservation’s', quoted({ ...completed(), id: id.replace('1', '2') }, longBefore).id],
    ['promises more than the terms give', madeUp(30_001)],
    ['promises less', madeUp(1)],
    ['is none', 'cxq_nonsense'],
  ])('refuses a quote that %s', (_what, quoteId) => {
    expect(decideCancellation(completed(), { ...ask, quoteId }, longBefore, ttlMs)).toEqual({
      outcome: 'refused',
      reason: 'QUOTE_EXPIRED',
    });
  });

  it('is impossible before completion', () => {
    const { events, booking } = cancelled(completed(), longBefore);
    for (const other of [taken(), booking]) {
      expect(() => events.reduce(evolve, other)).toThrow('cannot take the event CancellationStarted');
    }
  });
});

function madeUp(refund: number): string {
  const expiry = (longBefore.getTime() + 60_000).toString(36);
  return `cxq_${id.slice('rsv_'.length)}_${expiry}_${refund.toString(36)}`;
}
