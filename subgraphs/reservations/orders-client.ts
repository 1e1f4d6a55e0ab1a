import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { requestIdHeader } from '../../platform/http/server.ts';
import { anonymous, callerHeader } from '../../platform/identity.ts';
import type { CallerSigner } from '../../platform/identity.ts';
import type { Logger } from '../../platform/log.ts';
import type { PaymentOutcome, Payments } from './domain/suppliers.ts';

/** Thrown where orders gave no answer, or one that is none. It says nothing about what orders did. */
class OrdersFault extends Error {
  override readonly name = 'OrdersFault';
}

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
const refundOrder = `mutation RefundOrder($input: RefundOrderInput!) {
  refundOrder(input: $input) { orderId }
}`;
const refunded = z.object({ refundOrder: z.object({ orderId: z.string() }) });

const cancelled = z.object({ cancelOrder: z.object({ orderId: z.string() }) });

/** An answer without errors; one with errors is a fault, whatever data it has. */
const answered = z.object({ data: z.unknown(), errors: z.array(z.unknown()).max(0).optional() });

export interface OrdersClientOptions {
  /** The orders subgraph's `/graphql`. */
  url: string;
  signer: CallerSigner;
  logger: Logger;
  timeoutMs?: number;
  /** How often a call is repeated before it is a fault. The saga comes back to it later all the same. */
  retries?: number;
  /** The delay before the first repeat; it grows, with jitter. */
  retryDelayMs?: number;
  /** How long orders is left alone after many calls in a row have failed. */
  breakMs?: number;
  /** Ends calls under way: their outcome is then as unknown as after a timeout. */
  signal?: AbortSignal;
}

/** A call may be under way so long: the slowest payment provider is given time to answer. */
const defaultTimeoutMs = 5_000;
const failuresToBreak = 10;

/** Orders as the saga's payments: idempotent commands over HTTP, as the service `reservations`. */
export function createOrdersClient(options: OrdersClientOptions): Payments & { close(): Promise<void> } {
  const { url, signer, logger, timeoutMs = defaultTimeoutMs, breakMs = 5_000 } = options;
  const agent = new Agent({ connections: 32, keepAliveTimeout: 30_000 });
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: breakMs,
    breaker: new ConsecutiveBreaker(failuresToBreak),
  });
  breaker.onBreak(() => {
    logger.error({ url }, 'orders fails every call: it is left alone for a while');
  });
  breaker.onReset(() => {
    logger.info({ url }, 'orders answers again');
  });
  const resilient = wrap(
    retry(handleAll, {
      maxAttempts: options.retries ?? 2,
      backoff: new ExponentialBackoff({ initialDelay: options.retryDelayMs ?? 100, maxDelay: 2_000 }),
    }),
    breaker,
    timeout(timeoutMs, TimeoutStrategy.Aggressive),
  );

  /** @throws OrdersFault where no valid answer comes */
  async function call<Data>(
    query: string,
    input: { reservationId: string } & Record<string, unknown>,
    shape: z.ZodType<Data>,
  ): Promise<Data> {
    try {
      return await resilient.execute(({ signal }) => send(query, input, shape, signal), options.signal);
    } catch (error) {
      if (error instanceof OrdersFault) throw error;
      throw new OrdersFault(`orders gave no answer: ${String(error)}`, { cause: error });
    }
  }

  async function send<Data>(
    query: string,
    input: { reservationId: string } & Record<string, unknown>,
    shape: z.ZodType<Data>,
    signal: AbortSignal,
  ): Promise<Data> {
    const response = await request(url, {
      method: 'POST',
      dispatcher: agent,
      signal,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        // The reservation's id follows the call into the log of orders.
        [requestIdHeader]: input.reservationId,
        [callerHeader]: await signer.sign(anonymous, 'orders', input.reservationId),
      },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const text = await response.body.text();
    const data = shape.safeParse(answered.safeParse(parseJson(text)).data?.data);
    if (data.success) return data.data;
    throw new OrdersFault(`orders answered ${response.statusCode} with ${text.slice(0, 200)}`);
  }

  return {
    async pay(purchase): Promise<PaymentOutcome> {
      const { payOrder: answer } = await call(payOrder, { ...purchase }, paid);
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
      await call(cancelOrder, { ...order }, cancelled);
    },
    async refund(refunds) {
      await call(refundOrder, { ...refunds }, refunded);
    },
    close: () => agent.destroy(),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
