import { once } from 'node:events';
import { TaskCancelledError, timeout, TimeoutStrategy } from 'cockatiel';
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

/** A frozen server accepts connections and does not answer. */
const connectTimeoutMs = 5_000;

/**
 * The errors after which the client connects again; the command fails with them. `READONLY`: after a failover the address
 * may lead to the new primary. BullMQ's worker repeats a failed command without a pause: the reconnection is the pause.
 */
const reconnectErrors: Record<RedisUse, RegExp> = {
  command: /^READONLY/,
  blocking: /^(READONLY|OOM|MISCONF)/,
};

/** Waits while Redis is unreachable or does not answer; reconnects by itself later. */
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
    await retryUntilSuccess(() => untilReady(redis, signal), { onRetry, signal });
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
    reconnectOnError: ({ message }) => reconnectErrors[use].test(message),
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

async function untilReady(redis: Redis, signal: AbortSignal | undefined): Promise<void> {
  const bound = timeout(connectTimeoutMs, TimeoutStrategy.Aggressive);
  try {
    await bound.execute(async ({ signal: ending }) => {
      if (redis.status === 'wait' || redis.status === 'end') await redis.connect();
      // The client reconnects by itself.
      else if (redis.status !== 'ready') await once(redis, 'ready', { signal: ending });
    }, signal);
  } catch (error) {
    if (error instanceof TaskCancelledError) redis.disconnect(signal?.aborted !== true);
    throw error;
  }
}
