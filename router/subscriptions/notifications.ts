import { RedisPubSub } from 'graphql-redis-subscriptions';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { wakeChannel } from '../../platform/events/channels.ts';
import type { WakeUp } from '../../platform/events/cloud-event.ts';
import type { Logger } from '../../platform/log.ts';
import { logWaitingFor, retryUntilSuccess } from '../../platform/resilience/retry-until-success.ts';
import { connectRedis } from '../../platform/stores/redis.ts';

/** What hears wake-up calls. */
export interface NotificationListener {
  notified(wakeUp: WakeUp): void;
  /** Calls may have been missed: listening began, or began again. */
  resumed(): void;
}

/** The calls that say which entity changed, and to which version. They may be lost; nothing relies on hearing all. */
export interface Notifications {
  /** Whether there was a connection yet. */
  readonly connected: boolean;
  /** Listens to a channel from now on. @returns what to call to stop */
  listen(channel: string, listener: NotificationListener): Listening;
  close(): Promise<void>;
}

export interface Listening {
  /** Resolves once calls are heard, which takes until Redis is up. Never rejects. */
  started: Promise<void>;
  stop(): void;
}

const shape = z.object({ id: z.string(), version: z.int().positive() });

/** Wake-up calls over Redis pub/sub: one connection, and one subscription per channel, however many listen. */
export function createNotifications(options: { url: string; logger: Logger }): Notifications {
  const { url, logger } = options;
  const giveUp = new AbortController();
  const listeners = new Set<NotificationListener>();
  let connected = false;
  const opened = connectRedis({ url, use: 'blocking', logger, signal: giveUp.signal }).then((redis) => {
    connected = true;
    let lost = false;
    redis.on('close', () => {
      lost = true;
    });
    redis.on('ready', () => {
      if (!lost) return;
      lost = false;
      void resumeAfter(redis, listeners);
    });
    if (giveUp.signal.aborted) redis.disconnect();
    const subscriber = neverFailing(redis, { logger, signal: giveUp.signal });
    return { redis, pubsub: new RedisPubSub({ publisher: subscriber, subscriber }) };
  });
  opened.catch((error: unknown) => {
    if (!giveUp.signal.aborted) logger.error({ err: error }, 'there are no wake-up calls');
  });

  function hear(message: unknown, listener: NotificationListener): void {
    const parsed = shape.safeParse(message);
    if (parsed.success) listener.notified(parsed.data);
    else logger.warn({ message }, 'a wake-up call that says nothing');
  }

  return {
    get connected() {
      return connected;
    },
    listen(channel, listener) {
      let stopped = false;
      const isStopped = () => stopped;
      let subscription: Promise<number> | undefined;
      const started = opened.then(async ({ pubsub }) => {
        if (isStopped()) return;
        subscription = pubsub.subscribe(wakeChannel(channel), (message: unknown) => {
          if (!isStopped()) hear(message, listener);
        });
        await subscription;
        if (isStopped()) return;
        listeners.add(listener);
        listener.resumed();
      });
      const settled = started.catch((error: unknown) => {
        if (!giveUp.signal.aborted) logger.warn({ err: error, channel }, 'cannot listen to wake-up calls');
      });
      return {
        started: settled,
        stop() {
          stopped = true;
          listeners.delete(listener);
          // Not before it has subscribed: the library would keep what is left half done, and fall over it later.
          void settled.then(async () => {
            if (subscription === undefined) return;
            const { pubsub } = await opened;
            pubsub.unsubscribe(await subscription);
          }, ignored);
        },
      };
    },
    close() {
      giveUp.abort();
      opened.then(({ redis }) => {
        redis.disconnect();
      }, ignored);
      return Promise.resolve();
    },
  };
}

/**
 * What the library uses of a client. It leaves promises behind that nobody waits for, each of which would end this
 * process where Redis goes away at the wrong moment.
 *
 * Channels are changed on a connection that is ready alone. The client would send it earlier, to a Redis that is still
 * loading; its own question whether that has loaded is then refused, since the connection is for subscriptions now, so
 * that it connects anew, and remembers only the channels of the last connection that was ready.
 */
function neverFailing(redis: Redis, options: { logger: Logger; signal: AbortSignal }): Redis {
  /** One for all who wait: an outage may find many, and its errors are nobody's here. */
  let ready: Promise<void> | undefined;
  const untilReady = () =>
    (ready ??= new Promise((resolve) => {
      redis.once('ready', () => {
        ready = undefined;
        resolve();
      });
    }));
  const onceReady = async (change: () => Promise<unknown>) => {
    while (redis.status !== 'ready') {
      await untilReady();
      // The client is yet to subscribe to what it had before: changes come after that.
      await new Promise(setImmediate);
    }
    await change();
  };
  const subscriber = {
    on: redis.on.bind(redis),
    subscribe(channel: string, done: (error: Error | null) => void) {
      const subscribe = () => onceReady(() => redis.subscribe(channel));
      const onRetry = logWaitingFor(`the channel ${channel}`, options.logger);
      retryUntilSuccess(subscribe, { onRetry, signal: options.signal }).then(() => {
        done(null);
      }, ignored);
    },
    unsubscribe: (channel: string) => onceReady(() => redis.unsubscribe(channel)).catch(ignored),
    punsubscribe: () => Promise.resolve(),
  };
  return subscriber as unknown as Redis;
}

/** The client subscribes again by itself; what comes after that on the same connection is answered after it. */
async function resumeAfter(redis: Redis, listeners: ReadonlySet<NotificationListener>): Promise<void> {
  // In the listeners of `ready`, ours among them, the client is yet to send its subscriptions.
  await new Promise(setImmediate);
  await redis.ping().catch(ignored);
  for (const listener of listeners) listener.resumed();
}

function ignored(): void {
  // Whatever failed has been logged, or happens because all this is being closed.
}
