import { z } from 'zod';
import type { CloudEvent } from '../../platform/events/cloud-event.ts';
import type { Order, OrderLine, OrderStatus, Payment } from './domain/order.ts';
import type { Buyer } from './store/buyers.ts';

/** This subgraph's name, as events and callers know it. */
export const sourceName = 'orders';

/** A payment as its buyer may see it. */
export type PaymentSnapshot = Pick<Payment, 'id' | 'status' | 'method' | 'amount' | 'refunded' | 'createdAt'>;

/** An order as the public sees it at one version: what events carry and resolvers read, whether live or from an event. */
export interface OrderSnapshot {
  id: string;
  userId: string;
  reservationId: string;
  number: string;
  status: OrderStatus;
  lines: OrderLine[];
  /** ISO 4217, of every amount of the order. */
  currency: string;
  total: number;
  refunded: number;
  payments: PaymentSnapshot[];
  placedAt: Date;
  updatedAt: Date;
  version: number;
}

/** The public part of a placed order. */
export function snapshotOf(order: Order, userId: string): OrderSnapshot {
  const { id, reservationId, number, status, currency, total, refunded } = order;
  return {
    ...{ id, userId, reservationId, number, status, currency, total, refunded },
    lines: order.lines.map(({ description, amount }) => ({ description, amount })),
    payments: order.payments.map(({ id, status, method, amount, refunded, createdAt }) => ({
      ...{ id, status, method, amount, refunded, createdAt },
    })),
    placedAt: order.placedAt,
    updatedAt: order.updatedAt,
    version: order.version,
  };
}

/** The subscriptions that an event of an order wakes. */
export function wakeUpsOf({ subject }: CloudEvent): string[] {
  return [`Order:${subject}`];
}

/** What orders listens to. */
export const buyerEventTypes = ['user.created', 'user.updated'];

const userData = z.object({ displayName: z.string(), email: z.string() });

/**
 * The buyer that an event of a user tells of.
 * @throws ZodError where the event's data is not what users publishes
 */
export function buyerOf({ subject, version, data }: CloudEvent): Buyer {
  const { displayName, email } = userData.parse(data);
  return { id: subject, version, displayName, email };
}
