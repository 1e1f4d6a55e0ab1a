import type { Redis } from 'ioredis';
import type { Logger } from '../../platform/log.ts';
import { logWaitingFor, retryUntilSuccess } from '../../platform/resilience/retry-until-success.ts';

/**
 * The Redis client for graphql-redis-subscriptions, without unhandled rejections: the library's promises would end the
 * process when Redis is unreachable.
 *
 * Channels change only on a ready connection. While Redis is loading, ioredis would subscribe early. Its check for the
 * end of loading is then refused, because the connection is in subscriber mode. It reconnects, and forgets the channels
 * added since the last ready connection.
 */
export function createSafeSubscriber(redis: Redis, options: { logger: Logger; signal: AbortSignal }): Redis {
  const { logger, signal } = options;
  const onceReady = readyGate(redis);
  const subscriber = {
    on: redis.on.bind(redis),
    subscribe(channel: string, done: (error: Error | null) => void) {
      const subscribe = () => onceReady(() => redis.subscribe(channel));
      const onRetry = logWaitingFor(`the channel ${channel}`, logger);
      retryUntilSuccess(subscribe, { onRetry, signal }).then(
        () => {
          done(null);
        },
        () => undefined,
      );
    },
    unsubscribe: (channel: string) => onceReady(() => redis.unsubscribe(channel)).catch(() => undefined),
    punsubscribe: () => Promise.resolve(),
  };
  return subscriber as unknown as Redis;
}

/** All waiters share a listener. */
function readyGate(redis: Redis): (change: () => Promise<unknown>) => Promise<void> {
  let ready: Promise<void> | undefined;
  const untilReady = () =>
    (ready ??= new Promise((resolve) => {
      redis.once('ready', () => {
        ready = undefined;
        resolve();
      });
    }));
  return async (change) => {
    while (redis.status !== 'ready') {
      await untilReady();
      // The client restores its earlier subscriptions first.
      await new Promise(setImmediate);
    }
    await change();
  };
}
