import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Service } from '../lifecycle.ts';
import type { Logger } from '../log.ts';
import type { StartedServices } from '../resilience/start-in-order.ts';
import { connectMongo } from './mongo.ts';
import { connectRedis } from './redis.ts';
import type { RedisUse } from './redis.ts';

/** Connects to a process's stores, and has what came up closed with the rest of the process. */
export interface StoreOpener {
  /** Connects to a subgraph's own database, once its server is up. */
  mongo(settings: {
    MONGODB_URL: string;
    MONGODB_DATABASE: string;
    MONGODB_POOL_SIZE: number;
  }): Promise<Connection>;
  /** Connects to Redis, once it is up. */
  redis(url: string, use: RedisUse): Promise<Redis>;
}

/**
 * Opens stores, one by one or all at once.
 * @param options.signal gives up waiting for a store that is not up yet
 */
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
  };
}

/** A connection to Redis as something that can be closed: at once, as nothing that matters waits in it. */
export function asService(redis: Pick<Redis, 'disconnect'>): Service {
  return {
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}

/**
 * Which of the stores that a process cannot serve without are away, by name.
 * @param stores.redis left out where the process serves without Redis too
 */
export async function missingStores(stores: {
  connection: Connection;
  redis?: Pick<Redis, 'status'>;
}): Promise<readonly string[]> {
  const { connection, redis } = stores;
  return [
    ...((await answers(connection)) ? [] : ['MongoDB']),
    ...(redis === undefined || redis.status === 'ready' ? [] : ['Redis']),
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
