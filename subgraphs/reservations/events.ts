import type { Connection, Model } from 'mongoose';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { CloudEvent } from '../../platform/events/cloud-event.ts';
import { startConsumer } from '../../platform/events/consumer.ts';
import { outboxSource } from '../../platform/events/outbox-source.ts';
import type { EventSource } from '../../platform/events/outbox-source.ts';
import { startRelay } from '../../platform/events/relay.ts';
import type { Relay, RelayOptions } from '../../platform/events/relay.ts';
import { reservationIdOf, userIdOf } from '../../platform/ids.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import type { Signal } from './domain/saga.ts';
import type { PaymentUpdate, ApplyPaymentUpdates } from './saga/payment-updates.ts';
import type { BookingDocument } from './store/bookings-document.ts';

/** This subgraph's name, as events and callers know it. */
export const source = 'reservations';

/** The `@eventSource` channels that an event of ours wakes. */
export function wakeUpsOf({ type, subject }: CloudEvent): string[] {
  if (type.startsWith('flight.')) return [`Flight:${subject}`];
  return [`Reservation:${subject}`, `User:${userIdOf(subject)}:Reservation`];
}

const orderData = z.object({ status: z.string() });

/**
 * What an order's event says of its booking's payment; null where it says nothing of it: an order of which only a part
 * was given back is still paid.
 * @throws ZodError where a refund's data is not what orders publishes
 */
export function paymentNewsOf({ type, data }: Pick<CloudEvent, 'type' | 'data'>): Signal | null {
  switch (type) {
    case 'order.paid':
      return { kind: 'done', step: 'pay' };
    case 'order.payment_failed': {
      const failure = { code: 'PAYMENT_DECLINED', message: 'The payment was declined.' } as const;
      return { kind: 'refused', step: 'pay', failure };
    }
    case 'order.cancelled':
      return { kind: 'undone', step: 'pay' };
    case 'order.refunded':
      return orderData.parse(data).status === 'REFUNDED' ? { kind: 'undone', step: 'pay' } : null;
    default:
      return null;
  }
}

function newsOf(event: CloudEvent): PaymentUpdate[] {
  const result = paymentNewsOf(event);
  return result === null ? [] : [{ reservationId: reservationIdOf(event.subject), result }];
}

const orderEvents = ['order.paid', 'order.payment_failed', 'order.cancelled', 'order.refunded'];

interface EventsOptions {
  redisUrl: string;
  clock: Clock;
  logger: Logger;
  metrics: Registry;
  signal?: AbortSignal | undefined;
}

/**
 * Publishes what happens to reservations and flights.
 * @param options.flights where changed flights wait to be published
 */
export function startPublishing({
  bookings,
  flights,
  ...options
}: EventsOptions & {
  connection: Connection;
  bookings: Model<BookingDocument>;
  flights: EventSource;
  at?: RelayOptions['at'];
}): Promise<Relay> {
  return startRelay({ ...options, source, wakeUpsOf, sources: [outboxSource({ model: bookings }), flights] });
}

/** Settles from what happens to orders what a call to them that timed out left open. */
export function startConsuming({
  settle,
  ...options
}: Omit<EventsOptions, 'clock'> & { connection: Connection; settle: ApplyPaymentUpdates }): Promise<Service> {
  return startConsumer({
    ...options,
    ...{ group: source, source: 'orders', types: orderEvents },
    apply: (events) => settle(events.flatMap(newsOf)),
  });
}
