import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import { decide } from '../../../subgraphs/reservations/domain/saga.ts';
import type { StepResult } from '../../../subgraphs/reservations/domain/saga.ts';
import { paymentResultOf } from '../../../subgraphs/reservations/events.ts';
import { createSagaMetrics } from '../../../subgraphs/reservations/metrics.ts';
import { createRecorder } from '../../../subgraphs/reservations/saga/recorder.ts';
import { createPaymentUpdates } from '../../../subgraphs/reservations/saga/payment-updates.ts';
import { toBooking } from '../../../subgraphs/reservations/store/bookings-document.ts';
import { eventually } from '../../kit/eventually.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

const done = (step: 'holdFlight' | 'pay'): StepResult => ({ type: 'StepDone', step });
const undone: StepResult = { type: 'StepUndone', step: 'pay' };
const declined: StepResult = {
  ...{ type: 'StepRefused', step: 'pay' },
  failure: { code: 'PAYMENT_DECLINED', message: 'The payment was declined.' },
};

let world: BookingWorld;
let settle: ReturnType<typeof createPaymentUpdates>;
beforeAll(async () => {
  world = await startBookingWorld();
  const { store, handOver } = world;
  const clock = () => new Date();
  const { transitions } = createSagaMetrics(new Registry(), store);
  const logger = pino({ level: 'silent' });
  const recorder = createRecorder({ store, clock, transitions, logger, outbox: { notify: () => undefined } });
  settle = createPaymentUpdates({ store, recorder, handOver, clock });
});
afterAll(() => world.close());
afterEach(() => vi.restoreAllMocks());

/** A booking after an unanswered payment. No worker drives it. */
async function paying(): Promise<string> {
  const id = await world.insertBooking({ flightId: 'flt_of_nobody' });
  for (const signal of [{ type: 'Resume' } as const, done('holdFlight')]) {
    const row = await world.row(id);
    const { states } = decide(toBooking(row), signal, new Date());
    await world.store.record({ row, states, wakeAt: new Date(Date.now() + 900_000) });
  }
  expect((await world.row(id)).saga).toMatchObject({ step: 'pay', intended: true });
  return id;
}

const news = (reservationId: string, ...results: StepResult[]) =>
  results.map((result) => ({ reservationId, result }));
const stepOf = async (id: string) => (await world.row(id)).saga?.step;

describe('payment updates', () => {
  // The remaining bookings have no holds.
  afterAll(() => world.bookings.deleteMany());

  it('reach a hundred bookings with a single read and a single write', async () => {
    const ids = await Promise.all(Array.from({ length: 100 }, paying));
    const [find, findById] = [vi.spyOn(world.bookings, 'find'), vi.spyOn(world.bookings, 'findById')];
    const [bulkWrite, updateOne] = [
      vi.spyOn(world.bookings, 'bulkWrite'),
      vi.spyOn(world.bookings, 'updateOne'),
    ];
    await settle(ids.flatMap((id) => news(id, done('pay'))));
    expect([find, findById, bulkWrite, updateOne].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1, 0]);
    expect(new Set(await Promise.all(ids.map(stepOf)))).toEqual(new Set(['confirmFlight']));
  });

  it('write nothing to a booking that already has the result', async () => {
    const id = await paying();
    await settle(news(id, done('pay')));
    const { revision } = await world.row(id);
    const bulkWrite = vi.spyOn(world.bookings, 'bulkWrite');
    await settle(news(id, done('pay'), done('pay')));
    expect(bulkWrite).not.toHaveBeenCalled();
    expect((await world.row(id)).revision).toBe(revision);
  });

  it('apply in order: late and premature updates change nothing', async () => {
    const [paid, failed, early] = [await paying(), await paying(), await paying()];
    await settle([
      ...news(paid, done('pay'), declined, undone),
      ...news(failed, declined, done('pay'), undone),
      ...news(early, undone),
    ]);
    expect(await stepOf(paid)).toBe('confirmFlight');
    // Declined; then the last update undid the payment.
    expect(await world.row(failed)).toMatchObject({
      status: 'COMPENSATING',
      saga: { undoing: ['holdFlight'] },
    });
    expect(await stepOf(early)).toBe('pay');
  });

  it('survive a concurrent write to the booking', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, paying));
    const bulkWrite = world.bookings.bulkWrite.bind(world.bookings);
    vi.spyOn(world.bookings, 'bulkWrite').mockImplementationOnce(
      async (...given: Parameters<typeof bulkWrite>) => {
        // Half of the bookings get a fault recorded in between.
        for (const id of ids.slice(4)) {
          const row = await world.row(id);
          const { states } = decide(toBooking(row), { type: 'StepFaulted', step: 'pay' }, new Date());
          await world.store.record({ row, states, wakeAt: new Date(Date.now() + 900_000) });
        }
        return bulkWrite(...given);
      },
    );
    await settle(ids.flatMap((id) => news(id, done('pay'))));
    expect(new Set(await Promise.all(ids.map(stepOf)))).toEqual(new Set(['confirmFlight']));
  });

  it('of an impossible reservation fail with its id and leave the remaining bookings alone', async () => {
    const [broken, other] = [await paying(), await paying()];
    await world.bookings.updateOne({ _id: broken }, { $set: { saga: null } });
    await expect(settle([...news(broken, done('pay')), ...news(other, done('pay'))])).rejects.toThrow(broken);
    // The consumer then applies them in turn.
    await settle(news(other, done('pay')));
    expect(await stepOf(other)).toBe('confirmFlight');
  });

  it('arrive as events of the order', async () => {
    await world.startSubgraph();
    const id = await paying();
    await world.publishOrderEvent(id, 'order.paid');
    await eventually(async () => {
      expect(await stepOf(id)).toBe('confirmFlight');
    });
  });
});

it.each([
  ['order.placed', {}, null],
  ['order.shipped', {}, null],
  ['order.refunded', { status: 'PAID' }, null],
  ['order.refunded', { status: 'REFUNDED' }, undone],
  ['order.paid', {}, done('pay')],
])('paymentResultOf: %s %j is %j', (type, data, signal) => {
  expect(paymentResultOf({ type, data })).toEqual(signal);
});

it('paymentResultOf: an order’s refund with unknown data throws', () => {
  const id = orderIdFor(`rsv_${newId('usr').slice(4)}_${newId('usr').slice(4)}`);
  expect(() => paymentResultOf({ type: 'order.refunded', data: { id, state: 3 } })).toThrow('status');
});
