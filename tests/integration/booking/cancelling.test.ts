import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { quoteCancellation } from '../../../subgraphs/reservations/domain/cancellation.ts';
import { eventually } from '../../kit/eventually.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import type { SubgraphClient } from '../../kit/subgraph-client.ts';
import type { SagaPoint } from '../../kit/fault-points.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';
import { cancel, quote, quoteOrReason } from './cancellation-operations.ts';
import type { CancelAnswer, QuoteAnswer } from './cancellation-operations.ts';

let world: BookingWorld;
let subgraph: SubgraphClient;
/** Awaited at every fault point of the saga. */
let reach: (point: SagaPoint) => Promise<void> = () => Promise.resolve();
beforeAll(async () => {
  world = await startBookingWorld();
  subgraph = await world.startSubgraph();
  await world.startWorker({ reach: (point) => reach(point) });
});
afterAll(() => world.close());

/** Completes a booking of a room and a seat. */
async function completed(name: string) {
  const roomTypeId = await world.roomType(`rmt_${name}`, 1);
  const flightId = await world.flight(`flt_${name}`, 1);
  const id = await world.book({ roomTypeId, flightId });
  const { userId } = await world.settled(id);
  return { id, userId, caller: signedIn(userId), roomTypeId, flightId };
}

type Booked = Awaited<ReturnType<typeof completed>>;

async function quoteOf({ id, caller }: Pick<Booked, 'id' | 'caller'>): Promise<string> {
  const { cancellationQuote } = await subgraph.data<QuoteAnswer>(quote, { id }, { caller });
  if (cancellationQuote === null) throw new Error(`${id} has no quote`);
  return cancellationQuote.id;
}

async function ask(
  { id, caller }: Pick<Booked, 'id' | 'caller'>,
  cancellationQuoteId: string,
  key = newId('quo'),
) {
  const input = { reservationId: id, cancellationQuoteId, idempotencyKey: key };
  return (await subgraph.data<CancelAnswer>(cancel, { input }, { caller })).cancelReservation;
}

function refundsOf(id: string) {
  return Object.fromEntries(world.orders.refunds.get(id) ?? []);
}

