import type { GraphQLError } from 'graphql';
import { graphqlError } from '../../../platform/errors.ts';
import { requireService } from '../../../platform/identity.ts';
import { DifferentOrder } from '../use-cases/checkout.ts';
import type { Checkout, PayOutcome } from '../use-cases/checkout.ts';
import { RefundRefused } from '../domain/decide.ts';
import { ProviderUnavailable } from '../domain/payment-provider.ts';
import type { PayOrderResult, Resolvers } from '../generated/resolvers.ts';
import { parseCancelOrder, parsePayOrder, parseRefundOrder } from './inputs.ts';

/** The mutations that the reservations saga calls. */
export function checkoutResolvers({ checkout }: { checkout: Checkout }) {
  return {
    Mutation: {
      async payOrder(_parent, { input }, { caller }) {
        requireService(caller);
        const order = parsePayOrder(input);
        const outcome = await checkout.pay(order).catch(throwAsGraphQLError);
        return toResult(order.id, outcome);
      },
      async cancelOrder(_parent, { input }, { caller }) {
        requireService(caller);
        const { order, reason } = parseCancelOrder(input);
        await checkout.cancel(order, reason).catch(throwAsGraphQLError);
        return { orderId: order.id };
      },
      async refundOrder(_parent, { input }, { caller }) {
        requireService(caller);
        const { orderId, parts } = parseRefundOrder(input);
        const { refunded: amount, currency } = await checkout
          .refund(orderId, parts)
          .catch(throwAsGraphQLError);
        return { orderId, refunded: { amount, currency } };
      },
    },
  } satisfies Resolvers;
}

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

function throwAsGraphQLError(error: unknown): never {
  throw faultOf(error) ?? error;
}

/** The GraphQL error of a fault that the caller may see; null for internal errors, which are masked. */
function faultOf(error: unknown): GraphQLError | null {
  if (error instanceof ProviderUnavailable) {
    return graphqlError(
      'SUBGRAPH_UNAVAILABLE',
      'The payment provider did not answer in time. The result is unknown: call again.',
    );
  }
  const refused = error instanceof DifferentOrder || error instanceof RefundRefused;
  return refused ? graphqlError('CONFLICT', error.message) : null;
}
