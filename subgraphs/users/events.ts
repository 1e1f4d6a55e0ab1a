import type { Redis } from 'ioredis';
import type { Connection, Model } from 'mongoose';
import { createOutboxSignal } from '../../platform/events/outbox-signal.ts';
import { outboxSource } from '../../platform/events/outbox-source.ts';
import { startRelay } from '../../platform/events/relay.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import type { UserRecord } from './domain/user.ts';

const source = 'users';

export interface UserEvents extends Service {
  /** Something was appended to an outbox. */
  published: () => void;
}

/**
 * Publishes `user.created` and `user.updated`, each with the account as it then was (`User` in `domain/user.ts`).
 * No subscription is about an account, so nobody is woken.
 */
export async function startUserEvents(options: {
  connection: Connection;
  users: Model<UserRecord>;
  redis: Redis;
  redisUrl: string;
  logger: Logger;
  metrics: Registry;
}): Promise<UserEvents> {
  const { connection, users, redis, redisUrl, logger, metrics } = options;
  const outbox = createOutboxSignal({ redis, source });
  const relay = await startRelay({
    source,
    connection,
    sources: [outboxSource({ model: users })],
    redisUrl,
    wakeUpsOf: () => [],
    logger,
    metrics,
  });
  return {
    published: () => {
      outbox.notify();
    },
    close: () => relay.close(),
  };
}
