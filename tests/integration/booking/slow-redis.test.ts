import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { createLogger } from '../../../platform/log.ts';
import { startInOrder } from '../../../platform/resilience/start-in-order.ts';
import { openPorts, runReservations } from '../../../subgraphs/reservations/app.ts';
import type { ReservationsOptions } from '../../../subgraphs/reservations/app.ts';
import { parseReservationsConfig } from '../../../subgraphs/reservations/config.ts';
import { queueName, queuePrefix } from '../../../subgraphs/reservations/saga/queue.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';
import { eventually } from '../../kit/eventually.ts';
import { openRedisFaults } from '../../kit/redis-faults.ts';
import type { RedisFaults } from '../../kit/redis-faults.ts';
import { createSubgraphClient } from '../../kit/subgraph-client.ts';

let world: BookingWorld;
let faults: RedisFaults;
beforeAll(async () => {
  world = await startBookingWorld();
  faults = await openRedisFaults(world.stores.redisUrl);
});
afterAll(async () => {
  await faults.close();
  await world.close();
});

const bookTrip = `mutation BookTrip($input: BookTripInput!) {
  bookTrip(input: $input) { ... on BookTripAccepted { reservation { id } } }
}`;

/** Starts the subgraph; `beforeQueue` runs once its stores are connected. */
async function startSubgraph(beforeQueue: () => Promise<void>) {
  const logged: string[] = [];
  const metrics = new Registry();
  const options: ReservationsOptions = {
    config: parseReservationsConfig(world.settings),
    logger: createLogger('reservations', 'info', { write: (line) => void logged.push(line) }),
    metrics,
  };
  const service = await startInOrder(options.logger, async (started) => {
    const ports = await openPorts(options, started);
    await beforeQueue();
    return runReservations(options, ports, started);
  });
  const client = createSubgraphClient({
    ...{ url: service.url, audience: 'reservations', signer: world.callers.router },
  });
  return {
    logged,
    close: () => service.close(),
    async count(name: string): Promise<number> {
      const { values } = (await metrics.getSingleMetric(name)?.get()) ?? { values: [] };
      return values.reduce((sum, { value }) => sum + value, 0);
    },
    /** @returns the reservation's id */
    async book(): Promise<string> {
      const userId = newId('usr');
      const quoteId = await world.quote({ flightId: 'flt_slow' }, userId);
      const input = { quoteId, idempotencyKey: 'key', paymentMethod: 'pm_ok' };
      const caller = { kind: 'user' as const, userId, scopes: [] };
      const { bookTrip: answer } = await client.data<{ bookTrip: { reservation: { id: string } } }>(
        bookTrip,
        { input },
        { caller },
      );
      return answer.reservation.id;
    },
  };
}

const isQueued = async (id: string) => (await world.redis.exists(`${queuePrefix}:${queueName}:${id}`)) === 1;

describe('a Redis that does not answer while the subgraph starts', () => {
  afterAll(() => world.bookings.deleteMany());

  it('bookings are accepted, counted and alerted, and enqueued once it answers; no stack trace is logged', async () => {
    let thaw = () => Promise.resolve();
    const subgraph = await startSubgraph(async () => {
      thaw = await faults.frozen();
    });
    const early = await subgraph.book();
    await eventually(async () => {
      expect(await subgraph.count('saga_enqueue_failures_total')).toBe(1);
      expect(await subgraph.count('saga_enqueue_waiting')).toBe(1);
      expect(await subgraph.count('saga_alerts_total')).toBe(1);
    });
    await thaw();
    // No worker runs, so no sweeper enqueues them.
    await eventually(async () => {
      expect(await isQueued(early)).toBe(true);
      expect(await subgraph.count('saga_enqueue_waiting')).toBe(0);
    });

    const late = await subgraph.book();
    await eventually(async () => {
      expect(await isQueued(late)).toBe(true);
    });
    expect(await subgraph.count('saga_enqueue_failures_total')).toBe(1);
    const said = subgraph.logged.join('');
    expect(said).toContain('bookings cannot be enqueued, retrying: operator action needed');
    expect(said).toContain('bookings are enqueued again');
    expect(said).not.toMatch(/\\n\s+at /);
    await subgraph.close();
  });
});
