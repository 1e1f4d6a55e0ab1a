import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { streamOf } from '../../../platform/events/channels.ts';
import { eventModel } from '../../../platform/events/event-log.ts';
import { streamId } from '../../../platform/events/position.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';
import { eventually } from '../../kit/eventually.ts';
import type { SagaPoint } from '../../kit/fault-points.ts';
import { openRedisFaults } from '../../kit/redis-faults.ts';
import type { RedisFault, RedisFaults } from '../../kit/redis-faults.ts';

let world: BookingWorld;
let worker: Awaited<ReturnType<BookingWorld['startWorker']>>;
let faults: RedisFaults;
let reach: (point: SagaPoint) => Promise<void> = () => Promise.resolve();

beforeAll(async () => {
  world = await startBookingWorld();
  faults = await openRedisFaults(world.stores.redisUrl);
});
afterAll(async () => {
  await faults.close();
  await world.close();
});

const readiness = async () => {
  const answer = await fetch(`${worker.url}/health/ready`);
  return (await answer.json()) as unknown;
};
const ready = { status: 'ok' };
const untilReadinessIs = (expected: unknown) =>
  eventually(async () => {
    expect(await readiness()).toEqual(expected);
  });

describe('a Redis that refuses the connections of a worker at its start', () => {
  it('the worker is not ready, and takes jobs once it is accepted', async () => {
    let accept = () => Promise.resolve();
    worker = await world.startWorker({
      reach: (point) => reach(point),
      connected: async () => {
        accept = await faults.closedToNewClients();
      },
    });
    await eventually(() => {
      expect(worker.logged.join('')).toContain('saga worker failed, restarting');
    });
    expect(await readiness()).toEqual({ status: 'waiting', for: ['saga worker'] });
    await accept();
    await untilReadinessIs(ready);
    const flightId = await world.flight('flt_refused', 3);
    for (let trip = 1; trip <= 3; trip += 1) {
      expect(await world.settled(await world.book({ flightId }))).toMatchObject({ status: 'COMPLETED' });
    }
  });
});

/** Holds bookings after the intent to pay is recorded. */
function holdAtPayment() {
  const held = new Set<string>();
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  reach = async ({ reservationId, step, direction, stage }) => {
    if (step !== 'pay' || direction !== 'do' || stage !== 'after-intent') return;
    held.add(reservationId);
    await released;
  };
  return { held, release };
}

describe.each<RedisFault>(['full', 'readOnly', 'frozen'])('a Redis that is %s', (fault) => {
  it('the worker is not ready; bookings and cancellations are accepted, and finish once Redis is back', async () => {
    await world.startSubgraph();
    await untilReadinessIs(ready);
    const trip = {
      roomTypeId: await world.roomType(`rmt_${fault}`, 10),
      flightId: await world.flight(`flt_${fault}`, 10),
    };
    const completed = await world.book(trip);
    await world.settled(completed);
    const { held, release } = holdAtPayment();
    const running = await world.book(trip);
    await eventually(() => {
      expect(held).toContain(running);
    });

    const heal = await faults[fault]();
    const accepted = await Promise.all([1, 2, 3].map(() => world.book(trip)));
    await world.cancel(completed);
    await untilReadinessIs({ status: 'waiting', for: ['Redis'] });
    release();
    // The worker finishes what it has begun: bookings are stored in MongoDB.
    await eventually(async () => {
      expect((await world.row(running)).status).toBe('COMPLETED');
    });
    expect((await world.store.findMany(accepted)).map(({ status }) => status)).toEqual([
      'INIT',
      'INIT',
      'INIT',
    ]);

    await heal();
    for (const id of accepted) expect((await world.settled(id)).status).toBe('COMPLETED');
    await eventually(async () => {
      expect((await world.row(completed)).status).toBe('CANCELLED');
    });
    await untilReadinessIs(ready);
    await eventually(async () => {
      expect(await world.bookings.countDocuments({ 'outbox.0': { $exists: true } })).toBe(0);
      const log = await eventModel(world.connection).find().sort({ n: 1 }).lean().exec();
      const stream = await world.redis.xrange(streamOf('reservations'), '-', '+');
      expect(stream.map(([id]) => id)).toEqual(log.map(streamId));
    });
  });
});
