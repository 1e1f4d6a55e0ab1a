import { ImpossibleOrder, lastPayment } from './order.ts';
import type { Order, OrderLine, OrderStatus, Payment } from './order.ts';

/** What names an order; all of it derives from its reservation's id. */
export interface OrderKey {
  id: string;
  reservationId: string;
  number: string;
}

/** An order to be placed. */
export interface OrderToPlace extends OrderKey {
  userId: string;
  paymentId: string;
  method: string;
  /** ISO 4217. */
  currency: string;
  lines: OrderLine[];
}

/** What happened to an order: the steps between its published states, too. */
export type OrderChange =
  | { type: 'placed'; order: OrderToPlace }
  | { type: 'tombstone_set'; order: OrderKey; reason: string }
  | { type: 'cancellation_requested'; reason: string }
  | { type: 'payment_authorised'; reference: string }
  | { type: 'payment_captured' }
  | { type: 'payment_declined'; reason: string }
  | { type: 'payment_voided' }
  | { type: 'refund_requested'; refundId: string; amount: number; reason: string }
  | { type: 'payment_refunded'; refundId: string };

/** ISO 4217 for "no currency": a tombstone has neither lines nor money. */
const noCurrency = 'XXX';

/**
 * The order as a change leaves it. Versions and revisions are counted where it is written.
 * @throws ImpossibleOrder for a change to an order that is not there
 */
export function evolve(order: Order | null, change: OrderChange, at: Date): Order {
  switch (change.type) {
    case 'placed':
      return placed(change.order, at);
    case 'tombstone_set':
      return tombstone(change.order, change.reason, at);
    case 'cancellation_requested':
      return { ...present(order), cancellation: { reason: change.reason, requestedAt: at } };
    case 'payment_authorised':
      return withPayment(order, { status: 'AUTHORISED', providerReference: change.reference });
    case 'payment_captured':
      return moved(withPayment(order, { status: 'CAPTURED' }), 'PAID', 'PLACED', at);
    case 'payment_declined':
      return moved(
        withPayment(order, { status: 'DECLINED', failure: change.reason }),
        'PAYMENT_FAILED',
        'CANCELLED',
        at,
      );
    case 'payment_voided':
      return moved(withPayment(order, { status: 'VOIDED' }), 'PAYMENT_FAILED', 'CANCELLED', at);
    case 'refund_requested':
      return withRefundRequested(present(order), change, at);
    case 'payment_refunded':
      return withRefundDone(present(order), change.refundId, at);
  }
}

function placed({ paymentId, method, ...names }: OrderToPlace, at: Date): Order {
  const total = names.lines.reduce((sum, { amount }) => sum + amount, 0);
  const payment: Payment = {
    id: paymentId,
    status: 'PENDING',
    method,
    amount: total,
    refunded: 0,
    providerReference: null,
    failure: null,
    refunds: [],
    createdAt: at,
  };
  return {
    ...names,
    status: 'PLACED',
    total,
    refunded: 0,
    payments: [payment],
    cancellation: null,
    placedAt: at,
    updatedAt: at,
    version: 0,
    revision: 0,
  };
}

function tombstone(names: OrderKey, reason: string, at: Date): Order {
  return {
    ...names,
    userId: null,
    status: 'CANCELLED',
    lines: [],
    currency: noCurrency,
    total: 0,
    refunded: 0,
    payments: [],
    cancellation: { reason, requestedAt: at },
    placedAt: at,
    updatedAt: at,
    version: 0,
    revision: 0,
  };
}

function present(order: Order | null): Order {
  if (order === null) throw new ImpossibleOrder('A change came to an order that does not exist');
  return order;
}

function withPayment(order: Order | null, change: Partial<Payment>): Order {
  const known = present(order);
  return { ...known, payments: [...known.payments.slice(0, -1), { ...lastPayment(known), ...change }] };
}

/** A status, which depends on whether the order is being undone. One that stays is a step that nobody is told of. */
function moved(order: Order, going: OrderStatus, undone: OrderStatus, at: Date): Order {
  const status = order.cancellation === null ? going : undone;
  return status === order.status ? order : { ...order, status, updatedAt: at };
}

function withRefundRequested(
  order: Order,
  { refundId: id, amount, reason }: Extract<OrderChange, { type: 'refund_requested' }>,
  at: Date,
): Order {
  const { refunds } = lastPayment(order);
  return withPayment(order, {
    refunds: [...refunds, { id, amount, reason, status: 'PENDING', createdAt: at }],
  });
}

function withRefundDone(order: Order, refundId: string, at: Date): Order {
  const payment = lastPayment(order);
  const refunds = payment.refunds.map((refund) =>
    refund.id === refundId ? { ...refund, status: 'DONE' as const } : refund,
  );
  const refunded = refunds.reduce((sum, { status, amount }) => sum + (status === 'DONE' ? amount : 0), 0);
  const all = refunded === payment.amount;
  const paid = withPayment(order, { refunds, refunded, status: all ? 'REFUNDED' : payment.status });
  return {
    ...paid,
    status: all ? 'REFUNDED' : order.status,
    refunded: paid.payments.reduce((sum, each) => sum + each.refunded, 0),
    updatedAt: at,
  };
}

/** The events that others hear of. */
export type OrderEventType =
  'order.placed' | 'order.paid' | 'order.payment_failed' | 'order.cancelled' | 'order.refunded';

const announced: Record<OrderStatus, OrderEventType> = {
  PLACED: 'order.placed',
  PAID: 'order.paid',
  PAYMENT_FAILED: 'order.payment_failed',
  CANCELLED: 'order.cancelled',
  REFUNDED: 'order.refunded',
};

/**
 * What a write is announced as, `order.refunded` for every amount that was given back: the order's own status tells
 * whether that was the last of it; null for a step between published states, and for a tombstone, which
 * stands for an order that nobody ever placed.
 */
export function publishedEventType(before: Order | null, after: Order): OrderEventType | null {
  if (after.userId === null) return null;
  if (after.refunded > (before?.refunded ?? 0)) return 'order.refunded';
  return before?.status === after.status ? null : announced[after.status];
}
