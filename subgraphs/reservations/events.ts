import type { Connection, Model } from 'mongoose';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { CloudEvent } from '../../platform/events/cloud-event.ts';
import { startConsumer } from '../../platform/events/consumer.ts';
import { createOutboxSource } from '../../platform/events/outbox-source.ts';
import type { OutboxSource } from '../../platform/events/outbox-source.ts';
import { startRelay } from '../../platform/events/relay.ts';
import type { Relay } from '../../platform/events/relay.ts';
import type { RelayPorts } from '../../platform/events/lease-session.ts';
import { reservationIdOf, userIdOf } from './domain/ids.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import type { StepResult } from './domain/saga.ts';
import type { PaymentUpdate, ApplyPaymentUpdates } from './saga/payment-updates.ts';
import type { BookingDocument } from './store/bookings-document.ts';

/** The subgraph's name, as the source of its events and as the audience of callers. */
export const source = 'reservations';

/** The `@eventSource` channels of an event. */
function channelsOf({ type, subject }: CloudEvent): string[] {
  if (type.startsWith('flight.')) return [`Flight:${subject}`];
  return [`Reservation:${subject}`, `User:${userIdOf(subject)}:Reservation`];
}

const orderData = z.object({ status: z.string() });

/**
 * Maps an order's event to the result of the booking's payment; null for other events, and for a partial refund, after
 * which the order is still paid.
 * @throws ZodError for an event of a refund with invalid data
 */
export function paymentResultOf({ type, data }: Pick<CloudEvent, 'type' | 'data'>): StepResult | null {
  switch (type) {
    case 'order.paid':
      return { type: 'StepDone', step: 'pay' };
    case 'order.payment_failed': {
      const failure = { code: 'PAYMENT_DECLINED', message: 'The payment was declined.' } as const;
      return { type: 'StepRefused', step: 'pay', failure };
    }
    case 'order.cancelled':
      return { type: 'StepUndone', step: 'pay' };
    case 'order.refunded':
      return orderData.parse(data).status === 'REFUNDED' ? { type: 'StepUndone', step: 'pay' } : null;
    default:
      return null;
  }
}

function paymentUpdatesOf(event: CloudEvent): PaymentUpdate[] {
  const result = paymentResultOf(event);
  return result === null ? [] : [{ reservationId: reservationIdOf(event.subject), result }];
}

const consumedTypes = ['order.paid', 'order.payment_failed', 'order.cancelled', 'order.refunded'];

interface EventsOptions {
  redisUrl: string;
  clock: Clock;
  logger: Logger;
  metrics: Registry;
  signal?: AbortSignal | undefined;
}

/**
 * Publishes `reservation.*` and `flight.updated`.
 * @param options.flights the source of `flight.updated`
 */
export function startPublishing({
  bookings,
  flights,
  ...options
}: EventsOptions & {
  connection: Connection;
  bookings: Model<BookingDocument>;
  flights: OutboxSource;
  ports: RelayPorts;
}): Promise<Relay> {
  return startRelay({
    ...options,
    source,
    channelsOf,
    sources: [createOutboxSource({ model: bookings }), flights],
  });
}

/** Consumes `order.*`: they settle payments whose calls timed out. */
export function startConsuming({
  applyPaymentUpdates,
  ...options
}: EventsOptions & {
  connection: Connection;
  applyPaymentUpdates: ApplyPaymentUpdates;
}): Promise<Service> {
  return startConsumer({
    ...options,
    ...{ group: source, source: 'orders', types: consumedTypes },
    apply: (events) => applyPaymentUpdates(events.flatMap(paymentUpdatesOf)),
  });
}
