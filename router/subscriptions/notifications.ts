import { RedisPubSub } from 'graphql-redis-subscriptions';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { notificationChannel } from '../../platform/events/channels.ts';
import type { EntityNotification } from '../../platform/events/cloud-event.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import { startDeadline } from '../../platform/resilience/deadline.ts';
import { connectRedis } from '../../platform/stores/redis.ts';
import { createSafeSubscriber } from './redis-subscriber.ts';

export interface NotificationListener {
  notified(notification: EntityNotification): void;
  /** Listening started (no gap) or restarted: notifications of changes between may be lost. */
  resumed(gap: 'none' | 'possible'): void;
}

/** Redis notifications of changed entities, at most once: listeners recheck. */
export interface Notifications extends Service {
  /** True after the first connection to Redis. */
  readonly connected: boolean;
  listen(channel: string, listener: NotificationListener): Listening;
}

export interface Listening {
  /** Waits for Redis. Never rejects. */
  started: Promise<void>;
  stop(): void;
}

interface Connection {
  redis: Redis;
  pubsub: RedisPubSub;
}

interface State {
  logger: Logger;
  closing: AbortController;
  listeners: Set<NotificationListener>;
  connection: Promise<Connection>;
  status: 'connecting' | 'connected';
}

const notificationSchema = z.object({ id: z.string(), version: z.int().positive() });

const defaultPingMs = 10_000;

/** All listeners share a connection to Redis pub/sub, and a subscription per channel. */
export function createNotifications(options: {
  url: string;
  logger: Logger;
  /** Between two checks of the connection, and the time for an answer. */
  pingMs?: number;
}): Notifications {
  const { url, logger, pingMs = defaultPingMs } = options;
  const closing = new AbortController();
  const state: State = {
    ...{ logger, closing, status: 'connecting', listeners: new Set() },
    connection: connectRedis({ url, use: 'blocking', logger, signal: closing.signal }).then((redis) => {
      state.status = 'connected';
      resumeOnReconnect(redis, state.listeners);
      if (closing.signal.aborted) redis.disconnect();
      else reconnectWhenSilent(redis, { pingMs, logger, signal: closing.signal });
      const subscriber = createSafeSubscriber(redis, { logger, signal: closing.signal });
      return { redis, pubsub: new RedisPubSub({ publisher: subscriber, subscriber }) };
    }),
  };
  state.connection.catch((error: unknown) => {
    if (!closing.signal.aborted) logger.error({ err: error }, 'notifications unavailable');
  });
  return {
    get connected() {
      return state.status === 'connected';
    },
    listen: (channel, listener) => listen(state, channel, listener),
    close() {
      closing.abort();
      state.connection.then(({ redis }) => {
        redis.disconnect();
      }, ignoreError);
      return Promise.resolve();
    },
  };
}

function listen(state: State, channel: string, listener: NotificationListener): Listening {
  const { connection, closing, listeners, logger } = state;
  const stopped = new AbortController();
  const isStopped = () => stopped.signal.aborted;
  let subscription: Promise<number> | undefined;
  const started = connection
    .then(async ({ pubsub }) => {
      if (isStopped()) return;
      subscription = pubsub.subscribe(notificationChannel(channel), (message: unknown) => {
        if (!isStopped()) deliver(message, listener, logger);
      });
      await subscription;
      if (isStopped()) return;
      listeners.add(listener);
      listener.resumed('none');
    })
    .catch((error: unknown) => {
      if (!closing.signal.aborted) logger.warn({ err: error, channel }, 'notification channel unavailable');
    });
  return {
    started,
    stop() {
      stopped.abort();
      listeners.delete(listener);
      // After the subscription is complete: the library fails later if it is interrupted.
      void started.then(async () => {
        if (subscription === undefined) return;
        const { pubsub } = await connection;
        pubsub.unsubscribe(await subscription);
      }, ignoreError);
    },
  };
}

function deliver(message: unknown, listener: NotificationListener, logger: Logger): void {
  const parsed = notificationSchema.safeParse(message);
  if (parsed.success) listener.notified(parsed.data);
  else logger.warn({ message }, 'invalid notification received');
}

/** Calls `resumed` once the client has restored its Redis subscriptions. */
function resumeOnReconnect(redis: Redis, listeners: ReadonlySet<NotificationListener>): void {
  let status: 'up' | 'down' = 'up';
  redis.on('close', () => {
    status = 'down';
  });
  redis.on('ready', () => {
    if (status === 'up') return;
    status = 'up';
    void resumeListeners(redis, listeners);
  });
}

async function resumeListeners(redis: Redis, listeners: ReadonlySet<NotificationListener>): Promise<void> {
  // The client restores its subscriptions after the `ready` listeners have run.
  await new Promise(setImmediate);
  // Redis answers in order: after the PING, the subscriptions are active.
  await redis.ping().catch(ignoreError);
  for (const listener of listeners) listener.resumed('possible');
}

/**
 * Pings, because a connection that only reads never notices that its other end is gone: a proxy or a firewall that
 * forgot it, a frozen Redis.
 */
function reconnectWhenSilent(
  redis: Redis,
  { pingMs, logger, signal }: { pingMs: number; logger: Logger; signal: AbortSignal },
): void {
  let endDeadline: () => void = ignoreError;
  const timer = setInterval(() => {
    if (redis.status !== 'ready') return;
    endDeadline();
    endDeadline = startDeadline(pingMs, () => {
      logger.warn({ pingMs }, 'notification connection silent, reconnecting');
      redis.disconnect(true);
    });
    redis.ping().then(endDeadline, ignoreError);
  }, pingMs * 2);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    endDeadline();
  });
}

function ignoreError(): void {
  // Logged elsewhere, or a consequence of closing.
}