describe('a cancellation', () => {
  it('is quoted by the terms of each line, refunds that, and releases rooms and seats', async () => {
    const booked = await completed('whole');
    const answer = await subgraph.data(quote, { id: booked.id }, { caller: booked.caller });
    expect(answer).toMatchObject({
      cancellationQuote: {
        refund: { amount: 14_000, currency: 'EUR' },
        fee: { amount: 6_000 },
        reservation: { id: booked.id },
        lines: [
          { lineId: 'stay-0', charged: { amount: 10_000 }, refund: { amount: 10_000 } },
          { lineId: 'flight-0', charged: { amount: 10_000 }, refund: { amount: 4_000 } },
        ],
      },
    });
    expect(await ask(booked, await quoteOf(booked))).toMatchObject({
      __typename: 'CancelAccepted',
      reservation: { id: booked.id, status: 'CANCELLING', cancellation: { refund: { amount: 14_000 } } },
    });
    await world.settled(booked.id);
    expect(await world.statusesOf(booked.id)).toEqual([
      ...['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPLETED', 'CANCELLING', 'CANCELLED'],
    ]);
    expect(refundsOf(booked.id)).toEqual({ 'stay-0': 10_000, 'flight-0': 4_000 });
    expect(await world.rooms(booked.roomTypeId)).toEqual({ free: [1, 1], holds: [] });
    expect(await world.seats(booked.flightId)).toEqual({ free: 1, holds: [] });
    expect(await subgraph.data<QuoteAnswer>(quote, { id: booked.id }, { caller: booked.caller })).toEqual({
      cancellationQuote: null,
    });
  });

  it('publishes each status once', async () => {
    const booked = await completed('published');
    await ask(booked, await quoteOf(booked));
    await world.settled(booked.id);
    const events = world.connection.collection<{ type: string; subject: string }>('events');
    const types = await eventually(async () => {
      const found = await events.find({ subject: booked.id }).sort({ 'data.version': 1 }).toArray();
      expect(found).toHaveLength(6);
      return found.map(({ type }) => type);
    });
    expect(types.toSorted().filter((type) => type.includes('cancel'))).toEqual([
      ...['reservation.cancelled', 'reservation.cancelling'],
    ]);
  });

  it('happens once for concurrent and repeated requests with the same key', async () => {
    const booked = await completed('twins');
    const quoteId = await quoteOf(booked);
    const twins = await Promise.all(Array.from({ length: 8 }, () => ask(booked, quoteId, 'key')));
    expect(new Set(twins.map((each) => each.__typename))).toEqual(new Set(['CancelAccepted']));
    await world.settled(booked.id);
    expect(await ask(booked, quoteId, 'key')).toMatchObject({
      reservation: { id: booked.id, status: 'CANCELLED' },
    });
    expect(refundsOf(booked.id)).toEqual({ 'stay-0': 10_000, 'flight-0': 4_000 });
    expect(await ask(booked, 'cxq_other', 'key')).toMatchObject({ __typename: 'IdempotencyKeyReused' });
  });

  it('refuses a key that has cancelled another reservation', async () => {
    const first = await completed('reused');
    await ask(first, await quoteOf(first), 'key');
    const id = await world.insertBooking({ roomTypeId: first.roomTypeId }, first.userId, 'another');
    expect(await ask({ ...first, id }, 'cxq_other', 'key')).toMatchObject({
      __typename: 'IdempotencyKeyReused',
    });
  });

  it('happens once for concurrent requests with different keys: later requests get ALREADY_CANCELLED', async () => {
    const booked = await completed('twice');
    const quoteId = await quoteOf(booked);
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(booked, quoteId)));
    const accepted = answers.filter((each) => each.__typename === 'CancelAccepted');
    expect(accepted).toHaveLength(1);
    expect(answers.filter((each) => each.reason === 'ALREADY_CANCELLED')).toHaveLength(5);
    await world.settled(booked.id);
    expect(refundsOf(booked.id)).toEqual({ 'stay-0': 10_000, 'flight-0': 4_000 });
  });

  it('is refused until the completion of the booking is recorded', async ({ onTestFinished }) => {
    let isOver = false;
    onTestFinished(() => {
      isOver = true;
    });
    const roomTypeId = await world.roomType('rmt_race', 8);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const id = await world.book({ roomTypeId });
        const row = await world.row(id);
        const trip = { stays: row.stays, flights: row.flights, total: row.total };
        const quoted = quoteCancellation({ id, status: 'COMPLETED', trip }, new Date(), 900_000);
        if (quoted.outcome !== 'quoted') throw new Error(quoted.reason);
        const reasons = new Set<string>();
        for (;;) {
          // A failed test must not load the tests after it.
          if (isOver) throw new Error('the test is over');
          const answer = await ask({ id, caller: signedIn(row.userId) }, quoted.quote.id, 'key');
          if (answer.__typename === 'CancelAccepted') break;
          reasons.add(answer.reason ?? answer.__typename);
        }
        await world.settled(id);
        return { reasons: [...reasons], statuses: await world.statusesOf(id) };
      }),
    );
    for (const { reasons, statuses } of outcomes) {
      expect(statuses).toEqual(['INIT', 'HOTEL_BOOKED', 'COMPLETED', 'CANCELLING', 'CANCELLED']);
      expect(reasons.filter((reason) => reason !== 'STILL_BOOKING')).toEqual([]);
    }
    expect(await world.rooms(roomTypeId)).toEqual({ free: [8, 8], holds: [] });
  });

  it('is refused during the last step of the booking, and changes nothing', async () => {
    const roomTypeId = await world.roomType('rmt_last', 1);
    let askedMeanwhile: unknown;
    reach = async ({ reservationId: id, step, direction, stage }) => {
      if (step !== 'confirmHotel' || direction !== 'do' || stage !== 'after-effect') return;
      const { userId } = await world.row(id);
      askedMeanwhile = await ask({ id, caller: signedIn(userId) }, `cxq_${id.slice(4)}_1_1`);
    };
    const id = await world.book({ roomTypeId });
    expect((await world.settled(id)).status).toBe('COMPLETED');
    expect(askedMeanwhile).toMatchObject({ __typename: 'NotCancellable', reason: 'STILL_BOOKING' });
    reach = () => Promise.resolve();
  });

  it('is refused for a failed booking', async () => {
    const id = await world.book({ roomTypeId: await world.roomType('rmt_failed', 1) }, 'pm_declined');
    const { userId } = await world.settled(id);
    const caller = signedIn(userId);
    expect(await ask({ id, caller }, `cxq_${id.slice(4)}_1_1`)).toMatchObject({ reason: 'NOT_BOOKED' });
  });

  it('is refused with an expired quote, and accepted with a new quote and the same key', async () => {
    const booked = await completed('expired');
    expect(await ask(booked, `cxq_${booked.id.slice(4)}_1_${(14_000).toString(36)}`, 'key')).toMatchObject({
      reason: 'QUOTE_EXPIRED',
    });
    expect(await ask(booked, await quoteOf(booked), 'key')).toMatchObject({ __typename: 'CancelAccepted' });
  });

  it('is refused as UNKNOWN_RESERVATION for another user, also with the scope read:any', async () => {
    const booked = await completed('private');
    const quoteId = await quoteOf(booked);
    const agent = signedIn(newId('usr'), 'read:any');
    for (const caller of [signedIn(newId('usr')), agent]) {
      expect(await subgraph.data(quote, { id: booked.id }, { caller })).toEqual({ cancellationQuote: null });
      const theirs = await ask({ id: booked.id, caller }, quoteId);
      const unknown = await ask({ id: `${booked.id.slice(0, -1)}z`, caller }, quoteId);
      expect(theirs).toMatchObject({ __typename: 'NotCancellable', reason: 'UNKNOWN_RESERVATION' });
      expect(unknown).toEqual(theirs);
    }
    expect((await world.row(booked.id)).status).toBe('COMPLETED');
  });

  it('quoteCancellation: gives the same quote as cancellationQuote', async () => {
    const booked = await completed('offered');
    const { id, caller } = booked;
    const offer = await subgraph.data<{ quoteCancellation: { id: string } }>(
      quoteOrReason,
      { id },
      { caller },
    );
    const quoted = { __typename: 'CancellationQuote', refund: { amount: 14_000 }, reservation: { id } };
    expect(offer.quoteCancellation).toMatchObject(quoted);
    expect(await ask(booked, offer.quoteCancellation.id)).toMatchObject({ __typename: 'CancelAccepted' });
    await world.settled(id);
  });

  it('quoteCancellation: gives the reason that cancelReservation gives', async () => {
    const old = await completed('without_terms');
    await world.connection
      .collection<{ _id: string }>('reservations')
      .updateOne({ _id: old.id }, { $unset: { 'stays.0.terms': true } });
    const cancelled = await completed('cancelled');
    await ask(cancelled, await quoteOf(cancelled));
    await world.settled(cancelled.id);
    const stranger = { ...old, caller: signedIn(newId('usr')) };
    const expected = { WITHOUT_TERMS: old, ALREADY_CANCELLED: cancelled, UNKNOWN_RESERVATION: stranger };
    for (const [reason, booked] of Object.entries(expected)) {
      const { id, caller } = booked;
      const refused = await ask(booked, `cxq_${id.slice('rsv_'.length)}_1_1`);
      expect(refused).toMatchObject({ __typename: 'NotCancellable', reason });
      expect(await subgraph.data(quoteOrReason, { id }, { caller })).toEqual({ quoteCancellation: refused });
      expect(await subgraph.data(quote, { id }, { caller })).toEqual({ cancellationQuote: null });
    }
  });

  it.each([
    ['reservationId', 'rsv_?', 'a Reservation id (rsv_ and twice 20 letters or digits)'],
    ['cancellationQuoteId', 'nonsense', 'the id of a CancellationQuote (cxq_ and letters or digits)'],
    ['idempotencyKey', '', 'a key of 1 to 128 characters'],
  ])('refuses an invalid %s', async (field, value, expected) => {
    const id = `rsv_${'0'.repeat(20)}_${'1'.repeat(20)}`;
    const input = { reservationId: id, cancellationQuoteId: `cxq_${id.slice(4)}_1_1`, idempotencyKey: 'key' };
    const { errors } = await subgraph.send(
      cancel,
      { input: { ...input, [field]: value } },
      { caller: signedIn(newId('usr')) },
    );
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: `input.${field}`,
      expected,
    });
  });

  it('requires authentication', async () => {
    const id = `rsv_${'0'.repeat(20)}_${'1'.repeat(20)}`;
    for (const operation of [quote, quoteOrReason]) {
      const { errors } = await subgraph.send(operation, { id });
      expect(errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    }
  });

  it('stays CANCELLING while the refund fails, and continues once it succeeds', async () => {
    const booked = await completed('unanswered');
    world.orders.refusesToCancel = true;
    await ask(booked, await quoteOf(booked));
    await eventually(async () => {
      expect((await world.row(booked.id)).saga?.attempts).toBeGreaterThan(1);
    });
    expect((await world.row(booked.id)).status).toBe('CANCELLING');
    world.orders.refusesToCancel = false;
    expect((await world.settled(booked.id)).status).toBe('CANCELLED');
    expect(refundsOf(booked.id)).toEqual({ 'stay-0': 10_000, 'flight-0': 4_000 });
  });
});
