import { setTimeout as pause } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock as clock } from '../../../platform/clock.ts';
import { createLogger } from '../../../platform/log.ts';
import { connectRedis } from '../../../platform/stores/redis.ts';
import { createEngine } from '../../../subgraphs/reservations/saga/engine.ts';
import { createSagaMetrics } from '../../../subgraphs/reservations/metrics.ts';
import { startSagaWorker } from '../../../subgraphs/reservations/saga/queue-worker.ts';
import { createRecorder } from '../../../subgraphs/reservations/saga/recorder.ts';
import { createSteps } from '../../../subgraphs/reservations/saga/steps.ts';
import { startSweeper } from '../../../subgraphs/reservations/saga/sweeper.ts';
import { createInHouseHotelSupplier } from '../../../subgraphs/reservations/suppliers/in-house-supplier.ts';
import type { BookingDocument } from '../../../subgraphs/reservations/store/bookings-document.ts';
import type { roomMonthModel } from '../../../subgraphs/reservations/store/room-months.ts';
import { eventually } from '../../kit/eventually.ts';
import type { SagaPoint } from '../../kit/fault-points.ts';
import { quickPolicy, startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

const logger = createLogger('test', 'silent');
let world: BookingWorld;
const running: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  world = await startBookingWorld();
});
afterEach(async () => {
  for (const each of running.splice(0).toReversed()) await each.close();
});
afterAll(() => world.close());

/** Starts a worker without a sweeper. Its hotel supplier holds rooms but does not answer until the test ends. */
async function startUnanswered() {
  const { store, connection } = world;
  const roomMonths = connection.models['RoomMonth'] as ReturnType<typeof roomMonthModel>;
  const inHouse = createInHouseHotelSupplier({ roomMonths, clock });
  const held: string[] = [];
  let answer = () => undefined as unknown;
  const answered = new Promise(
    (resolve) =>
      (answer = () => {
        resolve(undefined);
      }),
  );
  const unused = () => Promise.reject(new Error('unexpected call of a supplier'));
  const steps = createSteps({
    hotels: {
      ...inHouse,
      async hold(id, stays, deadline) {
        const outcome = await inHouse.hold(id, stays, deadline);
        held.push(id);
        await answered;
        return outcome;
      },
    },
    flights: { hold: unused, confirm: unused, release: unused },
    payments: { pay: unused, cancel: unused, refund: unused },
  });
  const metrics = createSagaMetrics(new Registry(), store);
  const recorder = createRecorder({
    ...{ store, clock, logger, transitions: metrics.transitions },
    outbox: { notify: () => undefined },
  });
  const driving = { random: () => 0, metrics, logger, policy: quickPolicy };
  const redis = await connectRedis({ url: world.stores.redisUrl, use: 'blocking', logger });
  const engine = createEngine({ ...driving, store, steps, clock, recorder });
  const worker = startSagaWorker({ ...driving, redis, engine, concurrency: 4 });
  running.push({
    async close() {
      answer();
      await worker.close();
      redis.disconnect();
    },
  });
  return { held };
}

const expired = { status: 'FAILED', failure: { code: 'EXPIRED' } };

describe('a booking with an unanswered hold', () => {
  it('expires at its deadline through its expiry job', async () => {
    const { held } = await startUnanswered();
    world.holdFor(1);
    const roomTypeId = await world.roomType('rmt_unanswered', 1);
    const id = await world.book({ roomTypeId });
    const { timeline, holdExpiresAt } = await world.settled(id);
    expect(await world.row(id)).toMatchObject(expired);
    // The drive job still waits for the supplier, and no sweeper runs.
    expect(held).toEqual([id]);
    expect(timeline.at(-1)?.at.getTime()).toBeGreaterThanOrEqual(holdExpiresAt.getTime());
    expect(await world.rooms(roomTypeId)).toEqual({ free: [1, 1], holds: [] });
  });

  it('expires through the sweeper after Redis has lost its jobs', async () => {
    const { held } = await startUnanswered();
    world.holdFor(1);
    const roomTypeId = await world.roomType('rmt_lost', 1);
    const id = await world.book({ roomTypeId });
    await eventually(() => {
      expect(held).toEqual([id]);
    });
    await world.redis.flushall();
    const metrics = createSagaMetrics(new Registry(), world.store);
    running.push(startSweeper({ store: world.store, queue: world.queue, clock, metrics, logger }));
    expect(await world.settled(id)).toMatchObject(expired);
    expect(await world.rooms(roomTypeId)).toEqual({ free: [1, 1], holds: [] });
  });
});

describe('a booking that expires just before its payment', { timeout: 60_000 }, () => {
  it('either completes and is paid, or expires with nothing held or charged', async () => {
    const [rounds, perRound] = [8, 6];
    const count = rounds * perRound;
    let raced = 0;
    /** Delays the intent to pay until around the start of the expiry job. */
    const reach = async ({ reservationId, step, direction, stage }: SagaPoint) => {
      if (step !== 'pay' || direction !== 'do' || stage !== 'before-intent') return;
      const offsetMs = ((raced * 37) % 201) - 20;
      raced += 1;
      const { holdExpiresAt } = await world.row(reservationId);
      await pause(Math.max(0, holdExpiresAt.getTime() + offsetMs - Date.now()));
    };
    running.push(await world.startWorker({ reach }));
    world.holdFor(1);
    const trip = {
      roomTypeId: await world.roomType('rmt_race', count),
      flightId: await world.flight('flt_race', count),
    };
    let completed = 0;
    for (let round = 0; round < rounds; round += 1) {
      const ids = await Promise.all(Array.from({ length: perRound }, () => world.book(trip)));
      for (const row of await Promise.all(ids.map((id) => world.settled(id)))) {
        expectPaidOrExpired(row);
        completed += row.status === 'COMPLETED' ? 1 : 0;
      }
    }
    expect(raced).toBeGreaterThan(0);
    const left = count - completed;
    const booked = Array.from({ length: completed }, () => 'booked');
    expect(await world.rooms(trip.roomTypeId)).toEqual({ free: [left, left], holds: booked });
    expect(await world.seats(trip.flightId)).toEqual({ free: left, holds: booked });
  });

  function expectPaidOrExpired(row: BookingDocument): void {
    const { orders, calls, refunds } = world.orders;
    expect(refunds.get(row._id)).toBeUndefined();
    if (row.status === 'COMPLETED') {
      expect(orders.get(row._id)).toBe('PAID');
    } else {
      expect(row).toMatchObject(expired);
      expect(orders.get(row._id)).toBeUndefined();
      expect(calls).not.toContain(`payOrder ${row._id}`);
    }
  }
});
