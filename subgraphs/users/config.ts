import { z } from 'zod';
import {
  cacheSettings,
  ed25519PrivateKey,
  integer,
  json,
  parseConfig,
  processSettings,
  redisSettings,
  subgraphSettings,
} from '../../platform/config.ts';
import { mongoDatabase, mongoSettings } from '../../platform/stores/mongo-settings.ts';

const signingKeys = z
  .array(ed25519PrivateKey.safeExtend({ kid: z.string({ error: 'expected a key id' }).min(1) }))
  .min(1, 'expected at least one key')
  .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, 'expected each key id once');

const monthSeconds = 30 * 24 * 60 * 60;

export const usersSettings = z.object({
  ...processSettings.shape,
  ...subgraphSettings(4001).shape,
  ...mongoSettings.shape,
  ...redisSettings.shape,
  ...cacheSettings.shape,
  MONGODB_DATABASE: mongoDatabase('wayfare_users'),
  ACCESS_TOKEN_KEYS: json(signingKeys).describe(
    'The private keys that sign access tokens, as a JSON array of Ed25519 JWKs with a `kid` each. The first signs, all are published: put a new key first, and remove the old one when its tokens have expired.',
  ),
  ACCESS_TOKEN_ISSUER: z.string().min(1).default('wayfare').describe('The issuer (`iss`) of access tokens.'),
  ACCESS_TOKEN_AUDIENCE: z
    .string()
    .min(1)
    .default('wayfare-graph')
    .describe('The audience (`aud`) of access tokens.'),
  ACCESS_TOKEN_TTL_SECONDS: integer(1, 24 * 60 * 60)
    .default(15 * 60)
    .describe('Lifetime of an access token.'),
  REFRESH_TOKEN_TTL_SECONDS: integer(60, 12 * monthSeconds)
    .default(monthSeconds)
    .describe('Lifetime of a session that is not refreshed.'),
  SESSIONS_PER_USER: integer(0, 1_000_000)
    .default(100)
    .describe(
      'Sessions of one user, at most. A further sign-in ends the session that was refreshed longest ago. 0 sets no limit.',
    ),
  USER_CACHE_TTL_SECONDS: integer(1, 24 * 60 * 60)
    .default(60)
    .describe('Time that a process may answer from its cache after another process changed a user.'),
  SIGN_IN_ATTEMPTS_PER_ADDRESS: integer(1, 1_000_000)
    .default(100)
    .describe(
      'Sign-ins and password changes from one address in a minute, successful ones included. Clients without an address share one limit.',
    ),
  SIGN_IN_ATTEMPTS_PER_ACCOUNT: integer(1, 1_000_000)
    .default(10)
    .describe(
      'Wrong passwords for one account in five minutes, from one network (IPv4 /24, IPv6 /64) or from one device that has signed in to it before.',
    ),
  SIGN_IN_ATTEMPTS_PER_ACCOUNT_OVERALL: integer(1, 1_000_000)
    .default(100)
    .describe(
      'Wrong passwords for one account in five minutes, from all networks together. Devices that have signed in to it before are not limited by it.',
    ),
  SIGN_UP_ATTEMPTS_PER_ADDRESS: integer(1, 1_000_000)
    .default(100)
    .describe('Sign-ups from one address in a minute. Clients without an address share one limit.'),
  SIGN_UP_ATTEMPTS_PER_ACCOUNT: integer(1, 1_000_000)
    .default(10)
    .describe('Sign-ups with one e-mail address in five minutes, from one network (IPv4 /24, IPv6 /64).'),
  SIGN_UP_ATTEMPTS_PER_ACCOUNT_OVERALL: integer(1, 1_000_000)
    .default(100)
    .describe('Sign-ups with one e-mail address in five minutes, from all networks together.'),
});

export type UsersConfig = z.infer<typeof usersSettings>;

/** @throws ConfigurationError that names every invalid setting */
export function parseUsersConfig(environment: NodeJS.ProcessEnv): UsersConfig {
  return parseConfig(usersSettings, environment);
}
