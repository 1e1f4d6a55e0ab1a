import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobNames, jobOptions, queueName, queuePrefix } from '../../../subgraphs/reservations/saga/queue.ts';
import { eventually } from '../../kit/eventually.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

let world: BookingWorld;
let worker: Awaited<ReturnType<BookingWorld['startWorker']>>;
const broken = new Set<string>();
beforeAll(async () => {
  world = await startBookingWorld();
  worker = await world.startWorker({
    reach: ({ reservationId }) =>
      broken.has(reservationId) ? Promise.reject(new RangeError('Invalid array length')) : Promise.resolve(),
  });
});
afterAll(() => world.close());

const counted = async (name: string) => {
  const { values } = (await worker.metrics.getSingleMetric(name)?.get()) ?? { values: [] };
  return values.reduce((sum, { value }) => sum + value, 0);
};

describe('a booking with a failing job', () => {
  it('is counted, raises repeated alerts, and continues once the job succeeds', async () => {
    const id = await world.insertBooking({ roomTypeId: await world.roomType('rmt_mistake', 1) });
    broken.add(id);
    await world.queue.enqueue([id]);
    await eventually(
      async () => {
        expect(await counted('saga_alerts_total')).toBeGreaterThan(1);
      },
      { timeoutMs: 20_000 },
    );
    expect(await counted('saga_drive_failures_total')).toBeGreaterThanOrEqual(20);
    const raised = worker.logged.filter((line) => line.includes('"level":50')).join();
    expect(raised).toContain('Invalid array length');
    expect(raised).toContain(id);
    broken.clear();
    expect(await world.settled(id)).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('a booking whose job would not run in time', () => {
  it('is driven after its job has left all lists of the queue', async () => {
    const reservationId = await world.insertBooking({ roomTypeId: await world.roomType('rmt_evicted', 1) });
    const keyOf = (name: string) => `${queuePrefix}:${queueName}:${name}`;
    await world.redis.hset(keyOf(reservationId), { name: jobNames.drive, data: '{}', opts: '{}' });
    await world.store.postpone(reservationId, new Date());
    expect(await world.settled(reservationId)).toMatchObject({ status: 'COMPLETED' });
  });

  it('is driven when its booking is due: a worker with a wrong clock had delayed the job by half an hour', async () => {
    const reservationId = await world.insertBooking({ roomTypeId: await world.roomType('rmt_late', 1) });
    const queue = new Queue(queueName, { connection: world.redis, prefix: queuePrefix });
    const delay = 30 * 60_000;
    await queue.add(jobNames.drive, { reservationId }, { ...jobOptions, jobId: reservationId, delay });
    await world.store.postpone(reservationId, new Date());
    expect(await world.settled(reservationId)).toMatchObject({ status: 'COMPLETED' });
    await queue.close();
  });
});
