import type { GraphQLError } from 'graphql';
import { graphqlError } from '../../../platform/errors.ts';
import { requireService } from '../../../platform/identity.ts';
import { DifferentOrder } from '../use-cases/checkout.ts';
import type { PayOutcome } from '../use-cases/checkout.ts';
import { RefundRefused } from '../domain/decide.ts';
import { ProviderUnavailable } from '../domain/payment-provider.ts';
import type { PayOrderResult, Resolvers } from '../generated/resolvers.ts';
import { parseCancelOrder, parsePayOrder, parseRefundOrder } from './inputs.ts';

/** The commands of the reservations saga. */
export const checkoutResolvers = {
  Mutation: {
    async payOrder(_root, { input }, { caller, checkout }) {
      requireService(caller);
      const order = parsePayOrder(input);
      const outcome = await checkout.pay(order).catch(asFault);
      return toResult(order.id, outcome);
    },
    async cancelOrder(_root, { input }, { caller, checkout }) {
      requireService(caller);
      const { order, reason } = parseCancelOrder(input);
      await checkout.cancel(order, reason).catch(asFault);
      return { orderId: order.id };
    },
    async refundOrder(_root, { input }, { caller, checkout }) {
      requireService(caller);
      const { orderId, parts } = parseRefundOrder(input);
      const { refunded: amount, currency } = await checkout.refund(orderId, parts).catch(asFault);
      return { orderId, refunded: { amount, currency } };
    },
  },
} satisfies Resolvers;

function toResult(orderId: string, outcome: PayOutcome): PayOrderResult & { __typename: string } {
  switch (outcome.outcome) {
    case 'paid':
      return { __typename: 'OrderPaid', orderId };
    case 'declined':
      return { __typename: 'OrderPaymentFailed', orderId, message: outcome.reason };
    case 'cancelled':
      return { __typename: 'OrderAlreadyCancelled', orderId, message: 'The order was cancelled.' };
  }
}

function asFault(error: unknown): never {
  throw faultOf(error) ?? error;
}

/** The fault that a caller is told of; null for one of our own, which is masked. */
function faultOf(error: unknown): GraphQLError | null {
  if (error instanceof ProviderUnavailable) {
    return graphqlError(
      'SUBGRAPH_UNAVAILABLE',
      'The payment provider did not answer; it may have done what it was asked. Ask again.',
    );
  }
  const refused = error instanceof DifferentOrder || error instanceof RefundRefused;
  return refused ? graphqlError('CONFLICT', error.message) : null;
}
