import type { Connection, Model } from 'mongoose';
import type { Clock } from '../../platform/clock.ts';
import { startConsumer } from '../../platform/events/consumer.ts';
import { eventLog } from '../../platform/events/event-log.ts';
import type { EventLog } from '../../platform/events/event-log.ts';
import { createOutboxSignal } from '../../platform/events/outbox-signal.ts';
import { outboxSource } from '../../platform/events/outbox-source.ts';
import { startRelay } from '../../platform/events/relay.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import { connectRedis } from '../../platform/stores/redis.ts';
import { buyerEventTypes, buyerOf, sourceName, wakeUpsOf } from './events.ts';
import type { BuyerStore } from './store/buyers.ts';
import type { OrderDocument } from './store/orders-document.ts';

export interface EventsOptions {
  connection: Connection;
  orders: Model<OrderDocument>;
  buyers: BuyerStore;
  redisUrl: string;
  logger: Logger;
  metrics: Registry;
  clock: Clock;
  signal?: AbortSignal | undefined;
}

/**
 * Takes part in the events: publishes the orders' and keeps the buyers that `user.*` tells of.
 * @param started where whatever came up is added, also where another part did not
 */
export async function startEvents(
  { connection, orders, buyers, ...options }: EventsOptions,
  started: Service[],
): Promise<{ log: EventLog; notify: () => void }> {
  const { redisUrl, logger, signal } = options;
  const redis = await connectRedis({ url: redisUrl, use: 'command', logger, signal });
  started.push({
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  });
  started.push(
    await startRelay({
      ...options,
      source: sourceName,
      connection,
      sources: [outboxSource({ model: orders })],
      wakeUpsOf,
    }),
  );
  started.push(
    await startConsumer({
      ...options,
      group: sourceName,
      source: 'users',
      types: buyerEventTypes,
      apply: (events) => buyers.keep(events.map(buyerOf)),
    }),
  );
  const signalOutbox = createOutboxSignal({ redis, source: sourceName });
  return {
    log: eventLog(connection),
    notify: () => {
      signalOutbox.notify();
    },
  };
}
