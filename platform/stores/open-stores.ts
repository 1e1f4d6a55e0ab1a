import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { Service } from '../lifecycle.ts';
import type { Logger } from '../log.ts';
import type { Registry } from '../metrics.ts';
import { createCircuitBreaker } from '../resilience/circuit-breaker.ts';
import type { StartedServices } from '../resilience/start-in-order.ts';
import { pause } from '../resilience/pause.ts';
import { connectMongo } from './mongo.ts';
import { connectRedis } from './redis.ts';
import type { RedisUse } from './redis.ts';
import { startMongoClock } from './store-clock.ts';
import type { StoreClock } from './store-clock.ts';

/** The opened connections join the started services. */
export interface StoreOpener {
  mongo(settings: {
    MONGODB_URL: string;
    MONGODB_DATABASE: string;
    MONGODB_POOL_SIZE: number;
    MONGODB_TIMEOUT_MS: number;
  }): Promise<Connection>;
  /** @param circuit names the circuit breaker of commands */
  redis(url: string, use: RedisUse, circuit?: string): Promise<Redis>;
  /**
   * Follows MongoDB's time, and waits for its first reading.
   * @param options.given replaces MongoDB's time
   */
  clock(options: {
    connection: Connection;
    config: { CLOCK_MAX_SKEW_SECONDS: number };
    given: Clock | undefined;
  }): Promise<StoreClock>;
}

/** @param options.signal ends the wait for a store */
export function createStoreOpener(options: {
  logger: Logger;
  metrics: Registry;
  signal: AbortSignal | undefined;
  started: StartedServices;
}): StoreOpener {
  const { logger, metrics, signal, started } = options;
  return {
    async mongo(settings) {
      const { MONGODB_URL: url, MONGODB_DATABASE: database, MONGODB_POOL_SIZE: poolSize } = settings;
      const { MONGODB_TIMEOUT_MS: selectionTimeoutMs } = settings;
      const connection = await connectMongo({ url, database, poolSize, selectionTimeoutMs, logger, signal });
      started.add({ close: () => connection.close() });
      return connection;
    },

    async redis(url, use, circuit = 'Redis') {
      // Jobs wait for Redis; nobody waits for them.
      const breaker =
        use === 'blocking' ? undefined : createCircuitBreaker({ name: circuit, logger, metrics });
      if (breaker !== undefined) started.add(breaker);
      const redis = await connectRedis({ url, use, logger, signal, breaker });
      started.add(asService(redis));
      return redis;
    },

    async clock({ connection, config: { CLOCK_MAX_SKEW_SECONDS: maxSkewSeconds }, given }) {
      if (given !== undefined) return { now: given, faults: () => [] };
      return started.add(await startMongoClock({ connection, maxSkewSeconds, metrics, logger, signal }));
    },
  };
}

/** Disconnects at once: no pending command matters. */
function asService(redis: Pick<Redis, 'disconnect'>): Service {
  return {
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}

/**
 * Names the unreachable stores, and a clock that is far off.
 * @param stores.redis omitted if the process can serve without Redis
 */
export async function missingStores(stores: {
  connection: Connection;
  clock: Pick<StoreClock, 'faults'>;
  redis?: Pick<Redis, 'status'>;
}): Promise<readonly string[]> {
  const { connection, clock, redis } = stores;
  return [
    ...((await answers(connection)) ? [] : ['MongoDB']),
    ...(redis === undefined || redis.status === 'ready' ? [] : ['Redis']),
    ...clock.faults(),
  ];
}

/** Shorter than the time that a probe waits: one second by default in Kubernetes. */
const pingTimeoutMs = 800;

async function answers({ db }: Connection): Promise<boolean> {
  try {
    if (db === undefined) return false;
    const answered = db.command({ ping: 1 }).then(() => true);
    return await Promise.race([answered, pause(pingTimeoutMs).then(() => false)]);
  } catch {
    return false;
  }
}
