import { z } from 'zod';
import {
  integer,
  parseConfig,
  processSettings,
  redisSettings,
  subgraphSettings,
} from '../../platform/config.ts';
import type { BookingLimits } from './domain/booking-limits.ts';
import { mongoDatabase, mongoSettings } from '../../platform/stores/mongo-settings.ts';

const limit = (byDefault: number) => integer(0, 1_000_000).default(byDefault);

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
  UNFINISHED_BOOKINGS_PER_CUSTOMER: limit(10).describe(
    'Bookings of one customer that are neither completed nor failed, at most; 0 sets no limit.',
  ),
  HELD_ROOMS_PER_CUSTOMER: limit(36).describe(
    'Rooms that the unfinished bookings of one customer hold together, at most; 0 sets no limit.',
  ),
  HELD_SEATS_PER_CUSTOMER: limit(72).describe(
    'Seats that the unfinished bookings of one customer hold together, at most; 0 sets no limit.',
  ),
  UNFINISHED_BOOKINGS_PER_ADDRESS: limit(100).describe(
    'Unfinished bookings of all customers at one address (IPv6: one /64), at most; 0 sets no limit. Clients of unknown address share one limit.',
  ),
  HELD_ROOMS_PER_ADDRESS: limit(180).describe(
    'Rooms that the unfinished bookings from one address hold together, at most; 0 sets no limit.',
  ),
  HELD_SEATS_PER_ADDRESS: limit(360).describe(
    'Seats that the unfinished bookings from one address hold together, at most; 0 sets no limit.',
  ),
  QUOTES_PER_CUSTOMER: limit(120).describe(
    'Quotes that a signed-in customer may request in a minute; 0 sets no limit.',
  ),
  QUOTES_PER_ADDRESS: limit(120).describe(
    'Quotes that anonymous callers of one address (IPv6: one /64) may request in a minute; 0 sets no limit. Callers of unknown address share one limit.',
  ),
  PAYMENT_METHODS: z
    .string()
    .transform((list) => list.split(',').map((method) => method.trim()))
    .refine((methods) => methods.every((method) => method !== ''), 'expected names with commas between them')
    .default(['pm_ok', 'pm_declined', 'pm_slow', 'pm_flaky'])
    .describe('The payment methods that a booking may name, with commas between them.'),
});

export type ReservationsConfig = z.infer<typeof reservationsSettings>;

/** The limits on the unfinished bookings of a customer. */
export function bookingLimitsOf(config: ReservationsConfig): BookingLimits {
  return {
    bookings: config.UNFINISHED_BOOKINGS_PER_CUSTOMER || Infinity,
    rooms: config.HELD_ROOMS_PER_CUSTOMER || Infinity,
    seats: config.HELD_SEATS_PER_CUSTOMER || Infinity,
  };
}

/** The limits on the unfinished bookings of all customers in one network. */
export function networkLimitsOf(config: ReservationsConfig): BookingLimits {
  return {
    bookings: config.UNFINISHED_BOOKINGS_PER_ADDRESS || Infinity,
    rooms: config.HELD_ROOMS_PER_ADDRESS || Infinity,
    seats: config.HELD_SEATS_PER_ADDRESS || Infinity,
  };
}

/**
 * The reservations subgraph's settings, from the environment.
 * @throws ConfigurationError naming every faulty setting at once
 */
export function parseReservationsConfig(environment: NodeJS.ProcessEnv): ReservationsConfig {
  return parseConfig(reservationsSettings, environment);
}
