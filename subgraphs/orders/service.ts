import type { Connection } from 'mongoose';
import { systemClock } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import { createCallerVerifier } from '../../platform/identity.ts';
import { abandon, inReverse } from '../../platform/lifecycle.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import { scalars } from '../../platform/scalars.ts';
import { connectMongo, prepareModels } from '../../platform/stores/mongo.ts';
import { startSubgraphServer } from '../../platform/subgraph-server.ts';
import { createCheckout } from './checkout.ts';
import type { OrdersConfig } from './config.ts';
import type { PaymentProvider } from './domain/payments.ts';
import { startEvents } from './publishing.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { createLoaders } from './loaders.ts';
import { createOrderMetrics, measuredProvider } from './metrics.ts';
import { checkoutResolvers } from './resolvers/checkout.ts';
import { contributionResolvers } from './resolvers/contributions.ts';
import { orderResolvers } from './resolvers/orders.ts';
import { createSandboxProvider } from './sandbox/sandbox-provider.ts';
import { buyerModel, createBuyerStore } from './store/buyers.ts';
import { orderModel } from './store/orders-document.ts';
import { createOrderStore } from './store/orders.ts';
import { sandboxPaymentModel } from './store/sandbox-payments.ts';
import { startSweep } from './sweep.ts';

export interface OrdersOptions {
  config: OrdersConfig;
  logger: Logger;
  metrics: Registry;
  clock?: Clock;
  /** Gives up waiting for stores that are not up yet. */
  signal?: AbortSignal;
  /** The payment provider to use, given the sandbox one. */
  provider?: (sandbox: PaymentProvider) => PaymentProvider;
}

const resolvers: Resolvers = {
  DateTime: scalars.DateTime,
  SafeInt: scalars.SafeInt,
  ...orderResolvers,
  ...contributionResolvers,
  ...checkoutResolvers,
};

/** Starts the orders subgraph: orders, payments, refunds. */
export async function startOrders(options: OrdersOptions): Promise<{ url: string; close(): Promise<void> }> {
  const started: Service[] = [];
  try {
    const url = await startAll(options, started);
    return { url, close: () => inReverse(started).close() };
  } catch (error) {
    await abandon(started, options.logger);
    throw error;
  }
}

/** Starts everything, in `started` as it comes up, and says where it listens. */
async function startAll(options: OrdersOptions, started: Service[]): Promise<string> {
  const { config, logger, metrics, clock = systemClock, signal, provider = (sandbox) => sandbox } = options;
  const settleAfterMs = config.SETTLE_AFTER_SECONDS * 1_000;

  const connection = await connectMongo({
    url: config.MONGODB_URL,
    database: config.MONGODB_DATABASE,
    poolSize: config.MONGODB_POOL_SIZE,
    logger,
    signal,
  });
  started.push({ close: () => connection.close() });
  const models = {
    orders: orderModel(connection),
    buyers: buyerModel(connection),
    sandboxPayments: sandboxPaymentModel(connection),
  };
  await prepareModels(connection);

  const buyers = createBuyerStore(models.buyers);
  const events = await startEvents(
    {
      ...{ connection, orders: models.orders, buyers, redisUrl: config.REDIS_URL },
      ...{ logger, metrics, clock, signal },
    },
    started,
  );
  const orders = createOrderStore({
    orders: models.orders,
    settleAfterMs,
    onEvent: (status) => {
      orderMetrics.transitions.inc({ status });
      events.notify();
    },
  });
  const orderMetrics = createOrderMetrics(metrics, () => orders.countUnsettled());

  const sandbox = createSandboxProvider({
    payments: models.sandboxPayments,
    clock,
    slowMs: config.SANDBOX_SLOW_MS,
  });
  const checkout = createCheckout({
    orders,
    provider: measuredProvider(provider(sandbox), orderMetrics),
    clock,
    budgetMs: config.PAYMENT_BUDGET_MS,
  });
  started.push(
    startSweep({
      ...{ orders, checkout, clock, settleAfterMs, logger, metrics: orderMetrics },
      intervalMs: config.SETTLE_INTERVAL_MS,
    }),
  );

  const server = await startSubgraphServer({
    sdlPath: 'schema/orders.graphql',
    resolvers,
    contextFor: (request) => ({
      ...request,
      loaders: createLoaders({ orders, orderModel: models.orders, buyers, events: events.log }),
      checkout,
    }),
    verifier: await createCallerVerifier({ audience: 'orders', trusted: config.TRUSTED_CALLERS }),
    ...{ logger, metrics, host: config.HOST, port: config.PORT },
    signal,
    waitingFor: () => missing(connection),
  });
  started.push(server);
  return server.url;
}

/** Without Redis orders are still placed and paid; their events wait in the outbox. Only MongoDB is needed to serve. */
async function missing({ db }: Connection): Promise<readonly string[]> {
  try {
    await db?.admin().ping();
    return [];
  } catch {
    return ['MongoDB'];
  }
}
