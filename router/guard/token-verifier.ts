import { readFileSync } from 'node:fs';
import type { Clock } from '../../platform/clock.ts';
import { ConfigurationError } from '../../platform/config.ts';
import type { Logger } from '../../platform/log.ts';
import type { StartedServices } from '../../platform/resilience/start-in-order.ts';
import { anonymousVerifier, createTokenVerifier } from './access-tokens.ts';
import type { TokenVerifier } from './access-tokens.ts';
import { createFixedKeySet, createKeySet } from './jwks.ts';
import type { KeySet } from './jwks.ts';
import { keySetShape } from './key-set-shape.ts';
import type { PublishedKeys } from './key-set-shape.ts';
import type { KeptKeys } from './kept-keys.ts';

/** The settings that concern access tokens. */
export interface TokenSettings {
  JWKS_URL?: string | undefined;
  JWKS_FILE?: string | undefined;
  REDIS_URL?: string | undefined;
  CALLER_KEY?: { kty: string; crv: string; x: string; d: string } | undefined;
  ACCESS_TOKEN_ISSUER: string;
  ACCESS_TOKEN_AUDIENCE: string;
}

interface Dependencies {
  logger: Logger;
  clock: Clock;
  started: StartedServices;
}

/**
 * Creates the token verifier that the settings ask for.
 * @returns also whether it can verify tokens yet
 * @throws ConfigurationError for an invalid JWKS_FILE
 */
export async function openTokenVerifier(
  settings: TokenSettings,
  dependencies: Dependencies,
): Promise<{ tokens: TokenVerifier; canVerify: () => boolean }> {
  const keySet = await openKeySet(settings, dependencies);
  if (keySet === null) return { tokens: anonymousVerifier, canVerify: () => true };
  const tokens = createTokenVerifier({
    ...{ keySet, clock: dependencies.clock },
    issuer: settings.ACCESS_TOKEN_ISSUER,
    audience: settings.ACCESS_TOKEN_AUDIENCE,
  });
  return { tokens, canVerify: () => keySet.hasKeys };
}

async function openKeySet(settings: TokenSettings, dependencies: Dependencies): Promise<KeySet | null> {
  const { JWKS_URL: url, JWKS_FILE: file } = settings;
  const initialKeys = file === undefined ? null : keysIn(file);
  if (url === undefined) return initialKeys === null ? null : createFixedKeySet(initialKeys);
  const keptKeys = await openKeptKeys(url, settings, dependencies);
  const { logger, clock, started } = dependencies;
  return started.add(createKeySet({ url, initialKeys, keptKeys, logger, clock }));
}

/** @throws ConfigurationError naming JWKS_FILE */
function keysIn(file: string): PublishedKeys {
  try {
    return keySetShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(
      `Faulty settings:\n  JWKS_FILE: expected a file with a JSON Web Key Set, ${file}: ${reason}`,
    );
  }
}

/** Null without Redis, or without a key to sign them: unsigned, Redis could add keys. */
async function openKeptKeys(
  url: string,
  { REDIS_URL, CALLER_KEY }: TokenSettings,
  { logger, clock, started }: Dependencies,
): Promise<KeptKeys | null> {
  if (REDIS_URL === undefined || CALLER_KEY === undefined) return null;
  // Imported here because loading the Redis client takes time that a router without Redis does not have to spend.
  const [{ openRedis }, { createKeptKeys }] = await Promise.all([
    import('../../platform/stores/redis.ts'),
    import('./kept-keys.ts'),
  ]);
  const redis = openRedis({ url: REDIS_URL, use: 'command', logger });
  started.add({
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  });
  return createKeptKeys({ redis, url, key: CALLER_KEY, clock, logger });
}
