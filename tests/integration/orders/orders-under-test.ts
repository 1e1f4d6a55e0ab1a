import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { systemClock } from '../../../platform/clock.ts';
import { newId } from '../../../platform/ids.ts';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import { reservationIdFor } from '../../../subgraphs/reservations/domain/ids.ts';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { parseOrdersConfig } from '../../../subgraphs/orders/config.ts';
import type { PaymentProvider } from '../../../subgraphs/orders/domain/payment-provider.ts';
import { startOrders } from '../../../subgraphs/orders/app.ts';
import type { OrderDocument } from '../../../subgraphs/orders/store/orders-document.ts';
import type { SandboxPayment } from '../../../subgraphs/orders/suppliers/sandbox-payments.ts';
import { startStores } from '../../kit/stores.ts';
import { createSubgraphClient, testCallers } from '../../kit/subgraph-client.ts';
import type { SubgraphClient, SubgraphResponse } from '../../kit/subgraph-client.ts';

/** One process of the orders subgraph. */
export interface OrdersProcess {
  /** As the router calls it. */
  router: SubgraphClient;
  /** As the reservations service calls it. */
  reservations: SubgraphClient;
  metrics: Registry;
}

export interface OrdersUnderTest extends OrdersProcess {
  /** The subgraph's own database. */
  database: Connection;
  redisUrl: string;
  /** Moves on the time of day of all processes, in seconds. */
  advance(seconds: number): void;
  /** Another process on the same stores. */
  another(settings?: Record<string, string>, provider?: ProviderOf): Promise<OrdersProcess>;
  close(): Promise<void>;
}

export type ProviderOf = (sandbox: PaymentProvider) => PaymentProvider;

/** Starts the orders subgraph on stores of its own. */
export async function startOrdersUnderTest(
  settings: Record<string, string> = {},
  provider?: ProviderOf,
): Promise<OrdersUnderTest> {
  const stores = await startStores();
  const databaseName = stores.uniqueDatabase('orders');
  const callers = await testCallers({ reservations: ['payOrder', 'cancelOrder', 'refundOrder'] });
  const closing: (() => Promise<void>)[] = [];
  let aheadMs = 0;

  const start = async (more: Record<string, string> = {}, providerOf = provider): Promise<OrdersProcess> => {
    const config = parseOrdersConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
      PORT: '0',
      MONGODB_URL: stores.mongoUrl,
      MONGODB_DATABASE: databaseName,
      REDIS_URL: stores.redisUrl,
      TRUSTED_CALLERS: callers.setting,
      SETTLE_INTERVAL_MS: '20',
      // A slow machine is no fault of the payment provider's.
      PAYMENT_BUDGET_MS: '25000',
      SANDBOX_SLOW_MS: '200',
      ...settings,
      ...more,
    });
    const metrics = createMetrics('orders');
    const service = await startOrders({
      config,
      logger: createLogger('orders', config.LOG_LEVEL),
      metrics,
      clock: () => new Date(systemClock().getTime() + aheadMs),
      ...(providerOf === undefined ? {} : { provider: providerOf }),
    });
    closing.unshift(() => service.close());
    const { reservations } = callers.services;
    if (reservations === undefined) throw new Error('no signer for reservations');
    const client = { url: service.url, audience: 'orders' };
    return {
      router: createSubgraphClient({ ...client, signer: callers.router }),
      reservations: createSubgraphClient({ ...client, signer: reservations }),
      metrics,
    };
  };

  const first = await start();
  const database = await mongoose.createConnection(stores.mongoUrl, { dbName: databaseName }).asPromise();
  closing.unshift(() => database.close());
  return {
    ...first,
    database,
    redisUrl: stores.redisUrl,
    advance(seconds) {
      aheadMs += seconds * 1_000;
    },
    another: start,
    async close() {
      for (const close of closing) await close();
      await stores.close();
    },
  };
}

/** What is asked of `payOrder`. */
export interface Purchase {
  reservationId: string;
  userId: string;
  paymentMethod: string;
  currency: string;
  lines: { description: string; amount: number }[];
}

/** A purchase of somebody's that no other test makes. */
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

/** An outcome of `payOrder`. */
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

