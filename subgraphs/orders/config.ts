import { z } from 'zod';
import {
  integer,
  mongoSettings,
  parseConfig,
  processSettings,
  redisSettings,
  subgraphSettings,
} from '../../platform/config.ts';

const settings = z.object({
  ...processSettings.shape,
  ...subgraphSettings(4002).shape,
  ...mongoSettings.shape,
  ...redisSettings.shape,
  MONGODB_DATABASE: z.string().min(1).default('wayfare_orders'),
  /** How long a payment may keep its caller waiting, in milliseconds; less than callers wait (5 seconds). */
  PAYMENT_BUDGET_MS: integer(50, 60_000).default(4_000),
  /** How long a payment left between two steps waits for its caller to come back before it is finished without. */
  SETTLE_AFTER_SECONDS: integer(1, 3_600).default(15),
  /** How often to look for such payments, in milliseconds. */
  SETTLE_INTERVAL_MS: integer(10, 60_000).default(1_000),
  /** How long the sandbox's `pm_slow` takes, in milliseconds. */
  SANDBOX_SLOW_MS: integer(0, 60_000).default(2_000),
});

export type OrdersConfig = z.infer<typeof settings>;

/**
 * The orders subgraph's settings, from the environment.
 * @throws ConfigurationError naming every faulty setting at once
 */
export function parseOrdersConfig(environment: NodeJS.ProcessEnv): OrdersConfig {
  return parseConfig(settings, environment);
}
