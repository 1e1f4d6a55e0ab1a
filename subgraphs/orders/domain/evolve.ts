import { ImpossibleOrder, lastPayment } from './order.ts';
import type { Order, OrderLine, OrderStatus, Payment } from './order.ts';

/** The identity of an order. All of it derives from the reservation's id. */
export interface OrderKey {
  id: string;
  reservationId: string;
  number: string;
}

export interface OrderToPlace extends OrderKey {
  userId: string;
  paymentId: string;
  method: string;
  /** ISO 4217. */
  currency: string;
  lines: OrderLine[];
}

/** A change of an order, also of those that no published event reports. */
export type OrderChange =
  | { type: 'OrderPlaced'; order: OrderToPlace }
  | { type: 'TombstoneSet'; order: OrderKey; reason: string }
  | { type: 'CancellationRequested'; reason: string }
  | { type: 'PaymentAuthorised'; reference: string }
  | { type: 'PaymentCaptured' }
  | { type: 'PaymentDeclined'; reason: string }
  | { type: 'PaymentVoided' }
  | { type: 'RefundRequested'; refundId: string; amount: number; reason: string }
  | { type: 'PaymentRefunded'; refundId: string };

/** ISO 4217 for "no currency", for tombstones: they have no lines. */
const noCurrency = 'XXX';

/**
 * The order after a change. The store counts versions and revisions.
 * @throws ImpossibleOrder for a change of an order that does not exist
 */
export function evolve(order: Order | null, change: OrderChange, at: Date): Order {
  switch (change.type) {
    case 'OrderPlaced':
      return placed(change.order, at);
    case 'TombstoneSet':
      return tombstone(change.order, change.reason, at);
    case 'CancellationRequested':
      return { ...present(order), cancellation: { reason: change.reason, requestedAt: at } };
    case 'PaymentAuthorised':
      return withPayment(order, { status: 'AUTHORISED', providerReference: change.reference });
    case 'PaymentCaptured':
      return moved(withPayment(order, { status: 'CAPTURED' }), 'PAID', 'PLACED', at);
    case 'PaymentDeclined':
      return moved(
        withPayment(order, { status: 'DECLINED', failure: change.reason }),
        'PAYMENT_FAILED',
        'CANCELLED',
        at,
      );
    case 'PaymentVoided':
      return moved(withPayment(order, { status: 'VOIDED' }), 'PAYMENT_FAILED', 'CANCELLED', at);
    case 'RefundRequested':
      return withRefundRequested(present(order), change, at);
    case 'PaymentRefunded':
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
  if (order === null) throw new ImpossibleOrder('expected an order to change, got null');
  return order;
}

function withPayment(order: Order | null, change: Partial<Payment>): Order {
  const known = present(order);
  return { ...known, payments: [...known.payments.slice(0, -1), { ...lastPayment(known), ...change }] };
}

/** Sets the status, which depends on whether a cancellation was requested. An unchanged status is not published. */
function moved(order: Order, uncancelled: OrderStatus, cancelled: OrderStatus, at: Date): Order {
  const status = order.cancellation === null ? uncancelled : cancelled;
  return status === order.status ? order : { ...order, status, updatedAt: at };
}

function withRefundRequested(
  order: Order,
  { refundId: id, amount, reason }: Extract<OrderChange, { type: 'RefundRequested' }>,
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
