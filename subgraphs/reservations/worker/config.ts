import { z } from 'zod';
import {
  callerKeySettings,
  integer,
  parseConfig,
  portSettings,
  processSettings,
  redisSettings,
} from '../../../platform/config.ts';
import { mongoDatabase, mongoSettings } from '../../../platform/stores/mongo-settings.ts';

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

export const workerSettings = z.object({
  ...processSettings.shape,
  ...portSettings(4004).shape,
  ...mongoSettings.shape,
  MONGODB_DATABASE: mongoDatabase('wayfare_reservations'),
  // Longer than an election: no caller waits.
  MONGODB_TIMEOUT_MS: mongoSettings.shape.MONGODB_TIMEOUT_MS.unwrap().default(30_000),
  ...redisSettings.shape,
  ORDERS_URL: z
    .url({ protocol: /^https?$/, error: 'expected an http:// address' })
    .describe("The orders subgraph's GraphQL endpoint."),
  ...callerKeySettings.shape,
  SAGA_CONCURRENCY: integer(1, 1_000)
    .default(16)
    .describe('Bookings that the worker advances at the same time.'),
  ORDERS_TIMEOUT_MS: integer(1, 60_000).default(5_000).describe('Time that a call to orders may take.'),
  HOTEL_SUPPLIER_URL: supplierUrl
    .optional()
    .describe(
      'A hotel supplier that speaks the protocol of docs/suppliers.md. Unset: the in-house inventory.',
    ),
  FLIGHT_SUPPLIER_URL: supplierUrl
    .optional()
    .describe(
      'A flight supplier that speaks the protocol of docs/suppliers.md. Unset: the in-house inventory.',
    ),
  HOTEL_SUPPLIER_TOKEN: supplierToken.optional().describe('The bearer token for the hotel supplier.'),
  FLIGHT_SUPPLIER_TOKEN: supplierToken.optional().describe('The bearer token for the flight supplier.'),
  SUPPLIER_TIMEOUT_MS: integer(1, 60_000).default(5_000).describe('Time that a call to a supplier may take.'),
});

export type WorkerConfig = z.infer<typeof workerSettings>;

/** @throws ConfigurationError that names every invalid setting */
export function parseWorkerConfig(environment: NodeJS.ProcessEnv): WorkerConfig {
  return parseConfig(workerSettings, environment);
}

function isPlain(url: string): boolean {
  // The check before this one reports an invalid URL.
  if (!URL.canParse(url)) return true;
  const { username, password, search, hash } = new URL(url);
  return username + password + search + hash === '';
}
