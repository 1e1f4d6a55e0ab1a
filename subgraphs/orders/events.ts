import type { Connection, Model } from 'mongoose';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { CloudEvent } from '../../platform/events/cloud-event.ts';
import { startConsumer } from '../../platform/events/consumer.ts';
import { createOutboxSource } from '../../platform/events/outbox-source.ts';
import { startRelay } from '../../platform/events/relay.ts';
import type { Relay } from '../../platform/events/relay.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import type { Buyer, BuyerStore } from './store/buyers.ts';
import type { OrderDocument } from './store/orders-document.ts';

/** The subgraph's name, as the source of its events and as the audience of callers. */
export const source = 'orders';

/** The `@eventSource` channels of an event. */
function channelsOf({ subject }: CloudEvent): string[] {
  return [`Order:${subject}`];
}

const consumedTypes = ['user.created', 'user.updated'];

const userData = z.object({ displayName: z.string(), email: z.string() });

/**
 * The buyer in a `user.*` event.
 * @throws ZodError if the data does not have the expected shape
 */
function buyerOf({ subject, version, data }: CloudEvent): Buyer {
  const { displayName, email } = userData.parse(data);
  return { id: subject, version, displayName, email };
}

interface EventsOptions {
  redisUrl: string;
  clock: Clock;
  logger: Logger;
  metrics: Registry;
  signal?: AbortSignal | undefined;
}

/** Publishes `OrderEvent`s. */
export function startPublishing({
  orders,
  ...options
}: EventsOptions & { connection: Connection; orders: Model<OrderDocument> }): Promise<Relay> {
  return startRelay({ ...options, source, channelsOf, sources: [createOutboxSource({ model: orders })] });
}

/** Consumes `user.*` and stores buyers. */
export function startConsuming({
  buyers,
  ...options
}: EventsOptions & { connection: Connection; buyers: BuyerStore }): Promise<Service> {
  return startConsumer({
    ...options,
    ...{ group: source, source: 'users', types: consumedTypes },
    apply: (events) => buyers.save(events.map(buyerOf)),
  });
}