/** Pays, giving whatever came back. */
export function tryToPay(
  { reservations }: Pick<OrdersProcess, 'reservations'>,
  input: object,
): Promise<SubgraphResponse<{ payOrder: PayAnswer }>> {
  return reservations.send(payOrder, { input });
}

/** Pays, which must have an outcome. */
export async function pay(
  { reservations }: Pick<OrdersProcess, 'reservations'>,
  input: Purchase,
): Promise<PayAnswer> {
  return (await reservations.data<{ payOrder: PayAnswer }>(payOrder, { input })).payOrder;
}

/** Cancels, giving whatever came back. */
export function tryToCancel(
  { reservations }: Pick<OrdersProcess, 'reservations'>,
  { reservationId, userId }: Pick<Purchase, 'reservationId' | 'userId'>,
): Promise<SubgraphResponse<{ cancelOrder: { orderId: string } }>> {
  return reservations.send(cancelOrder, { input: { reservationId, userId, reason: 'no room was left' } });
}

/** Cancels, which must work. */
export async function cancel(
  process: Pick<OrdersProcess, 'reservations'>,
  purchase: Purchase,
): Promise<void> {
  const { errors } = await tryToCancel(process, purchase);
  if (errors.length > 0) throw new Error(`could not cancel: ${JSON.stringify(errors)}`);
}

/** A part to be given back. */
export interface Part {
  key: string;
  amount: number;
  reason: string;
}

/** Asks parts back, giving whatever came back. */
export function tryToRefund(
  { reservations }: Pick<OrdersProcess, 'reservations'>,
  { reservationId, userId }: Pick<Purchase, 'reservationId' | 'userId'>,
  ...refunds: Part[]
): Promise<SubgraphResponse<{ refundOrder: { refunded: { amount: number; currency: string } } }>> {
  return reservations.send(
    'mutation ($input: RefundOrderInput!) { refundOrder(input: $input) { orderId refunded { amount currency } } }',
    { input: { reservationId, userId, refunds } },
  );
}

/** Asks parts back, which must work. @returns what has been given back in all */
export async function refund(
  process: Pick<OrdersProcess, 'reservations'>,
  purchase: Purchase,
  ...parts: Part[]
): Promise<number> {
  const { data, errors } = await tryToRefund(process, purchase, ...parts);
  if (!data || errors.length > 0) throw new Error(`could not refund: ${JSON.stringify(errors)}`);
  return data.refundOrder.refunded.amount;
}

/** The order of a purchase as it is stored; null where there is none. */
export function stored({ database }: OrdersUnderTest, { reservationId }: Purchase) {
  return database.collection<OrderDocument>('orders').findOne({ _id: orderIdFor(reservationId) });
}

/** What the payment provider has of a purchase: what is taken and not given back, and what is only set aside. */
export async function charged(
  { database }: OrdersUnderTest,
  { reservationId }: Purchase,
): Promise<{ taken: number; setAside: number }> {
  const payments = await database
    .collection<SandboxPayment>('sandbox_payments')
    .find({ _id: { $regex: orderIdFor(reservationId).slice('ord_'.length) } })
    .toArray();
  const sum = (status: SandboxPayment['status']) =>
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

/** One operation of a database, as its profiler saw it. */
export interface ProfiledOperation {
  ns: string;
  docsExamined: number;
  command: Record<string, unknown>;
}

/**
 * What requests asked of a collection meanwhile; what relays and sweeps look for is left out.
 * @see https://www.mongodb.com/docs/manual/reference/database-profiler/
 */
export async function profiled(
  { db }: Connection,
  collection: string,
  work: () => Promise<void>,
): Promise<ProfiledOperation[]> {
  if (db === undefined) throw new Error('not connected');
  const before = await db.collection('system.profile').countDocuments();
  await db.command({ profile: 2 });
  try {
    await work();
  } finally {
    await db.command({ profile: 0 });
  }
  const operations = await db.collection<ProfiledOperation>('system.profile').find().toArray();
  return operations
    .slice(before)
    .filter(({ ns }) => ns === `${db.databaseName}.${collection}`)
    .filter(({ command }) => !/outbox|dueAt/.test(JSON.stringify(command)));
}
