import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';

/** The behaviours of `payOrder` at the stub. */
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

/** A stub of the orders subgraph with configurable behaviour, idempotent by reservation. */
export interface OrdersStub {
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

export async function startOrdersStub(): Promise<OrdersStub> {
  const server = createServer((request, response) => void answer(request, response));
  const stub: OrdersStub = {
    url: '',
    next: [],
    payment: 'pays',
    refusesToCancel: false,
    calls: [],
    orders: new Map(),
    refunds: new Map(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
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
    stub.calls.push(`${operation} ${reservationId}`);
    const send = (body: unknown) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    const orderId = orderIdFor(reservationId);

    if (operation === 'refundOrder') {
      if (stub.refusesToCancel) return void send({ errors: [{ message: 'not today' }], data: null });
      const given = stub.refunds.get(reservationId) ?? new Map<string, number>();
      for (const { key, amount } of refunds) given.set(key, amount);
      stub.refunds.set(reservationId, given);
      return void send({ data: { refundOrder: { orderId } } });
    }
    if (operation === 'cancelOrder') {
      if (stub.refusesToCancel) return void send({ errors: [{ message: 'not today' }], data: null });
      if (stub.orders.get(reservationId) !== 'PAYMENT_FAILED') stub.orders.set(reservationId, 'CANCELLED');
      return void send({ data: { cancelOrder: { orderId } } });
    }
    const behaviour = paymentMethod === 'pm_declined' ? 'declines' : (stub.next.shift() ?? stub.payment);
    if (behaviour === 'ignores') return;
    if (behaviour === 'garbage') return void response.end('{"data":{"payOrder":{"__typename":"Sausage"}}}');
    if (behaviour === 'errors') return void send({ errors: [{ message: 'broken' }], data: null });
    const state = stub.orders.get(reservationId) ?? (behaviour === 'declines' ? 'PAYMENT_FAILED' : 'PAID');
    stub.orders.set(reservationId, state);
    if (behaviour !== 'pays silently') send({ data: { payOrder: answers(orderId)[state] } });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return stub;
}

function answers(orderId: string): Record<OrderState, Record<string, string>> {
  return {
    PAID: { __typename: 'OrderPaid', orderId },
    PAYMENT_FAILED: { __typename: 'OrderPaymentFailed', orderId, message: 'The card was declined.' },
    CANCELLED: { __typename: 'OrderAlreadyCancelled', orderId, message: 'The order was undone.' },
  };
}
