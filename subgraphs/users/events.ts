import type { Connection, Model } from 'mongoose';
import type { Clock } from '../../platform/clock.ts';
import { createOutboxSource } from '../../platform/events/outbox-source.ts';
import { startRelay } from '../../platform/events/relay.ts';
import type { Relay } from '../../platform/events/relay.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import type { UserDocument } from './domain/user.ts';

/** This subgraph's name, as events and callers know it. */
export const source = 'users';

/**
 * Publishes `user.created` and `user.updated`, each with the account as it then was (`User` in `domain/user.ts`).
 * No subscription is about an account, so nobody is woken.
 */
export function startPublishing(options: {
  connection: Connection;
  users: Model<UserDocument>;
  redisUrl: string;
  clock: Clock;
  logger: Logger;
  metrics: Registry;
  signal?: AbortSignal | undefined;
}): Promise<Relay> {
  const { users, ...rest } = options;
  return startRelay({
    ...rest,
    source,
    sources: [createOutboxSource({ model: users })],
    wakeUpsOf: () => [],
  });
}
