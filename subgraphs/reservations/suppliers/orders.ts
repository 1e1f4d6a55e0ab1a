import { z } from 'zod';
import { requestIdHeader } from '../../../platform/http/server.ts';
import { anonymous, callerHeader } from '../../../platform/identity.ts';
import type { CallerSigner } from '../../../platform/identity.ts';
import type { Logger } from '../../../platform/log.ts';
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

/** An answer without errors; one with errors is a fault, whatever data it has. */
const answered = z.object({ data: z.unknown(), errors: z.array(z.unknown()).max(0).optional() });

export interface OrdersClientOptions {
  /** The orders subgraph's `/graphql`. */
  url: string;
  signer: CallerSigner;
  logger: Logger;
  timeoutMs?: number;
  retries?: number;
  retryDelayMs?: number;
  breakMs?: number;
  /** Ends calls under way: their outcome is then as unknown as after a timeout. */
  signal?: AbortSignal;
}

/** A call may be under way so long: the slowest payment provider is given time to answer. */
const defaultTimeoutMs = 5_000;

/** Orders as the saga's payments: idempotent commands over HTTP, as the service `reservations`. */
export function createOrdersClient(options: OrdersClientOptions): Payments & { close(): Promise<void> } {
  const { url, signer, timeoutMs = defaultTimeoutMs } = options;
  const calls = createResilientCalls({ ...options, callee: 'orders', timeoutMs });

  /** @throws CallFault where no valid answer comes: it says nothing about what orders did */
  function command<Data>(
    what: string,
    query: string,
    input: { reservationId: string },
    shape: z.ZodType<Data>,
  ): Promise<Data> {
    const { reservationId } = input;
    return calls.repeated(async () =>
      calls.call({
        ...{ what, reservationId, method: 'POST', url, body: { query, variables: { input } } },
        headers: {
          // The reservation's id follows the call into the log of orders.
          [requestIdHeader]: reservationId,
          [callerHeader]: await signer.sign(anonymous, 'orders', reservationId),
        },
        read: (came) => shape.parse(answered.parse(came).data),
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
