import { z } from 'zod';
import {
  cacheSettings,
  ed25519PrivateKey,
  integer,
  json,
  mongoSettings,
  parseConfig,
  processSettings,
  redisSettings,
  subgraphSettings,
} from '../../platform/config.ts';

const signingKeys = z
  .array(ed25519PrivateKey.safeExtend({ kid: z.string({ error: 'expected a key id' }).min(1) }))
  .min(1, 'expected at least one key')
  .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, 'expected each key id once');

const aMonth = 30 * 24 * 60 * 60;

const settings = z.object({
  ...processSettings.shape,
  ...subgraphSettings(4001).shape,
  ...mongoSettings.shape,
  ...redisSettings.shape,
  ...cacheSettings.shape,
  MONGODB_DATABASE: z.string().min(1).default('wayfare_users'),
  /**
   * Ed25519 private keys as a JSON array of JWKs, each with a `kid`. The first signs; all are published, so that a
   * new key is put first and the old one stays until the tokens that it signed have ended.
   */
  ACCESS_TOKEN_KEYS: json(signingKeys),
  ACCESS_TOKEN_ISSUER: z.string().min(1).default('wayfare'),
  ACCESS_TOKEN_AUDIENCE: z.string().min(1).default('wayfare-graph'),
  ACCESS_TOKEN_TTL_SECONDS: integer(1, 24 * 60 * 60).default(15 * 60),
  /** How long a session lives without being refreshed. */
  REFRESH_TOKEN_TTL_SECONDS: integer(60, 12 * aMonth).default(aMonth),
  /** How long another process may serve what it remembers of a user. */
  USER_CACHE_TTL_SECONDS: integer(1, 24 * 60 * 60).default(60),
  /** Sign-ins and password changes tried from one address in a minute, right or wrong. */
  SIGN_IN_ATTEMPTS_PER_ADDRESS: integer(1, 1_000_000).default(100),
  /** Wrong passwords for one account in five minutes. */
  SIGN_IN_ATTEMPTS_PER_ACCOUNT: integer(1, 1_000_000).default(10),
  /** Sign-ups tried from one address in a minute. */
  SIGN_UP_ATTEMPTS_PER_ADDRESS: integer(1, 1_000_000).default(100),
  /** Sign-ups tried with one e-mail address in five minutes. */
  SIGN_UP_ATTEMPTS_PER_ACCOUNT: integer(1, 1_000_000).default(10),
});

export type UsersConfig = z.infer<typeof settings>;

/**
 * The users subgraph's settings, from the environment.
 * @throws ConfigurationError naming every faulty setting at once
 */
export function parseUsersConfig(environment: NodeJS.ProcessEnv): UsersConfig {
  return parseConfig(settings, environment);
}
