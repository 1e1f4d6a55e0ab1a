import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { streamOf } from '../../../platform/events/channels.ts';
import { MeDocument } from '../../generated/documents.ts';
import { eventually } from '../../kit/eventually.ts';
import { createGraphClient, signUpTraveller } from '../../kit/graph-client.ts';
import { createSkewedClock } from '../../kit/skewed-clock.ts';
import type { SkewedClock } from '../../kit/skewed-clock.ts';
import { startTestStack } from '../../kit/stack.ts';
import type { TestStack } from '../../kit/stack.ts';
import { book, findTrip, untilFinal } from '../../kit/traveller.ts';

type Skewed = 'router' | 'users' | 'worker';

let clocks: Record<Skewed, SkewedClock>;
let stack: TestStack;
beforeAll(async () => {
  const [router, users, worker] = await Promise.all([
    createSkewedClock(),
    createSkewedClock(),
    createSkewedClock(),
  ]);
  clocks = { router, users, worker };
  stack = await startTestStack({
    overrides: {
      router: router.environment,
      users: users.environment,
      worker: worker.environment,
    },
  });
});
afterEach(async () => {
  for (const name of ['router', 'users', 'worker'] as const) await setAheadBy(name, 0);
});
afterAll(async () => {
  await stack.close();
  for (const clock of Object.values(clocks)) await clock.remove();
});

const waitingFor = async (name: Skewed) => {
  const response = await fetch(`${stack.urls[name]}/health/ready`);
  return ((await response.json()) as { for?: string[] }).for ?? [];
};

async function skewOf(name: Skewed): Promise<number> {
  const text = await (await fetch(`${stack.metricsUrls[name]}/metrics`)).text();
  return Number(/^clock_skew_seconds\{.*\} (\S+)$/m.exec(text)?.[1]);
}

/** Resolves once the process has noticed. */
async function setAheadBy(name: Skewed, seconds: number): Promise<void> {
  await clocks[name].setAheadBy(seconds);
  await eventually(async () => {
    expect(Math.abs((await skewOf(name)) - seconds)).toBeLessThan(2);
  });
}

describe('a router whose clock is off', () => {
  it.each([25, -25])('by %d s is ready and knows its callers', async (seconds) => {
    await setAheadBy('router', seconds);
    const { client, email } = await signUpTraveller(stack.urls.router);
    expect(await client.data(MeDocument)).toMatchObject({ me: { email } });
    expect(await waitingFor('router')).toEqual([]);
  });

  it.each([
    [300, 'clock (300 s ahead of Redis)'],
    [-300, 'clock (300 s behind Redis)'],
  ])('by %d s is not ready, and signs no client out', async (seconds, fault) => {
    const { client, email } = await signUpTraveller(stack.urls.router);
    await setAheadBy('router', seconds);
    expect(await waitingFor('router')).toEqual([fault]);
    expect(await client.data(MeDocument)).toMatchObject({ me: { email } });
  });
});

describe('a users subgraph whose clock is off', () => {
  it.each([300, -300])('by %d s issues tokens that are valid now', async (seconds) => {
    await setAheadBy('users', seconds);
    const { session } = await signUpTraveller(stack.urls.router);
    const lifetimeMs = Date.parse(session.accessTokenExpiresAt) - Date.now();
    expect(lifetimeMs / 60_000).toBeCloseTo(15, 0);
    const client = createGraphClient(stack.urls.router, session.accessToken);
    expect(await client.data(MeDocument)).toMatchObject({ me: { email: session.user.email } });
  });

  it('publishes events within the time of a lease after a relay 300 s ahead has died', async () => {
    await setAheadBy('users', 300);
    const redis = new Redis(stack.redisUrl);
    const published = async () => JSON.stringify(await redis.xrange(streamOf('users'), '-', '+'));
    const before = await signUpTraveller(stack.urls.router);
    await eventually(async () => {
      expect(await published()).toContain(before.email);
    });
    await stack.hold('users');
    await clocks.users.setAheadBy(0);
    stack.release('users');
    const after = await eventually(() => signUpTraveller(stack.urls.router), { timeoutMs: 30_000 });
    await eventually(async () => {
      expect(await published()).toContain(after.email);
    });
    redis.disconnect();
  });
});

describe('a worker whose clock is 30 minutes ahead', () => {
  it('is not ready, and completes a fresh booking', async () => {
    const { client } = await signUpTraveller(stack.urls.router);
    await setAheadBy('worker', 30 * 60);
    expect(await waitingFor('worker')).toEqual(['clock (1800 s ahead of MongoDB)']);
    const booking = await untilFinal(client, await book(client, await findTrip(client, 12)));
    expect(booking).toMatchObject({ status: 'COMPLETED' });
  });

  it('delays no booking for longer than it fails: it continues once the clock is right', async () => {
    const { client } = await signUpTraveller(stack.urls.router);
    const trip = await findTrip(client, 13);
    await setAheadBy('worker', 30 * 60);
    await stack.hold('orders');
    const id = await book(client, trip);
    await eventually(() => {
      const failed = stack.logs().filter((line) => line.includes(id) && line.includes('booking step failed'));
      expect(failed.length).toBeGreaterThan(1);
    });
    await setAheadBy('worker', 0);
    stack.release('orders');
    await eventually(
      async () => {
        const { data } = await client.send(`{ reservation(id: "${id}") { status } }`);
        expect(data).toEqual({ reservation: { status: 'COMPLETED' } });
      },
      { timeoutMs: 30_000 },
    );
  });
});
