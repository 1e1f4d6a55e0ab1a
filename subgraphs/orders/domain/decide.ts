import type { OrderChange, OrderToPlace, OrderKey } from './evolve.ts';
import { lastPayment, stateOf } from './order.ts';
import type { Order, OrderState, Payment } from './order.ts';
import type { AuthoriseAnswer, CaptureAnswer, RefundAnswer, VoidAnswer } from './payment-provider.ts';

/** A command to an order. */
export type OrderCommand =
  | { type: 'PlaceOrder'; order: OrderToPlace }
  | { type: 'CancelOrder'; order: OrderKey; reason: string }
  | { type: 'RefundOrder'; parts: readonly RefundPart[] }
  | { type: 'RecordAnswer'; answer: ProviderAnswer };

/** A requested refund of a part of the payment. */
export interface RefundPart {
  /** The idempotency key within the order: a repeated key is refunded once. */
  key: string;
  /** In minor units. */
  amount: number;
  /** A sentence for the user. */
  reason: string;
}

/** The order cannot make the requested refunds. None of them was recorded. */
export class RefundRefused extends Error {
  override readonly name = 'RefundRefused';
}

/** The payment provider's answer to a call. */
export type ProviderAnswer =
  | ({ type: 'AuthoriseAnswered' } & AuthoriseAnswer)
  | ({ type: 'CaptureAnswered' } & CaptureAnswer)
  | ({ type: 'VoidAnswered' } & VoidAnswer)
  | ({ type: 'RefundAnswered'; refundId: string } & RefundAnswer);

/**
 * Decides a command.
 * @returns the changes, for one write; none if the command changes nothing
 * @throws ImpossibleOrder if the order contradicts itself
 * @throws RefundRefused if the amounts exceed what is left, if a key was used for another amount, or if the order is not
 * paid
 */
export function decide(order: Order | null, command: OrderCommand): OrderChange[] {
  const state = stateOf(order);
  switch (command.type) {
    case 'PlaceOrder':
      return state.status === 'absent' ? [{ type: 'OrderPlaced', order: command.order }] : [];
    case 'CancelOrder':
      if (state.status === 'absent')
        return [{ type: 'TombstoneSet', order: command.order, reason: command.reason }];
      return order?.cancellation === null ? decideCancel(state, command.reason) : [];
    case 'RefundOrder':
      return decideRefund(order, state, command.parts);
    case 'RecordAnswer':
      return decideRecord(state, command.answer, order?.cancellation?.reason ?? 'Cancelled.');
  }
}

/** Requests all refunds that are not recorded yet, or none of them. */
function decideRefund(order: Order | null, state: OrderState, parts: readonly RefundPart[]): OrderChange[] {
  const payment = order?.payments.at(-1);
  const known = new Map(payment?.refunds.map(({ id, amount }) => [id, amount]));
  const unrecorded = parts.flatMap(({ key, ...part }) => {
    const refundId = refundIdOf(payment?.id ?? '', key);
    const amount = known.get(refundId);
    if (amount !== undefined && amount !== part.amount) {
      throw new RefundRefused(`refund key ${key} was used for the amount ${amount}, not ${part.amount}`);
    }
    return amount === undefined ? [{ type: 'RefundRequested' as const, refundId, ...part }] : [];
  });
  if (unrecorded.length === 0) return [];
  if (state.status !== 'paid' && state.status !== 'refunding') {
    throw new RefundRefused(`only a PAID order can be refunded: this order is ${order?.status ?? 'unknown'}`);
  }
  const asked = unrecorded.reduce((sum, { amount }) => sum + amount, 0);
  const left = leftOf(state.payment);
  if (asked > left) throw new RefundRefused(`refunds of ${asked} exceed the ${left} left of the payment`);
  return unrecorded;
}

function refundIdOf(paymentId: string, key: string): string {
  return `${paymentId}_part_${key}`;
}

/**
 * The order's total refunds in minor units up to the last of these parts. Refunds are made in the order of their
 * recording, so a later call returns the same total.
 */
export function refundedBy(order: Order, parts: readonly RefundPart[]): number {
  const { id, refunds } = lastPayment(order);
  const asked = new Set(parts.map(({ key }) => refundIdOf(id, key)));
  const last = refunds.findLastIndex((refund) => asked.has(refund.id));
  return refunds.slice(0, last + 1).reduce((sum, { amount }) => sum + amount, 0);
}

function decideCancel(state: OrderState, reason: string): OrderChange[] {
  switch (state.status) {
    case 'authorising':
    case 'capturing':
    case 'voiding':
      return [{ type: 'CancellationRequested', reason }];
    case 'paid':
    case 'refunding':
      return [{ type: 'CancellationRequested', reason }, ...refundOfRest(state.payment, reason)];
    case 'absent':
    case 'declined':
    case 'cancelled':
    case 'refunded':
      return [];
  }
}

/** Requests a refund of everything that is not requested yet. */
function refundOfRest(payment: Payment, reason: string): OrderChange[] {
  const rest = leftOf(payment);
  return rest > 0 ? [{ type: 'RefundRequested', refundId: `${payment.id}_rest`, amount: rest, reason }] : [];
}

/** The paid amount without the requested refunds, in minor units. */
function leftOf({ amount, refunds }: Payment): number {
  return refunds.reduce((left, refund) => left - refund.amount, amount);
}

/**
 * Records an answer. An answer that the order no longer waits for changes nothing: another process recorded it.
 * @param reason of the order's cancellation
 */
function decideRecord(state: OrderState, answer: ProviderAnswer, reason: string): OrderChange[] {
  switch (answer.type) {
    case 'AuthoriseAnswered':
      return state.status === 'authorising' ? [authoriseChange(answer)] : [];
    case 'CaptureAnswered':
      if (state.status !== 'capturing') return [];
      return [{ type: answer.outcome === 'captured' ? 'PaymentCaptured' : 'PaymentVoided' }];
    case 'VoidAnswered':
      if (state.status !== 'voiding') return [];
      if (answer.outcome === 'voided') return [{ type: 'PaymentVoided' }];
      return [{ type: 'PaymentCaptured' }, ...refundOfRest(state.payment, reason)];
    case 'RefundAnswered':
      if (state.status !== 'refunding' || state.refund.id !== answer.refundId) return [];
      return [{ type: 'PaymentRefunded', refundId: answer.refundId }];
  }
}

function authoriseChange(answer: AuthoriseAnswer): OrderChange {
  switch (answer.outcome) {
    case 'authorised':
      return { type: 'PaymentAuthorised', reference: answer.reference };
    case 'declined':
      return { type: 'PaymentDeclined', reason: answer.reason };
    case 'voided':
      return { type: 'PaymentVoided' };
  }
}
