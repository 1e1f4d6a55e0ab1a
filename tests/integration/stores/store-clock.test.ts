import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.ts';
import type { Clock } from '../../../platform/clock.ts';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { followStore, startMongoClock, startRedisClock } from '../../../platform/stores/store-clock.ts';
import type { FollowingClock } from '../../../platform/stores/store-clock.ts';
import { eventually } from '../../kit/eventually.ts';
import { startStores, uniqueDatabase } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';

const minuteMs = 60_000;

let stores: Stores;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A wall clock that a test sets. */
function settableClock(): { now: Clock; aheadMs: number } {
  const clock = { aheadMs: 0, now: () => new Date(systemClock().getTime() + clock.aheadMs) };
  return clock;
}

function surroundings() {
  const lines: string[] = [];
  const metrics = createMetrics('test');
  const wall = settableClock();
  return {
    ...{ lines, metrics, wall },
    options: {
      ...{ metrics, maxSkewSeconds: 30, wallClock: wall.now, checkMs: 10, sampleMs: 50 },
      logger: createLogger('test', 'info', { write: (line) => void lines.push(line) }),
    },
    logged: (text: string) => lines.filter((line) => line.includes(text)).length,
    skewSeconds: async () => {
      const [value] = (await metrics.getSingleMetric('clock_skew_seconds')?.get())?.values ?? [];
      return value?.value ?? Number.NaN;
    },
  };
}

/** The difference to the machine's clock, which the stores of a test share. */
const errorMs = (clock: FollowingClock) => Math.abs(clock.now().getTime() - systemClock().getTime());

const followed: Record<
  string,
  (options: ReturnType<typeof surroundings>['options']) => Promise<FollowingClock>
> = {
  async MongoDB(options) {
    const connection = await mongoose
      .createConnection(stores.mongoUrl, { dbName: uniqueDatabase('clock') })
      .asPromise();
    closing.push(() => connection.close());
    return startMongoClock({ ...options, connection });
  },
  async Redis(options) {
    const clock = startRedisClock({ ...options, url: stores.redisUrl });
    await eventually(() => clock.sample());
    return clock;
  },
};

describe.each(Object.keys(followed))('store clock of %s', (store) => {
  async function start(options: ReturnType<typeof surroundings>['options']): Promise<FollowingClock> {
    const clock = await followed[store]?.(options);
    if (clock === undefined) throw new Error(`no clock of ${store}`);
    closing.unshift(() => clock.close());
    return clock;
  }

  it("shows the store's time on a machine whose clock is 30 minutes ahead", async () => {
    const { wall, options } = surroundings();
    wall.aheadMs = 30 * minuteMs;
    const clock = await start(options);
    expect(errorMs(clock)).toBeLessThan(1_000);
  });

  it('continues unchanged when the clock of the machine is set', async () => {
    const { wall, options } = surroundings();
    const clock = await start(options);
    for (const minutes of [30, -5, 0]) {
      wall.aheadMs = minutes * minuteMs;
      expect(errorMs(clock)).toBeLessThan(1_000);
    }
  });

  it('measures the skew, logs it once, and reports a fault until it is mended', async () => {
    const { wall, options, logged, skewSeconds } = surroundings();
    const clock = await start(options);
    expect(clock.faults()).toEqual([]);
    expect(Math.abs(await skewSeconds())).toBeLessThan(1);

    wall.aheadMs = 5 * minuteMs;
    await eventually(() => {
      expect(clock.faults()).toEqual([`clock (300 s ahead of ${store})`]);
    });
    expect(await skewSeconds()).toBeCloseTo(300, 0);

    wall.aheadMs = -5 * minuteMs;
    await eventually(() => {
      expect(clock.faults()).toEqual([`clock (300 s behind ${store})`]);
    });
    expect(logged('clock skew: ')).toBe(1);

    wall.aheadMs = 0;
    await eventually(() => {
      expect(clock.faults()).toEqual([]);
    });
    expect(logged('clock skew ended')).toBe(1);
  });

  it('warns of a skew that deadlines tolerate, and stays ready', async () => {
    const { wall, options, logged } = surroundings();
    wall.aheadMs = -20_000;
    const clock = await start(options);
    await eventually(() => {
      expect(logged(`20 s behind ${store}; leases and deadlines follow ${store}`)).toBe(1);
    });
    expect(clock.faults()).toEqual([]);
  });
});

describe('store clock', () => {
  it('continues while the store is away, and reads its time as soon as it is back', async () => {
    const { options, wall, logged } = surroundings();
    let readTime = () => Promise.resolve(systemClock().getTime());
    let reads = 0;
    const clock = followStore({
      ...{ ...options, store: 'MongoDB', sampleMs: 3_600_000 },
      readTime() {
        reads += 1;
        return readTime();
      },
    });
    closing.push(() => clock.close());
    await clock.sample();

    readTime = () => Promise.reject(new Error('away'));
    wall.aheadMs = 5 * minuteMs;
    await eventually(() => {
      expect(logged('the time of MongoDB cannot be read')).toBe(1);
    });
    expect(errorMs(clock)).toBeLessThan(1_000);

    // Another primary, whose clock is an hour ahead.
    readTime = () => Promise.resolve(systemClock().getTime() + 60 * minuteMs);
    const before = reads;
    clock.reconnected();
    await eventually(() => {
      expect(reads).toBeGreaterThan(before);
      expect(errorMs(clock)).toBeGreaterThan(59 * minuteMs);
    });
  });

  it('reads the time again after the machine slept', async () => {
    const { options, wall } = surroundings();
    let sleptMs = 0;
    const readTime = () => Promise.resolve(systemClock().getTime() + sleptMs);
    const clock = followStore({ ...options, store: 'MongoDB', sampleMs: 3_600_000, readTime });
    closing.push(() => clock.close());
    await clock.sample();

    // Monotonic time stood still for an hour, all other clocks went on.
    sleptMs = 60 * minuteMs;
    wall.aheadMs = sleptMs;
    await eventually(() => {
      expect(clock.now().getTime() - systemClock().getTime()).toBeGreaterThan(59 * minuteMs);
    });
    expect(clock.faults()).toEqual([]);
  });
});
