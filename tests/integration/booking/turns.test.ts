import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { queueName, queuePrefix } from '../../../subgraphs/reservations/saga/queue.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';
import { eventually } from '../../kit/eventually.ts';
import type { SagaPoint } from '../../kit/fault-points.ts';

let world: BookingWorld;
beforeEach(async () => {
  world = await startBookingWorld();
});
afterEach(() => world.close());

const [hoarder, other, third] = [newId('usr'), newId('usr'), newId('usr')];
const names = new Map([
  [hoarder, 'hoarder'],
  [other, 'other'],
  [third, 'third'],
]);
const seats = 60;

async function book(userId: string): Promise<string> {
  const quoteId = await world.quote({ flightId: 'flt_turns' }, userId);
  const outcome = await world.bookTrip({ userId, quoteId, idempotencyKey: quoteId, paymentMethod: 'pm_ok' });
  if (outcome.outcome !== 'accepted') throw new Error(outcome.outcome);
  return outcome.reservation._id;
}

/** Books one trip after another, and waits until all of them are in the queue. */
async function bookInOrder(userIds: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const userId of userIds) {
    ids.push(await book(userId));
    await queued(ids.length);
  }
  return ids;
}

async function queued(jobs: number): Promise<void> {
  await eventually(async () => {
    expect(await world.redis.zcard(`${queuePrefix}:${queueName}:prioritized`)).toBe(jobs);
  });
}

/** Starts a worker that drives a single booking at a time. @returns the customers in the order of their turns */
async function watchTurns(isBeginning: (point: SagaPoint) => boolean) {
  const begun: string[] = [];
  await world.startWorker(
    {
      async reach(point) {
        if (!isBeginning(point) || begun.includes(point.reservationId)) return;
        begun.push(point.reservationId);
        await Promise.resolve();
      },
    },
    { SAGA_CONCURRENCY: '1' },
  );
  return async (count: number) => {
    await eventually(() => {
      expect(begun).toHaveLength(count);
    });
    return (await Promise.all(begun.map((id) => world.row(id)))).map(({ userId }) => names.get(userId));
  };
}
const beginsBooking = ({ direction, stage }: SagaPoint) => direction === 'do' && stage === 'before-intent';
const times = <Value>(count: number, value: Value) => Array.from({ length: count }, () => value);

describe('the queue of the saga takes turns between customers', () => {
  it("another customer's first booking is begun next, however many bookings a customer has queued before", async () => {
    await world.flight('flt_turns', seats);
    await bookInOrder([...times(20, hoarder), other, third, other]);
    const turns = await watchTurns(beginsBooking);
    expect(await turns(23)).toEqual([
      ...['hoarder', 'other', 'third'],
      ...['hoarder', 'other'],
      ...times(18, 'hoarder'),
    ]);
  });

  it('bookings that a customer requests at the same time wait as well', async () => {
    await world.flight('flt_turns', seats);
    await Promise.all(times(20, hoarder).map(book));
    await queued(20);
    await book(other);
    await queued(21);
    const turns = await watchTurns(beginsBooking);
    expect((await turns(21)).indexOf('other')).toBeLessThanOrEqual(1);
  });

  it('after Redis lost its jobs, overdue bookings are enqueued in turns', async () => {
    await world.flight('flt_turns', seats);
    const ids: string[] = [];
    for (const [at, userId] of [...times(20, hoarder), other].entries()) {
      ids.push(await world.insertBooking({ flightId: 'flt_turns' }, userId, `key ${at}`));
    }
    for (const id of ids) await world.store.postpone(id, new Date());
    const turns = await watchTurns(beginsBooking);
    expect((await turns(21)).indexOf('other')).toBeLessThanOrEqual(2);
  });

  it('cancellations wait as bookings do', async () => {
    await world.flight('flt_turns', seats);
    const worker = await world.startWorker();
    const ids = await Promise.all([...times(8, hoarder), other].map(book));
    for (const id of ids) expect(await world.settled(id)).toMatchObject({ status: 'COMPLETED' });
    await worker.close();
    for (const [at, id] of ids.entries()) {
      await world.cancellingAt().cancel(await world.cancellation(id, `cancel ${at}`), () => undefined);
      await queued(at + 1);
    }
    const turns = await watchTurns(({ direction }) => direction === 'cancel');
    expect(await turns(9)).toEqual(['hoarder', 'other', ...times(7, 'hoarder')]);
  });
});
