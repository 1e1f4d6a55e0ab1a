import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { newId } from '../../../platform/ids.ts';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import { reservationIdFor } from '../../../subgraphs/reservations/domain/ids.ts';
import type { OrderDocument } from '../../../subgraphs/orders/store/orders-document.ts';
import type { SandboxPaymentDocument } from '../../../subgraphs/orders/suppliers/sandbox-payments.ts';
import type { SubgraphResponse } from '../../kit/subgraph-client.ts';
import { startWorld } from '../../kit/world.ts';
import type { DecorateProvider, RunningSubgraph } from '../../kit/world.ts';

export interface OrdersUnderTest extends RunningSubgraph {
  /** The subgraph's own database. */
  database: Connection;
  redisUrl: string;
  /** Moves the clock of all processes forward, in seconds. */
  advance(seconds: number): void;
  /** Starts a second process on the same stores. */
  another(settings?: Record<string, string>, decorate?: DecorateProvider): Promise<RunningSubgraph>;
  close(): Promise<void>;
}

/** Starts the orders subgraph on stores of its own. */
export async function startOrdersUnderTest(
  settings: Record<string, string> = {},
  decorate?: DecorateProvider,
): Promise<OrdersUnderTest> {
  const world = await startWorld();
  const another: OrdersUnderTest['another'] = (more, other = decorate) =>
    world.startOrders({ SETTLE_INTERVAL_MS: '20', SANDBOX_SLOW_MS: '200', ...settings, ...more }, other);
  return {
    ...(await another()),
    database: await world.database('orders'),
    redisUrl: world.stores.redisUrl,
    advance: (seconds) => {
      world.clock.advance(seconds);
    },
    another,
    close: () => world.close(),
  };
}

/** The input of `payOrder`. */
export interface Purchase {
  reservationId: string;
  userId: string;
  paymentMethod: string;
  currency: string;
  lines: { description: string; amount: number }[];
}

/** A purchase with a reservation id of its own. */
export function newPurchase(paymentMethod = 'pm_ok', userId = newId('usr')): Purchase {
  return {
    reservationId: reservationIdFor(userId, randomUUID()),
    userId,
    paymentMethod,
    currency: 'EUR',
    lines: [
      { description: 'Two nights in Lisbon', amount: 180_00 },
      { description: 'A flight to Lisbon', amount: 99_50 },
    ],
  };
}

/** The result of `payOrder`. */
export interface PayAnswer {
  __typename: 'OrderPaid' | 'OrderPaymentFailed' | 'OrderAlreadyCancelled';
  orderId: string;
  message?: string;
}

const payOrder = `
  mutation ($input: PayOrderInput!) {
    payOrder(input: $input) {
      __typename
      ... on OrderPaid { orderId }
      ... on OrderPaymentFailed { orderId message }
      ... on OrderAlreadyCancelled { orderId message }
    }
  }
`;
const cancelOrder = 'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { orderId } }';

/** Pays; the response may have errors. */
export function tryToPay(
  { reservations }: Pick<RunningSubgraph, 'reservations'>,
  input: object,
): Promise<SubgraphResponse<{ payOrder: PayAnswer }>> {
  return reservations.send(payOrder, { input });
}

/** Pays. @throws Error where the response has errors */
export async function pay(
  { reservations }: Pick<RunningSubgraph, 'reservations'>,
  input: Purchase,
): Promise<PayAnswer> {
  return (await reservations.data<{ payOrder: PayAnswer }>(payOrder, { input })).payOrder;
}

/** Cancels; the response may have errors. */
export function tryToCancel(
  { reservations }: Pick<RunningSubgraph, 'reservations'>,
  { reservationId, userId }: Pick<Purchase, 'reservationId' | 'userId'>,
): Promise<SubgraphResponse<{ cancelOrder: { orderId: string } }>> {
  return reservations.send(cancelOrder, { input: { reservationId, userId, reason: 'no room was left' } });
}

/** Cancels. @throws Error where the response has errors */
export async function cancel(
  process: Pick<RunningSubgraph, 'reservations'>,
  purchase: Purchase,
): Promise<void> {
  const { errors } = await tryToCancel(process, purchase);
  if (errors.length > 0) throw new Error(`could not cancel: ${JSON.stringify(errors)}`);
}

/** A partial refund. */
export interface Part {
  key: string;
  amount: number;
  reason: string;
}

/** Refunds; the response may have errors. */
export function tryToRefund(
  { reservations }: Pick<RunningSubgraph, 'reservations'>,
  { reservationId, userId }: Pick<Purchase, 'reservationId' | 'userId'>,
  ...refunds: Part[]
): Promise<SubgraphResponse<{ refundOrder: { refunded: { amount: number; currency: string } } }>> {
  return reservations.send(
    'mutation ($input: RefundOrderInput!) { refundOrder(input: $input) { orderId refunded { amount currency } } }',
    { input: { reservationId, userId, refunds } },
  );
}

/** Refunds. @returns the sum of all refunds of the order @throws Error where the response has errors */
export async function refund(
  process: Pick<RunningSubgraph, 'reservations'>,
  purchase: Purchase,
  ...parts: Part[]
): Promise<number> {
  const { data, errors } = await tryToRefund(process, purchase, ...parts);
  if (!data || errors.length > 0) throw new Error(`could not refund: ${JSON.stringify(errors)}`);
  return data.refundOrder.refunded.amount;
}

/** The stored order of a purchase, or null. */
export function stored({ database }: OrdersUnderTest, { reservationId }: Purchase) {
  return database.collection<OrderDocument>('orders').findOne({ _id: orderIdFor(reservationId) });
}

/** The payment provider's amounts of a purchase: captured less refunded, and authorised only. */
export async function charged(
  { database }: OrdersUnderTest,
  { reservationId }: Purchase,
): Promise<{ taken: number; setAside: number }> {
  const payments = await database
    .collection<SandboxPaymentDocument>('sandbox_payments')
    .find({ _id: { $regex: orderIdFor(reservationId).slice('ord_'.length) } })
    .toArray();
  const sum = (status: SandboxPaymentDocument['status']) =>
    payments.reduce(
      (total, each) => total + (each.status === status ? (each.amount ?? 0) - each.refunded : 0),
      0,
    );
  return { taken: sum('CAPTURED'), setAside: sum('AUTHORISED') };
}

/** The sum of the lines of `newPurchase`, in minor units. */
export const purchaseTotal = 279_50;
export const nothing = { taken: 0, setAside: 0 };
export const everything = { taken: purchaseTotal, setAside: 0 };
