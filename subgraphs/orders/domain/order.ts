export type PaymentStatus = 'PENDING' | 'AUTHORISED' | 'CAPTURED' | 'DECLINED' | 'VOIDED' | 'REFUNDED';
export type OrderStatus = 'PLACED' | 'PAID' | 'PAYMENT_FAILED' | 'CANCELLED' | 'REFUNDED';

/** A refund. It is recorded before the payment provider is called. */
export interface Refund {
  /** Also the idempotency key at the payment provider. */
  id: string;
  /** In minor units of the order's currency. */
  amount: number;
  /** A sentence for the user. Absent on refunds recorded before reasons were stored. */
  reason?: string;
  status: 'PENDING' | 'DONE';
  createdAt: Date;
}

export interface Payment {
  /** Also the idempotency key at the payment provider. */
  id: string;
  status: PaymentStatus;
  method: string;
  /** In minor units of the order's currency. */
  amount: number;
  /** In minor units: the sum of the refunds with status DONE. */
  refunded: number;
  /** The payment provider's reference, from the authorisation on. */
  providerReference: string | null;
  /** The reason for a decline, a sentence for the user. */
  failure: string | null;
  refunds: Refund[];
  createdAt: Date;
}

export interface OrderLine {
  description: string;
  /** In minor units of the order's currency. */
  amount: number;
}

export interface Order {
  id: string;
  /** Null on a tombstone: an order that was cancelled before it was placed. Tombstones are not public. */
  userId: string | null;
  reservationId: string;
  /** The order number to quote on the telephone. */
  number: string;
  status: OrderStatus;
  lines: OrderLine[];
  /** ISO 4217. */
  currency: string;
  /** In minor units. */
  total: number;
  refunded: number;
  payments: Payment[];
  /** Recorded before the payment is voided or refunded. From then on nothing is charged. */
  cancellation: { reason: string; requestedAt: Date } | null;
  placedAt: Date;
  updatedAt: Date;
  /** Rises with every published change. */
  version: number;
  /** Rises with every write: the guard of the next. */
  revision: number;
}

/** The state of an order: derived from its status, its last payment and its cancellation. */
export type OrderState =
  | { status: 'absent' }
  | { status: 'authorising'; payment: Payment }
  | { status: 'capturing'; payment: Payment }
  | { status: 'paid'; payment: Payment }
  | { status: 'declined'; reason: string }
  /** Cancelled while the payment was under way: void it, or learn that it was captured. */
  | { status: 'voiding'; payment: Payment }
  | { status: 'refunding'; payment: Payment; refund: Refund }
  | { status: 'cancelled' }
  | { status: 'refunded' };

/** Thrown for a stored order that no sequence of changes leads to. */
export class ImpossibleOrder extends Error {
  override readonly name = 'ImpossibleOrder';
}

/**
 * The state of an order.
 * @throws ImpossibleOrder if the order contradicts itself
 */
export function stateOf(order: Order | null): OrderState {
  if (order === null) return { status: 'absent' };
  switch (order.status) {
    case 'PLACED':
      return unpaidState(order, lastPayment(order));
    case 'PAID':
      return paidState(lastPayment(order));
    case 'PAYMENT_FAILED':
      return { status: 'declined', reason: lastPayment(order).failure ?? 'The payment was declined.' };
    case 'CANCELLED':
      return { status: 'cancelled' };
    case 'REFUNDED':
      return { status: 'refunded' };
  }
}

function unpaidState(order: Order, payment: Payment): OrderState {
  const cancelled = order.cancellation !== null;
  switch (payment.status) {
    case 'PENDING':
      return { status: cancelled ? 'voiding' : 'authorising', payment };
    case 'AUTHORISED':
      return { status: cancelled ? 'voiding' : 'capturing', payment };
    case 'CAPTURED': {
      // Captured while the cancellation was being recorded: the refund is under way.
      const state = paidState(payment);
      if (state.status === 'refunding') return state;
      throw new ImpossibleOrder(`${order.id} is PLACED, but its payment is CAPTURED without a refund`);
    }
    case 'DECLINED':
    case 'VOIDED':
    case 'REFUNDED':
      throw new ImpossibleOrder(`${order.id} is PLACED, but its payment is ${payment.status}`);
  }
}

function paidState(payment: Payment): OrderState {
  const refund = payment.refunds.find(({ status }) => status === 'PENDING');
  return refund === undefined ? { status: 'paid', payment } : { status: 'refunding', payment, refund };
}

/** @throws ImpossibleOrder if the order has no payment */
export function lastPayment(order: Order): Payment {
  const payment = order.payments.at(-1);
  if (payment === undefined) throw new ImpossibleOrder(`${order.id} is ${order.status} without a payment`);
  return payment;
}

/** A call of the payment provider. */
export type ProviderCall =
  | { type: 'AuthorisePayment'; payment: Payment }
  | { type: 'CapturePayment'; payment: Payment }
  | { type: 'VoidPayment'; payment: Payment }
  | { type: 'RefundPayment'; payment: Payment; refund: Refund };

/** The next call of the payment provider; null if the order is settled. */
export function nextProviderCall(state: OrderState): ProviderCall | null {
  switch (state.status) {
    case 'authorising':
      return { type: 'AuthorisePayment', payment: state.payment };
    case 'capturing':
      return { type: 'CapturePayment', payment: state.payment };
    case 'voiding':
      return { type: 'VoidPayment', payment: state.payment };
    case 'refunding':
      return { type: 'RefundPayment', payment: state.payment, refund: state.refund };
    case 'absent':
    case 'paid':
    case 'declined':
    case 'cancelled':
    case 'refunded':
      return null;
  }
}
