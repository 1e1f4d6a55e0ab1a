import type { OrderChange, OrderToPlace, OrderKey } from './evolve.ts';
import { lastPayment, stateOf } from './order.ts';
import type { Order, OrderState, Payment } from './order.ts';
import type { AuthoriseAnswer, CaptureAnswer, RefundAnswer, VoidAnswer } from './payment-provider.ts';

/** What may be asked of an order. */
export type OrderCommand =
  | { type: 'place'; order: OrderToPlace }
  | { type: 'cancel'; order: OrderKey; reason: string }
  | { type: 'refund'; parts: readonly RefundPart[] }
  /** What the payment provider answered. */
  | { type: 'record'; answer: ProviderAnswer };

/** A part of what was paid, to be given back. */
export interface RefundPart {
  /** Names it within its order for ever: asking twice is asking once. */
  key: string;
  /** In minor units. */
  amount: number;
  /** A sentence for a person. */
  reason: string;
}

/** Parts were asked back that the order cannot give: nothing of them was recorded. */
export class RefundRefused extends Error {
  override readonly name = 'RefundRefused';
}

/** What the payment provider answered, to which question. */
export type ProviderAnswer =
  | ({ to: 'authorise' } & AuthoriseAnswer)
  | ({ to: 'capture' } & CaptureAnswer)
  | ({ to: 'void' } & VoidAnswer)
  | ({ to: 'refund'; refundId: string } & RefundAnswer);

/**
 * Decides what comes of a command.
 * @returns the changes, to be written as one; none where there is nothing (more) to do
 * @throws ImpossibleOrder where the order's record contradicts itself
 * @throws RefundRefused where more is asked back than is left, under a key that stands for another amount, or of an
 * order that is not paid
 */
export function decide(order: Order | null, command: OrderCommand): OrderChange[] {
  const state = stateOf(order);
  switch (command.type) {
    case 'place':
      return state.kind === 'absent' ? [{ type: 'placed', order: command.order }] : [];
    case 'cancel':
      if (state.kind === 'absent')
        return [{ type: 'tombstone_set', order: command.order, reason: command.reason }];
      return order?.cancellation === null ? decideCancel(state, command.reason) : [];
    case 'refund':
      return decideRefund(order, state, command.parts);
    case 'record':
      return decideRecord(state, command.answer, order?.cancellation?.reason ?? 'Cancelled.');
  }
}

/** All of the parts that are not known yet, or none of them. */
function decideRefund(order: Order | null, state: OrderState, parts: readonly RefundPart[]): OrderChange[] {
  const payment = order?.payments.at(-1);
  const known = new Map(payment?.refunds.map(({ id, amount }) => [id, amount]));
  const fresh = parts.flatMap(({ key, ...part }) => {
    const refundId = refundIdOf(payment?.id ?? '', key);
    const amount = known.get(refundId);
    if (amount !== undefined && amount !== part.amount) {
      throw new RefundRefused(`${key} stands for another amount: ${amount}, not ${part.amount}`);
    }
    return amount === undefined ? [{ type: 'refund_requested' as const, refundId, ...part }] : [];
  });
  if (fresh.length === 0) return [];
  if (state.kind !== 'paid' && state.kind !== 'refunding') {
    throw new RefundRefused(`nothing can be given back: the order is ${order?.status ?? 'unknown'}`);
  }
  const asked = fresh.reduce((sum, { amount }) => sum + amount, 0);
  const left = leftOf(state.payment);
  if (asked > left) throw new RefundRefused(`${asked} is asked back, and only ${left} is left`);
  return fresh;
}

/** Under which the provider is asked for a part. */
function refundIdOf(paymentId: string, key: string): string {
  return `${paymentId}_part_${key}`;
}

/**
 * What had been given back of an order in all, in minor units, once the last of these parts was. Parts are given back in
 * the order in which they were recorded, so that this is the same whenever it is asked.
 */
export function refundedBy(order: Order, parts: readonly RefundPart[]): number {
  const { id, refunds } = lastPayment(order);
  const asked = new Set(parts.map(({ key }) => refundIdOf(id, key)));
  const last = refunds.findLastIndex((refund) => asked.has(refund.id));
  return refunds.slice(0, last + 1).reduce((sum, { amount }) => sum + amount, 0);
}

function decideCancel(state: OrderState, reason: string): OrderChange[] {
  switch (state.kind) {
    case 'authorising':
    case 'capturing':
    case 'voiding':
      return [{ type: 'cancellation_requested', reason }];
    case 'paid':
    case 'refunding':
      return [{ type: 'cancellation_requested', reason }, ...refundOfRest(state.payment, reason)];
    case 'absent':
    case 'declined':
    case 'cancelled':
    case 'refunded':
      return [];
  }
}

/** The refund of all that was not asked back yet. */
function refundOfRest(payment: Payment, reason: string): OrderChange[] {
  const rest = leftOf(payment);
  return rest > 0 ? [{ type: 'refund_requested', refundId: `${payment.id}_rest`, amount: rest, reason }] : [];
}

/** What was paid and not asked back, in minor units. */
function leftOf({ amount, refunds }: Payment): number {
  return refunds.reduce((left, refund) => left - refund.amount, amount);
}

/**
 * An answer to a question that the order no longer asks changes nothing: it was recorded by somebody else.
 * @param reason why it is cancelled, where it is
 */
function decideRecord(state: OrderState, answer: ProviderAnswer, reason: string): OrderChange[] {
  switch (answer.to) {
    case 'authorise':
      return state.kind === 'authorising' ? [ofAuthorise(answer)] : [];
    case 'capture':
      if (state.kind !== 'capturing') return [];
      return [{ type: answer.outcome === 'captured' ? 'payment_captured' : 'payment_voided' }];
    case 'void':
      if (state.kind !== 'voiding') return [];
      if (answer.outcome === 'voided') return [{ type: 'payment_voided' }];
      return [{ type: 'payment_captured' }, ...refundOfRest(state.payment, reason)];
    case 'refund':
      if (state.kind !== 'refunding' || state.refund.id !== answer.refundId) return [];
      return [{ type: 'payment_refunded', refundId: answer.refundId }];
  }
}

function ofAuthorise(answer: AuthoriseAnswer): OrderChange {
  switch (answer.outcome) {
    case 'authorised':
      return { type: 'payment_authorised', reference: answer.reference };
    case 'declined':
      return { type: 'payment_declined', reason: answer.reason };
    case 'voided':
      return { type: 'payment_voided' };
  }
}
