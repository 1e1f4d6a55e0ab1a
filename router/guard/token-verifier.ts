import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import type { Clock } from '../../platform/clock.ts';
import { ConfigurationError } from '../../platform/config.ts';
import type { Logger } from '../../platform/log.ts';
import type { StartedServices } from '../../platform/resilience/start-in-order.ts';
import { anonymousVerifier, createTokenVerifier, noEndedSessions } from './access-tokens.ts';
import type { TokenVerifier } from './access-tokens.ts';
import type { EndedSessions } from './ended-sessions.ts';
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

export interface OpenedVerifier {
  tokens: TokenVerifier;
  endedSessions: EndedSessions;
  /** False while the keys are missing. */
  canVerify: () => boolean;
}

/**
 * Creates the token verifier that the settings ask for.
 * @throws ConfigurationError for an invalid JWKS_FILE
 */
export async function openTokenVerifier(
  settings: TokenSettings,
  dependencies: Dependencies,
): Promise<OpenedVerifier> {
  if (settings.JWKS_URL === undefined && settings.JWKS_FILE === undefined) {
    return { tokens: anonymousVerifier, endedSessions: noEndedSessions, canVerify: () => true };
  }
  const redis = await openRedis(settings, dependencies);
  const endedSessions = redis === null ? noEndedSessions : await openEndedSessions(redis, dependencies);
  const keySet = await openKeySet(settings, redis, dependencies);
  const tokens = createTokenVerifier({
    ...{ keySet, endedSessions, clock: dependencies.clock },
    issuer: settings.ACCESS_TOKEN_ISSUER,
    audience: settings.ACCESS_TOKEN_AUDIENCE,
  });
  return { tokens, endedSessions, canVerify: () => keySet.hasKeys };
}

async function openKeySet(
  settings: TokenSettings,
  redis: Redis | null,
  dependencies: Dependencies,
): Promise<KeySet> {
  const { JWKS_URL: url, JWKS_FILE: file } = settings;
  const initialKeys = file === undefined ? null : keysIn(file);
  if (url === undefined) return createFixedKeySet(initialKeys ?? { keys: [] });
  const keptKeys = redis === null ? null : await openKeptKeys(url, redis, settings, dependencies);
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

/** Null without Redis. */
async function openRedis(
  { REDIS_URL: url }: TokenSettings,
  dependencies: Dependencies,
): Promise<Redis | null> {
  if (url === undefined) return null;
  // Imported here because loading the Redis client takes time that a router without Redis does not have to spend.
  const store = await import('../../platform/stores/redis.ts');
  const redis = store.openRedis({ url, use: 'command', logger: dependencies.logger });
  dependencies.started.add({
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  });
  return redis;
}

async function openEndedSessions(
  redis: Redis,
  { logger, clock, started }: Dependencies,
): Promise<EndedSessions> {
  const { startEndedSessions } = await import('./ended-sessions.ts');
  return started.add(startEndedSessions({ redis, clock, logger }));
}

/** Null without a key to sign them: unsigned, Redis could add keys. */
async function openKeptKeys(
  url: string,
  redis: Redis,
  { CALLER_KEY: key }: TokenSettings,
  { clock, logger }: Dependencies,
): Promise<KeptKeys | null> {
  if (key === undefined) return null;
  const { createKeptKeys } = await import('./kept-keys.ts');
  return createKeptKeys({ redis, url, key, clock, logger });
}
