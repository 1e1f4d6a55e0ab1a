import { Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { Logger } from '../log.ts';
import { createOutageLog } from '../resilience/outage-log.ts';
import { backoffMs, withJitter } from '../resilience/backoff.ts';
import { logWaitingFor, retryUntilSuccess } from '../resilience/retry-until-success.ts';
import { withoutCredentials } from './address.ts';

/** Starts every key, stream and channel. */
export const redisPrefix = 'wayfare:';

/**
 * The behaviour of commands while Redis is unreachable.
 * - `command`: fails after 1 second or two reconnects; for requests.
 * - `blocking`: waits without limit; for jobs, streams and subscriptions.
 */
export type RedisUse = 'command' | 'blocking';

const optionsFor: Record<RedisUse, RedisOptions> = {
  command: { maxRetriesPerRequest: 2, commandTimeout: 1_000, enableOfflineQueue: true },
  blocking: { maxRetriesPerRequest: null },
};

/** Waits while Redis is unreachable; reconnects by itself later. */
export async function connectRedis(options: {
  url: string;
  use: RedisUse;
  logger: Logger;
  signal?: AbortSignal | undefined;
}): Promise<Redis> {
  const { url, logger, signal } = options;
  const redis = createRedis({ ...options, lazyConnect: true });
  try {
    const onRetry = logWaitingFor(`Redis at ${withoutCredentials(url)}`, logger);
    await retryUntilSuccess(() => untilReady(redis), { onRetry, signal });
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

/** Connects in the background: for work that can wait for Redis. */
export function openRedis(options: { url: string; use: RedisUse; logger: Logger }): Redis {
  return createRedis({ ...options, lazyConnect: false });
}

function createRedis(options: { url: string; use: RedisUse; logger: Logger; lazyConnect: boolean }): Redis {
  const { url, use, logger, lazyConnect } = options;
  const redis = new Redis(url, {
    ...optionsFor[use],
    lazyConnect,
    retryStrategy: (retry) => withJitter(backoffMs(retry, { firstMs: 100, maxMs: 2_000 })),
  });
  const address = withoutCredentials(url);
  const outage = createOutageLog(logger, {
    began: `Redis at ${address} is unreachable`,
    ended: `Redis at ${address} is reachable again`,
  });
  redis.on('error', outage.failed);
  redis.on('ready', outage.succeeded);
  return redis;
}

async function untilReady(redis: Redis): Promise<void> {
  if (redis.status === 'wait' || redis.status === 'end') await redis.connect();
  else if (redis.status !== 'ready')
    throw new Error(`Expected the connection to be ready, got ${redis.status}.`);
}
