import type { Connection, Model } from 'mongoose';
import type { Clock } from '../../platform/clock.ts';
import { createOutboxSource } from '../../platform/events/outbox-source.ts';
import { startRelay } from '../../platform/events/relay.ts';
import type { Relay } from '../../platform/events/relay.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import type { UserDocument } from './store/users.ts';

/** The subgraph's name, as the source of its events and as the audience of callers. */
export const source = 'users';

/** Publishes `UserEvent`s. No subscription is about an account, so they wake none. */
export function startPublishing({
  users,
  ...options
}: {
  connection: Connection;
  users: Model<UserDocument>;
  redisUrl: string;
  clock: Clock;
  logger: Logger;
  metrics: Registry;
  signal?: AbortSignal | undefined;
}): Promise<Relay> {
  return startRelay({
    ...options,
    source,
    sources: [createOutboxSource({ model: users })],
    channelsOf: () => [],
  });
}
