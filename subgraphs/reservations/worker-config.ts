import { z } from 'zod';
import {
  callerKeySettings,
  integer,
  mongoSettings,
  parseConfig,
  portSetting,
  processSettings,
  redisSettings,
} from '../../platform/config.ts';

const shape = z.object({
  ...processSettings.shape,
  ...portSetting(4004).shape,
  ...mongoSettings.shape,
  MONGODB_DATABASE: z.string().min(1).default('wayfare_reservations'),
  ...redisSettings.shape,
  /** The orders subgraph's `/graphql`. */
  ORDERS_URL: z.url({ protocol: /^https?$/, error: 'expected an http:// address' }),
  ...callerKeySettings.shape,
  /** How many bookings are driven at a time. */
  SAGA_CONCURRENCY: integer(1, 1_000).default(16),
  /** How long a call to orders may take. */
  ORDERS_TIMEOUT_MS: integer(1, 60_000).default(5_000),
});

export type WorkerConfig = z.infer<typeof shape>;

/** @throws ConfigurationError naming every faulty setting */
export function parseWorkerConfig(environment: NodeJS.ProcessEnv): WorkerConfig {
  return parseConfig(shape, environment);
}
