import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { orderIdFor } from '../../subgraphs/orders/domain/ids.ts';
import { startHttpServer } from './http-server.ts';

/** The behaviours of `payOrder` at the fake. */
export type Behaviour =
  | 'pays'
  | 'declines'
  /** Pays and never answers. */
  | 'pays silently'
  /** Ignores the call and never answers. */
  | 'ignores'
  | 'garbage'
  | 'errors';

type OrderState = 'PAID' | 'PAYMENT_FAILED' | 'CANCELLED';

/** A fake of the orders subgraph with configurable behaviour, idempotent by reservation. */
export interface FakeOrders {
  url: string;
  /** The behaviours of the next calls, in order. */
  next: Behaviour[];
  /** The behaviour of `payOrder` once `next` is empty. */
  payment: Behaviour;
  /** True: `cancelOrder` and `refundOrder` fail. */
  refusesToCancel: boolean;
  /** All calls, oldest first: `payOrder rsv_…`. */
  calls: string[];
  /** Orders by reservation. */
  orders: Map<string, OrderState>;
  /** Refunds in minor units, by reservation and key. */
  refunds: Map<string, Map<string, number>>;
  close(): Promise<void>;
}

export async function startFakeOrders(): Promise<FakeOrders> {
  const server = await startHttpServer(answer);
  const fake: FakeOrders = {
    url: `${server.origin}/graphql`,
    next: [],
    payment: 'pays',
    refusesToCancel: false,
    calls: [],
    orders: new Map(),
    refunds: new Map(),
    close: () => server.stop(),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { query, variables } = (await json(request)) as {
      query: string;
      variables: {
        input: {
          reservationId: string;
          paymentMethod?: string;
          refunds?: { key: string; amount: number }[];
        };
      };
    };
    const { reservationId, paymentMethod, refunds = [] } = variables.input;
    const operation = /(payOrder|cancelOrder|refundOrder)\(/.exec(query)?.[1] ?? 'nothing';
    fake.calls.push(`${operation} ${reservationId}`);
    const send = (body: unknown) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    const orderId = orderIdFor(reservationId);

    if (operation === 'refundOrder') {
      if (fake.refusesToCancel) return void send({ errors: [{ message: 'not today' }], data: null });
      const given = fake.refunds.get(reservationId) ?? new Map<string, number>();
      for (const { key, amount } of refunds) given.set(key, amount);
      fake.refunds.set(reservationId, given);
      return void send({ data: { refundOrder: { orderId } } });
    }
    if (operation === 'cancelOrder') {
      if (fake.refusesToCancel) return void send({ errors: [{ message: 'not today' }], data: null });
      if (fake.orders.get(reservationId) !== 'PAYMENT_FAILED') fake.orders.set(reservationId, 'CANCELLED');
      return void send({ data: { cancelOrder: { orderId } } });
    }
    const behaviour = paymentMethod === 'pm_declined' ? 'declines' : (fake.next.shift() ?? fake.payment);
    if (behaviour === 'ignores') return;
    if (behaviour === 'garbage') return void response.end('{"data":{"payOrder":{"__typename":"Sausage"}}}');
    if (behaviour === 'errors') return void send({ errors: [{ message: 'broken' }], data: null });
    const state = fake.orders.get(reservationId) ?? (behaviour === 'declines' ? 'PAYMENT_FAILED' : 'PAID');
    fake.orders.set(reservationId, state);
    if (behaviour !== 'pays silently') send({ data: { payOrder: answers(orderId)[state] } });
  }

  return fake;
}

function answers(orderId: string): Record<OrderState, Record<string, string>> {
  return {
    PAID: { __typename: 'OrderPaid', orderId },
    PAYMENT_FAILED: { __typename: 'OrderPaymentFailed', orderId, message: 'The card was declined.' },
    CANCELLED: { __typename: 'OrderAlreadyCancelled', orderId, message: 'The order was undone.' },
  };
}
