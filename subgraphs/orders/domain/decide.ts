import type { Change, NewOrder, OrderNames } from './evolve.ts';
import { stateOf } from './order.ts';
import type { Order, OrderState, Payment } from './order.ts';
import type { AuthoriseAnswer, CaptureAnswer, RefundAnswer, VoidAnswer } from './payments.ts';

/** What may be asked of an order. */
export type Command =
  | { type: 'place'; order: NewOrder }
  | { type: 'cancel'; order: OrderNames; reason: string }
  /** What the payment provider answered. */
  | { type: 'record'; answer: Answer };

/** What the payment provider answered, to which question. */
export type Answer =
  | ({ to: 'authorise' } & AuthoriseAnswer)
  | ({ to: 'capture' } & CaptureAnswer)
  | ({ to: 'void' } & VoidAnswer)
  | ({ to: 'refund'; refundId: string } & RefundAnswer);

/**
 * Decides what comes of a command.
 * @returns the changes, to be written as one; none where there is nothing (more) to do
 * @throws ImpossibleOrder where the order's record contradicts itself
 */
export function decide(order: Order | null, command: Command): Change[] {
  const state = stateOf(order);
  switch (command.type) {
    case 'place':
      return state.kind === 'absent' ? [{ type: 'placed', order: command.order }] : [];
    case 'cancel':
      if (state.kind === 'absent')
        return [{ type: 'tombstone_set', order: command.order, reason: command.reason }];
      return order?.cancellation === null ? decideCancel(state, command.reason) : [];
    case 'record':
      return decideRecord(state, command.answer);
  }
}

function decideCancel(state: OrderState, reason: string): Change[] {
  switch (state.kind) {
    case 'authorising':
    case 'capturing':
    case 'voiding':
      return [{ type: 'cancellation_requested', reason }];
    case 'paid':
    case 'refunding':
      return [{ type: 'cancellation_requested', reason }, ...refundOfRest(state.payment)];
    case 'absent':
    case 'declined':
    case 'cancelled':
    case 'refunded':
      return [];
  }
}

/** The refund of all that was not asked back yet. */
function refundOfRest({ id, amount, refunds }: Payment): Change[] {
  const rest = refunds.reduce((left, refund) => left - refund.amount, amount);
  return rest > 0 ? [{ type: 'refund_requested', refundId: `${id}_rest`, amount: rest }] : [];
}

/** An answer to a question that the order no longer asks changes nothing: it was recorded by somebody else. */
function decideRecord(state: OrderState, answer: Answer): Change[] {
  switch (answer.to) {
    case 'authorise':
      return state.kind === 'authorising' ? [ofAuthorise(answer)] : [];
    case 'capture':
      if (state.kind !== 'capturing') return [];
      return [{ type: answer.outcome === 'captured' ? 'payment_captured' : 'payment_voided' }];
    case 'void':
      if (state.kind !== 'voiding') return [];
      if (answer.outcome === 'voided') return [{ type: 'payment_voided' }];
      return [{ type: 'payment_captured' }, ...refundOfRest(state.payment)];
    case 'refund':
      if (state.kind !== 'refunding' || state.refund.id !== answer.refundId) return [];
      return [{ type: 'payment_refunded', refundId: answer.refundId }];
  }
}

function ofAuthorise(answer: AuthoriseAnswer): Change {
  switch (answer.outcome) {
    case 'authorised':
      return { type: 'payment_authorised', reference: answer.reference };
    case 'declined':
      return { type: 'payment_declined', reason: answer.reason };
    case 'voided':
      return { type: 'payment_voided' };
  }
}
