/** What can be seen of a payment at its provider. */
export type PaymentStatus = 'PENDING' | 'AUTHORISED' | 'CAPTURED' | 'DECLINED' | 'VOIDED' | 'REFUNDED';
export type OrderStatus = 'PLACED' | 'PAID' | 'PAYMENT_FAILED' | 'CANCELLED' | 'REFUNDED';

/** Money to be given back, in the order's currency. Recorded before the provider is asked, under the key it is asked with. */
export interface Refund {
  id: string;
  /** In minor units. */
  amount: number;
  /** What for, in a sentence for a person; absent on those recorded before it was kept. */
  reason?: string;
  status: 'PENDING' | 'DONE';
  createdAt: Date;
}

export interface Payment {
  /** Also the key that makes asking the provider twice asking once. */
  id: string;
  status: PaymentStatus;
  method: string;
  /** In minor units of the order's currency. */
  amount: number;
  /** In minor units: the sum of the refunds that are done. */
  refunded: number;
  /** What the provider calls the payment, once it is authorised. */
  providerReference: string | null;
  /** Why it was declined, in a sentence for a person. */
  failure: string | null;
  refunds: Refund[];
  createdAt: Date;
}

export interface OrderLine {
  description: string;
  /** In minor units of the order's currency. */
  amount: number;
}

/** The order of a reservation. */
export interface Order {
  id: string;
  /** Null on a tombstone: an order cancelled before it was placed, which nobody bought and no list shows. */
  userId: string | null;
  reservationId: string;
  /** For the telephone. */
  number: string;
  status: OrderStatus;
  lines: OrderLine[];
  /** ISO 4217. */
  currency: string;
  /** In minor units. */
  total: number;
  refunded: number;
  payments: Payment[];
  /** Recorded before anything is undone: from then on nothing more is taken. */
  cancellation: { reason: string; requestedAt: Date } | null;
  placedAt: Date;
  updatedAt: Date;
  /** Rises with every published change. */
  version: number;
  /** Rises with every write: the guard of the next. */
  revision: number;
}

/** Where an order really stands: its status together with what its payment and its cancellation say. */
export type OrderState =
  | { kind: 'absent' }
  | { kind: 'authorising'; payment: Payment }
  | { kind: 'capturing'; payment: Payment }
  | { kind: 'paid'; payment: Payment }
  | { kind: 'declined'; reason: string }
  /** Cancelled before the money was known to be taken: let go of it, or find out that it was taken. */
  | { kind: 'voiding'; payment: Payment }
  | { kind: 'refunding'; payment: Payment; refund: Refund }
  | { kind: 'cancelled' }
  | { kind: 'refunded' };

/** An order on record that no sequence of changes leads to. */
export class ImpossibleOrder extends Error {
  override readonly name = 'ImpossibleOrder';
}

/**
 * Reads an order's state.
 * @throws ImpossibleOrder where the record contradicts itself
 */
export function stateOf(order: Order | null): OrderState {
  if (order === null) return { kind: 'absent' };
  switch (order.status) {
    case 'PLACED':
      return unpaidState(order, lastPayment(order));
    case 'PAID':
      return paidState(lastPayment(order));
    case 'PAYMENT_FAILED':
      return { kind: 'declined', reason: lastPayment(order).failure ?? 'The payment was declined.' };
    case 'CANCELLED':
      return { kind: 'cancelled' };
    case 'REFUNDED':
      return { kind: 'refunded' };
  }
}

function unpaidState(order: Order, payment: Payment): OrderState {
  const cancelled = order.cancellation !== null;
  switch (payment.status) {
    case 'PENDING':
      return { kind: cancelled ? 'voiding' : 'authorising', payment };
    case 'AUTHORISED':
      return { kind: cancelled ? 'voiding' : 'capturing', payment };
    case 'CAPTURED': {
      // The money was taken while the cancellation was being recorded; it is on its way back.
      const state = paidState(payment);
      if (state.kind === 'refunding') return state;
      throw new ImpossibleOrder(`${order.id} is PLACED, and its payment is CAPTURED with no refund to come`);
    }
    case 'DECLINED':
    case 'VOIDED':
    case 'REFUNDED':
      throw new ImpossibleOrder(`${order.id} is PLACED, but its payment is ${payment.status}`);
  }
}

function paidState(payment: Payment): OrderState {
  const refund = payment.refunds.find(({ status }) => status === 'PENDING');
  return refund === undefined ? { kind: 'paid', payment } : { kind: 'refunding', payment, refund };
}

/** @throws ImpossibleOrder where there is none */
export function lastPayment(order: Order): Payment {
  const payment = order.payments.at(-1);
  if (payment === undefined) throw new ImpossibleOrder(`${order.id} is ${order.status} without a payment`);
  return payment;
}

/** What is to be asked of the payment provider next. */
export type ProviderCall =
  | { type: 'authorise'; payment: Payment }
  | { type: 'capture'; payment: Payment }
  | { type: 'void'; payment: Payment }
  | { type: 'refund'; payment: Payment; refund: Refund };

/** What an order still needs of the payment provider; null where it is settled. */
export function nextProviderCall(state: OrderState): ProviderCall | null {
  switch (state.kind) {
    case 'authorising':
      return { type: 'authorise', payment: state.payment };
    case 'capturing':
      return { type: 'capture', payment: state.payment };
    case 'voiding':
      return { type: 'void', payment: state.payment };
    case 'refunding':
      return { type: 'refund', payment: state.payment, refund: state.refund };
    case 'absent':
    case 'paid':
    case 'declined':
    case 'cancelled':
    case 'refunded':
      return null;
  }
}
