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

/** This subgraph's name, as events and callers know it. */
export const source = 'orders';

/** The subscriptions that an event of an order wakes. */
function wakeUpsOf({ subject }: CloudEvent): string[] {
  return [`Order:${subject}`];
}

const userEvents = ['user.created', 'user.updated'];

const userData = z.object({ displayName: z.string(), email: z.string() });

/**
 * The buyer that an event of a user tells of.
 * @throws ZodError where the event's data is not what users publishes
 */
function buyerOf({ subject, version, data }: CloudEvent): Buyer {
  const { displayName, email } = userData.parse(data);
  return { id: subject, version, displayName, email };
}

interface EventsOptions {
  redisUrl: string;
  logger: Logger;
  metrics: Registry;
  signal?: AbortSignal | undefined;
}

/** Publishes what happens to orders, each event with the order as it then was (`OrderSnapshot`). */
export function startPublishing({
  orders,
  ...options
}: EventsOptions & { connection: Connection; orders: Model<OrderDocument>; clock: Clock }): Promise<Relay> {
  return startRelay({ ...options, source, wakeUpsOf, sources: [createOutboxSource({ model: orders })] });
}

/** Keeps the buyers that `user.*` tells of. */
export function startConsuming({
  buyers,
  ...options
}: EventsOptions & { connection: Connection; buyers: BuyerStore }): Promise<Service> {
  return startConsumer({
    ...options,
    ...{ group: source, source: 'users', types: userEvents },
    apply: (events) => buyers.keep(events.map(buyerOf)),
  });
}
