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
  ...subgraphSettings(4003).shape,
  ...mongoSettings.shape,
  ...redisSettings.shape,
  MONGODB_DATABASE: z.string().min(1).default('wayfare_reservations'),
  /** How long a quote's prices hold. */
  QUOTE_TTL_SECONDS: integer(1, 24 * 60 * 60).default(15 * 60),
  /** How long the quote of a cancellation holds, at most. */
  CANCELLATION_QUOTE_TTL_SECONDS: integer(1, 24 * 60 * 60).default(15 * 60),
  /** How long rooms and seats are held for a booking that is not paid. */
  HOLD_SECONDS: integer(1, 24 * 60 * 60).default(15 * 60),
  /** The means of payment that a booking may name, with commas between them: the sandbox's by default. */
  PAYMENT_METHODS: z
    .string()
    .default('pm_ok,pm_declined,pm_slow,pm_flaky')
    .transform((list) => list.split(',').map((method) => method.trim()))
    .refine((methods) => methods.every((method) => method !== ''), 'expected names with commas between them'),
});

export type ReservationsConfig = z.infer<typeof settings>;

/**
 * The reservations subgraph's settings, from the environment.
 * @throws ConfigurationError naming every faulty setting at once
 */
export function parseReservationsConfig(environment: NodeJS.ProcessEnv): ReservationsConfig {
  return parseConfig(settings, environment);
}
