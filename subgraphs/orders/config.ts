import { z } from 'zod';
import {
  integer,
  parseConfig,
  processSettings,
  redisSettings,
  subgraphSettings,
} from '../../platform/config.ts';
import { mongoDatabase, mongoSettings } from '../../platform/stores/mongo-settings.ts';

export const ordersSettings = z.object({
  ...processSettings.shape,
  ...subgraphSettings(4002).shape,
  ...mongoSettings.shape,
  ...redisSettings.shape,
  MONGODB_DATABASE: mongoDatabase('wayfare_orders'),
  PAYMENT_BUDGET_MS: integer(50, 60_000)
    .default(4_000)
    .describe("Time that a payment may keep its caller waiting. Less than the worker's ORDERS_TIMEOUT_MS."),
  SETTLE_AFTER_SECONDS: integer(1, 3_600)
    .default(15)
    .describe('Time after which an interrupted payment is finished without its caller.'),
  SETTLE_INTERVAL_MS: integer(10, 60_000)
    .default(1_000)
    .describe('Time between two searches for such payments.'),
  SANDBOX_SLOW_MS: integer(0, 60_000)
    .default(2_000)
    .describe("Time that the sandbox's payment method `pm_slow` takes."),
});

export type OrdersConfig = z.infer<typeof ordersSettings>;

/**
 * The orders subgraph's settings, from the environment.
 * @throws ConfigurationError naming every faulty setting at once
 */
export function parseOrdersConfig(environment: NodeJS.ProcessEnv): OrdersConfig {
  return parseConfig(ordersSettings, environment);
}
