import { z } from 'zod';
import {
  integer,
  parseConfig,
  processSettings,
  redisSettings,
  subgraphSettings,
} from '../../platform/config.ts';
import { mongoDatabase, mongoSettings } from '../../platform/stores/mongo-settings.ts';

export const reservationsSettings = z.object({
  ...processSettings.shape,
  ...subgraphSettings(4003).shape,
  ...mongoSettings.shape,
  ...redisSettings.shape,
  MONGODB_DATABASE: mongoDatabase('wayfare_reservations'),
  QUOTE_TTL_SECONDS: integer(1, 24 * 60 * 60)
    .default(15 * 60)
    .describe('Time that the prices of a quote hold.'),
  CANCELLATION_QUOTE_TTL_SECONDS: integer(1, 24 * 60 * 60)
    .default(15 * 60)
    .describe('Time that a cancellation quote holds, at most.'),
  HOLD_SECONDS: integer(1, 24 * 60 * 60)
    .default(15 * 60)
    .describe('Time that rooms and seats are held for an unpaid booking.'),
  PAYMENT_METHODS: z
    .string()
    .transform((list) => list.split(',').map((method) => method.trim()))
    .refine((methods) => methods.every((method) => method !== ''), 'expected names with commas between them')
    .default(['pm_ok', 'pm_declined', 'pm_slow', 'pm_flaky'])
    .describe('The payment methods that a booking may name, with commas between them.'),
});

export type ReservationsConfig = z.infer<typeof reservationsSettings>;

/**
 * The reservations subgraph's settings, from the environment.
 * @throws ConfigurationError naming every faulty setting at once
 */
export function parseReservationsConfig(environment: NodeJS.ProcessEnv): ReservationsConfig {
  return parseConfig(reservationsSettings, environment);
}
