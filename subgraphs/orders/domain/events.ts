import type { OutboxEntry } from '../../../platform/events/cloud-event.ts';
import type { Order, OrderStatus } from './order.ts';
import type { OrderSnapshot } from './snapshot.ts';

export type OrderEventType =
  'order.placed' | 'order.paid' | 'order.payment_failed' | 'order.cancelled' | 'order.refunded';

/** An event that orders publishes: the order at the event's version. */
export interface OrderEvent extends OutboxEntry<OrderSnapshot> {
  type: OrderEventType;
}

const eventTypes: Record<OrderStatus, OrderEventType> = {
  PLACED: 'order.placed',
  PAID: 'order.paid',
  PAYMENT_FAILED: 'order.payment_failed',
  CANCELLED: 'order.cancelled',
  REFUNDED: 'order.refunded',
};

/**
 * The event that a write publishes; null for a write between two published states, and for a tombstone. Every refund is
 * an `order.refunded`, also a partial one: the order's status tells whether the whole amount is refunded.
 */
export function publishedEventType(before: Order | null, after: Order): OrderEventType | null {
  if (after.userId === null) return null;
  if (after.refunded > (before?.refunded ?? 0)) return 'order.refunded';
  return before?.status === after.status ? null : eventTypes[after.status];
}
