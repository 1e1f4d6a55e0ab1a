import type { Connection } from 'mongoose';
import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { Service } from '../lifecycle.ts';
import type { Logger } from '../log.ts';
import type { Registry } from '../metrics.ts';
import { createOutageLog } from '../resilience/outage-log.ts';
import { createPollingLoop } from '../resilience/polling-loop.ts';
import { logWaitingFor, retryUntilSuccess } from '../resilience/retry-until-success.ts';
import { createClockEstimate } from './clock-estimate.ts';
import type { ClockEstimate } from './clock-estimate.ts';
import { createClockSkew } from './clock-skew.ts';
import { openRedis } from './redis.ts';

/**
 * The time of a store, which all processes share. It continues by monotonic time while the store is unreachable, and
 * whatever happens to the clock of this machine.
 */
export interface StoreClock {
  readonly now: Clock;
  /** `["clock (312 s ahead of MongoDB)"]` while this machine's clock is far off: the process is then not ready. */
  faults(): readonly string[];
}

export interface FollowedStore {
  /** For the log: `MongoDB`. */
  store: string;
  /** In milliseconds since 1970. Bounded in time. */
  readTime: () => Promise<number>;
  maxSkewSeconds: number;
  logger: Logger;
  metrics: Registry;
  /** The clock of this machine. */
  wallClock?: Clock;
  checkMs?: number;
  sampleMs?: number;
}

export interface FollowingClock extends StoreClock, Service {
  /** Reads the store's time now. Until the first sample, `now` is the time of this machine. */
  sample: () => Promise<void>;
  /** The store may be another server since: its time is read at once. */
  reconnected(): void;
}

/** The longest wait for a store's time. */
const readTimeoutMs = 2_000;
/** A difference that neither drift nor adjustments by NTP (500 ppm) make between two checks. */
const jumpMs = 100;
/** The first estimate is half a round trip off, at most; the shortest of these counts. */
const firstSamples = 3;

/** Starts to follow a store's time. */
export function followStore(options: FollowedStore): FollowingClock {
  const { store, readTime, maxSkewSeconds, logger, metrics } = options;
  const { wallClock = systemClock, checkMs = 1_000, sampleMs = 10_000 } = options;
  const skew = createClockSkew({ store, maxSeconds: maxSkewSeconds, logger, metrics });
  let estimate: ClockEstimate | undefined;
  let sampleAtMs = 0;
  let wallAheadMs = wallAhead();
  const outage = createOutageLog(logger, {
    began: `the time of ${store} cannot be read: the clock continues without it`,
    ended: `the time of ${store} is read again`,
  });

  /** The wall clock minus monotonic time. It changes when the clock is set, and while the machine sleeps. */
  function wallAhead(): number {
    return wallClock().getTime() - performance.now();
  }

  function nowMs(): number {
    return estimate?.at(performance.now()) ?? wallClock().getTime();
  }

  async function sampleOnce(): Promise<void> {
    const sentAtMs = performance.now();
    const storeMs = await readTime();
    const sample = { sentAtMs, storeMs, receivedAtMs: performance.now() };
    if (estimate === undefined) estimate = createClockEstimate(sample);
    else estimate.add(sample);
  }

  async function sample(): Promise<void> {
    const samples = estimate === undefined ? firstSamples : 1;
    for (let taken = 0; taken < samples; taken += 1) await sampleOnce();
    sampleAtMs = performance.now() + sampleMs;
  }

  function measureSkew(): void {
    if (estimate !== undefined) skew.measured((wallClock().getTime() - nowMs()) / 1_000);
  }

  const loop = createPollingLoop({
    intervalMs: checkMs,
    firstRun: 'after-interval',
    async run() {
      const before = wallAheadMs;
      wallAheadMs = wallAhead();
      const hasJumped = Math.abs(wallAheadMs - before) > jumpMs;
      try {
        if (hasJumped || performance.now() >= sampleAtMs) await sample();
      } finally {
        // After the sample: where the machine slept, monotonic time is behind until then.
        measureSkew();
      }
    },
    onError: outage.failed,
    onSuccess: outage.succeeded,
  });

  return {
    now: () => new Date(nowMs()),
    faults() {
      const fault = skew.fault();
      return fault === null ? [] : [fault];
    },
    async sample() {
      await sample();
      measureSkew();
    },
    reconnected() {
      sampleAtMs = 0;
      loop.wake();
    },
    close: () => loop.close(),
  };
}

type ClockOptions = Omit<FollowedStore, 'store' | 'readTime'>;

/** Follows the time of MongoDB's primary (`hello`), and waits for its first reading. */
export async function startMongoClock(
  options: ClockOptions & { connection: Connection; signal?: AbortSignal | undefined },
): Promise<FollowingClock> {
  const { connection, logger, signal } = options;
  const clock = followStore({ ...options, store: 'MongoDB', readTime: () => timeOfMongo(connection) });
  const reconnected = () => {
    clock.reconnected();
  };
  connection.on('connected', reconnected);
  try {
    await retryUntilSuccess(clock.sample, { onRetry: logWaitingFor('the time of MongoDB', logger), signal });
  } catch (error) {
    await clock.close();
    throw error;
  }
  return {
    ...clock,
    close() {
      connection.off('connected', reconnected);
      return clock.close();
    },
  };
}

/** In milliseconds since 1970. https://www.mongodb.com/docs/manual/reference/command/hello/ */
export async function timeOfMongo({ db }: Connection): Promise<number> {
  const answer = await db?.admin().command({ hello: 1 }, { timeoutMS: readTimeoutMs });
  const time: unknown = answer?.['localTime'];
  if (!(time instanceof Date)) throw new Error(`Expected localTime in MongoDB's hello, got ${String(time)}.`);
  return time.getTime();
}

/** Follows the time of Redis (`TIME`) in the background. Until its first reading, the clock is this machine's. */
export function startRedisClock(options: ClockOptions & { url: string }): FollowingClock {
  const { url, logger } = options;
  const redis = openRedis({ url, use: 'command', logger });
  const clock = followStore({
    ...options,
    store: 'Redis',
    async readTime() {
      const [seconds, microseconds] = await redis.time();
      return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
    },
  });
  redis.on('ready', () => {
    clock.reconnected();
  });
  return {
    ...clock,
    async close() {
      redis.disconnect();
      await clock.close();
    },
  };
}
