import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { Logger } from '../log.ts';
import { untilItWorks } from '../retry.ts';
import { withoutCredentials } from './address.ts';

/** Every key, stream and channel of ours begins so. */
export const redisPrefix = 'wayfare:';

/**
 * How a connection deals with a Redis that is away.
 * - `command`: a command fails after 1 second or two reconnects, for requests with someone waiting.
 * - `blocking`: a command waits for as long as it takes, for jobs, streams and subscriptions.
 */
export type RedisUse = 'command' | 'blocking';

const optionsFor: Record<RedisUse, RedisOptions> = {
  command: { maxRetriesPerRequest: 2, commandTimeout: 1_000, enableOfflineQueue: true },
  blocking: { maxRetriesPerRequest: null },
};

/** Connects to Redis, waiting for the server where it is not up yet; reconnects by itself ever after. */
export async function connectRedis(options: {
  url: string;
  use: RedisUse;
  logger: Logger;
  signal?: AbortSignal | undefined;
}): Promise<Redis> {
  const { url, logger, signal } = options;
  const redis = createRedis({ ...options, lazyConnect: true });
  try {
    await untilItWorks(`Redis at ${withoutCredentials(url)}`, () => untilReady(redis), { logger, signal });
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

/** Connects to Redis without waiting for it: for work that can wait until the server comes. */
export function openRedis(options: { url: string; use: RedisUse; logger: Logger }): Redis {
  return createRedis({ ...options, lazyConnect: false });
}

function createRedis(options: { url: string; use: RedisUse; logger: Logger; lazyConnect: boolean }): Redis {
  const { url, use, logger, lazyConnect } = options;
  const redis = new Redis(url, {
    ...optionsFor[use],
    lazyConnect,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 2_000) * (0.5 + Math.random() / 2),
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) logger.warn({ error: error.message }, `Redis at ${withoutCredentials(url)} is away`);
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info(`Redis at ${withoutCredentials(url)} is back`);
    away = false;
  });
  return redis;
}

async function untilReady(redis: Redis): Promise<void> {
  if (redis.status === 'wait' || redis.status === 'end') await redis.connect();
  else if (redis.status !== 'ready') throw new Error(`it is ${redis.status}`);
}
