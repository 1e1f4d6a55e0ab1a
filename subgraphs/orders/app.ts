import type { Clock } from '../../platform/clock.ts';
import { admissionLimits } from '../../platform/config.ts';
import { createEventLog } from '../../platform/events/event-log.ts';
import { createCallerVerifier } from '../../platform/caller-assertions.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import { startInOrder } from '../../platform/resilience/start-in-order.ts';
import type { StartedServices } from '../../platform/resilience/start-in-order.ts';
import { prepareModels } from '../../platform/stores/prepare-models.ts';
import { missingStores, createStoreOpener } from '../../platform/stores/open-stores.ts';
import { mongoGuard } from '../../platform/stores/store-guard.ts';
import { startSubgraphServer } from '../../platform/subgraph-server.ts';
import { createCheckout } from './use-cases/checkout.ts';
import type { OrdersConfig } from './config.ts';
import type { PaymentProvider } from './domain/payment-provider.ts';
import { source, startConsuming, startPublishing } from './events.ts';
import { createLoaders } from './loaders.ts';
import { createOrderMetrics, measuredProvider } from './metrics.ts';
import type { OrderMetrics } from './metrics.ts';
import { allResolvers } from './resolvers/all.ts';
import { createSandboxProvider } from './suppliers/sandbox-provider.ts';
import { buyerModel, createBuyerStore } from './store/buyers.ts';
import { orderModel } from './store/orders-document.ts';
import { createOrderStore } from './store/orders.ts';
import { sandboxPaymentModel } from './suppliers/sandbox-payments.ts';
import { startSweeper } from './use-cases/sweeper.ts';

export interface OrdersOptions {
  config: OrdersConfig;
  logger: Logger;
  metrics: Registry;
  /** MongoDB's time by default. */
  clock?: Clock;
  /** Aborts a start that waits for its stores. */
  signal?: AbortSignal;
  /** Replaces or decorates the sandbox payment provider. */
  provider?: (sandbox: PaymentProvider) => PaymentProvider;
}

/** Starts the orders subgraph: orders, payments, refunds. */
export function startOrders(options: OrdersOptions): Promise<{ url: string; close(): Promise<void> }> {
  return startInOrder(options.logger, (started) => startAll(options, started));
}

/** Starts everything and returns the address that the subgraph listens at. */
async function startAll(options: OrdersOptions, started: StartedServices): Promise<{ url: string }> {
  const { config, logger, metrics, signal } = options;
  const settleAfterMs = config.SETTLE_AFTER_SECONDS * 1_000;

  const open = createStoreOpener({ logger, metrics, signal, started });
  const connection = await open.mongo(config);
  const storeClock = await open.clock({ connection, config, given: options.clock });
  const clock = storeClock.now;
  const models = {
    orders: orderModel(connection),
    buyers: buyerModel(connection),
    sandboxPayments: sandboxPaymentModel(connection),
  };
  await prepareModels(connection, { logger, signal });

  const guard = started.add(mongoGuard(options));
  const buyers = guard.port(createBuyerStore(models.buyers));
  const eventsOptions = { redisUrl: config.REDIS_URL, clock, logger, metrics, signal };
  const relay = await startPublishing({ ...eventsOptions, connection, orders: models.orders });
  started.add(relay);
  started.add(await startConsuming({ ...eventsOptions, connection, buyers }));
  const orders = guard.port(
    createOrderStore({
      orders: models.orders,
      settleAfterMs,
      onEvent: (type) => {
        orderMetrics.transitions.inc({ type });
        relay.wake();
      },
    }),
  );
  const orderMetrics = createOrderMetrics(metrics, () => orders.countUnsettled());

  const provider = createProvider({ ...options, clock }, models.sandboxPayments, orderMetrics);
  const checkout = createCheckout({ orders, provider, clock, budgetMs: config.PAYMENT_BUDGET_MS });
  started.add(
    startSweeper({
      ...{ orders, checkout, clock, settleAfterMs, logger, metrics: orderMetrics },
      intervalMs: config.SETTLE_INTERVAL_MS,
    }),
  );

  const events = guard.port(createEventLog(connection));
  const server = await startSubgraphServer({
    sdlPath: 'schema/orders.graphql',
    resolvers: allResolvers({ checkout }),
    contextFor: (request) => ({
      ...request,
      loaders: createLoaders({ orders, orderModel: models.orders, buyers, events, guard }),
    }),
    admission: admissionLimits(config),
    verifier: await createCallerVerifier({
      ...{ audience: source, trusted: config.TRUSTED_CALLERS, clock, logger },
    }),
    ...{ logger, metrics, host: config.HOST, port: config.PORT, instanceId: config.INSTANCE_ID },
    signal,
    // Redis may be absent: orders are still placed and paid, and their events wait in the outbox.
    missingDependencies: () => missingStores({ connection, clock: storeClock }),
  });
  started.add(server);
  return { url: server.url };
}

function createProvider(
  { config, clock, provider = (sandbox) => sandbox }: OrdersOptions & { clock: Clock },
  payments: ReturnType<typeof sandboxPaymentModel>,
  metrics: OrderMetrics,
): PaymentProvider {
  const sandbox = createSandboxProvider({ payments, clock, slowMs: config.SANDBOX_SLOW_MS });
  return measuredProvider(provider(sandbox), metrics);
}
