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

const supplierUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http:// address' })
  .refine(
    isPlain,
    'expected an address without credentials, query or fragment: the token has its own setting',
  )
  .transform((url) => url.replace(/\/+$/, ''));
const supplierToken = z
  .string()
  .refine(
    (token) => /^[\w.~+/=-]+$/.test(token),
    'expected a bearer token (RFC 6750): letters, digits and -._~+/=',
  );

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
  /** Who holds rooms and seats, by the protocol of docs/suppliers.md; where absent, the in-house inventory does. */
  HOTEL_SUPPLIER_URL: supplierUrl.optional(),
  FLIGHT_SUPPLIER_URL: supplierUrl.optional(),
  /** Bearer tokens to call them with. */
  HOTEL_SUPPLIER_TOKEN: supplierToken.optional(),
  FLIGHT_SUPPLIER_TOKEN: supplierToken.optional(),
  /** How long a call to one of them may take. */
  SUPPLIER_TIMEOUT_MS: integer(1, 60_000).default(5_000),
});

export type WorkerConfig = z.infer<typeof shape>;

/** @throws ConfigurationError naming every faulty setting */
export function parseWorkerConfig(environment: NodeJS.ProcessEnv): WorkerConfig {
  return parseConfig(shape, environment);
}

function isPlain(url: string): boolean {
  // That it is no address is said already.
  if (!URL.canParse(url)) return true;
  const { username, password, search, hash } = new URL(url);
  return username + password + search + hash === '';
}
