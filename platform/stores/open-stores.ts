import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { Service } from '../lifecycle.ts';
import type { Logger } from '../log.ts';
import type { Registry } from '../metrics.ts';
import type { StartedServices } from '../resilience/start-in-order.ts';
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
  }): Promise<Connection>;
  redis(url: string, use: RedisUse): Promise<Redis>;
  /**
   * Follows MongoDB's time, and waits for its first reading.
   * @param options.given replaces MongoDB's time
   */
  clock(options: {
    connection: Connection;
    config: { CLOCK_MAX_SKEW_SECONDS: number };
    metrics: Registry;
    given: Clock | undefined;
  }): Promise<StoreClock>;
}

/** @param options.signal ends the wait for a store */
export function createStoreOpener(options: {
  logger: Logger;
  signal: AbortSignal | undefined;
  started: StartedServices;
}): StoreOpener {
  const { logger, signal, started } = options;
  return {
    async mongo({ MONGODB_URL: url, MONGODB_DATABASE: database, MONGODB_POOL_SIZE: poolSize }) {
      const connection = await connectMongo({ url, database, poolSize, logger, signal });
      started.add({ close: () => connection.close() });
      return connection;
    },

    async redis(url, use) {
      const redis = await connectRedis({ url, use, logger, signal });
      started.add(asService(redis));
      return redis;
    },

    async clock({ connection, config: { CLOCK_MAX_SKEW_SECONDS: maxSkewSeconds }, metrics, given }) {
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

async function answers({ db }: Connection): Promise<boolean> {
  try {
    await db?.admin().ping();
    return db !== undefined;
  } catch {
    return false;
  }
}
