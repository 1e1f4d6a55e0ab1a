import { z } from 'zod';
import { priorityHeader, timeoutHeader, urgentPriority } from '../../../platform/http/request-deadline.ts';
import { requestIdHeader } from '../../../platform/http/server.ts';
import { callerHeader } from '../../../platform/caller-assertions.ts';
import { anonymous } from '../../../platform/identity.ts';
import type { CallerSigner } from '../../../platform/caller-assertions.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Registry } from '../../../platform/metrics.ts';
import type { PaymentOutcome, Payments } from '../domain/suppliers.ts';
import { createResilientCalls } from './resilient-calls.ts';

const payOrder = `mutation PayOrder($input: PayOrderInput!) {
  payOrder(input: $input) {
    __typename
    ... on OrderPaid { orderId }
    ... on OrderPaymentFailed { orderId message }
    ... on OrderAlreadyCancelled { orderId message }
  }
}`;
const paid = z.object({
  payOrder: z.discriminatedUnion('__typename', [
    z.object({ __typename: z.literal('OrderPaid'), orderId: z.string() }),
    z.object({ __typename: z.literal('OrderPaymentFailed'), orderId: z.string(), message: z.string() }),
    z.object({ __typename: z.literal('OrderAlreadyCancelled'), orderId: z.string(), message: z.string() }),
  ]),
});

const cancelOrder = `mutation CancelOrder($input: CancelOrderInput!) {
  cancelOrder(input: $input) { orderId }
}`;
const cancelled = z.object({ cancelOrder: z.object({ orderId: z.string() }) });

const refundOrder = `mutation RefundOrder($input: RefundOrderInput!) {
  refundOrder(input: $input) { orderId }
}`;
const refunded = z.object({ refundOrder: z.object({ orderId: z.string() }) });

/** A GraphQL response without errors. A response with errors is invalid, with or without data. */
const response = z.object({ data: z.unknown(), errors: z.array(z.unknown()).max(0).optional() });

export interface OrdersClientOptions {
  /** The GraphQL endpoint of the orders subgraph. */
  url: string;
  signer: CallerSigner;
  logger: Logger;
  metrics: Registry;
  timeoutMs?: number;
  retries?: number;
  retryDelayMs?: number;
  breakMs?: number;
  /** Aborts calls under way: their outcome is unknown, as after a timeout. */
  signal?: AbortSignal;
}

/** Long enough for a slow payment provider. */
const defaultTimeoutMs = 5_000;

/** Creates the saga's payments: idempotent mutations of the orders subgraph, called as a named service. */
export function createOrdersClient(options: OrdersClientOptions): Payments & { close(): Promise<void> } {
  const { url, signer, timeoutMs = defaultTimeoutMs } = options;
  const calls = createResilientCalls({
    ...{ ...options, callee: 'orders', timeoutMs },
    // A frozen orders subgraph must not hold every drive of a booking for the whole timeout. Its calls are idempotent.
    opensOnTimeout: true,
  });

  /** @throws CallFault for a call without a valid answer: its effect is unknown */
  function command<Data>(
    operation: string,
    query: string,
    input: { reservationId: string },
    shape: z.ZodType<Data>,
  ): Promise<Data> {
    const { reservationId } = input;
    return calls.withRetries(() =>
      calls.call({
        ...{ operation, reservationId, method: 'POST', url, body: { query, variables: { input } } },
        headers: (body) => ({
          // The reservation's id appears in the log of orders.
          [requestIdHeader]: reservationId,
          [timeoutHeader]: String(timeoutMs),
          [priorityHeader]: urgentPriority,
          [callerHeader]: signer.sign(anonymous, 'orders', { requestId: reservationId, body }),
        }),
        read: (body) => shape.parse(response.parse(body).data),
      }),
    );
  }

  return {
    async pay(purchase): Promise<PaymentOutcome> {
      const { payOrder: answer } = await command('payOrder', payOrder, purchase, paid);
      switch (answer.__typename) {
        case 'OrderPaid':
          return { outcome: 'paid' };
        case 'OrderPaymentFailed':
          return { outcome: 'declined', message: answer.message };
        case 'OrderAlreadyCancelled':
          return { outcome: 'cancelled', message: answer.message };
      }
    },
    async cancel(order) {
      await command('cancelOrder', cancelOrder, order, cancelled);
    },
    async refund(refunds) {
      await command('refundOrder', refundOrder, refunds, refunded);
    },
    close: () => calls.close(),
  };
}
