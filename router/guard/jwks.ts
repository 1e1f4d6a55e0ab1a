import { createLocalJWKSet, errors } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';

export interface KeySetOptions {
  /** RFC 7517. */
  url: string;
  logger: Logger;
  clock: Clock;
  maxAgeMs?: number;
  /** Between two requests, however many tokens have unknown keys. */
  cooldownMs?: number;
  timeoutMs?: number;
}

export interface KeySet {
  /** @throws the error of the last fetch before the first keys; then jose's JWKSNoMatchingKey */
  getKey: JWTVerifyGetKey;
  /** Call it before the first token arrives. */
  prefetch(): void;
}

interface State extends Required<KeySetOptions> {
  keys: JWTVerifyGetKey | undefined;
  fetchedAtMs: number;
  requestedAtMs: number;
  request: Promise<JWTVerifyGetKey> | undefined;
  lastError: unknown;
}

/**
 * Creates the key set for access tokens. It is refreshed by age, and when a token has an unknown key. The last good
 * keys stay in use while their publisher is unreachable: earlier tokens must stay valid.
 */
export function createKeySet(options: KeySetOptions): KeySet {
  const state: State = {
    ...{ maxAgeMs: 300_000, cooldownMs: 5_000, timeoutMs: 3_000 },
    ...options,
    keys: undefined,
    fetchedAtMs: 0,
    requestedAtMs: Number.NEGATIVE_INFINITY,
    request: undefined,
    lastError: undefined,
  };
  return {
    prefetch() {
      refresh(state, 'info').catch(() => {
        // The publisher may be starting too: the first token retries without a cooldown.
        state.requestedAtMs = Number.NEGATIVE_INFINITY;
      });
    },
    getKey: (header, token) => getKey(state, header, token),
  };
}

async function getKey(
  state: State,
  ...[header, token]: Parameters<JWTVerifyGetKey>
): Promise<Awaited<ReturnType<JWTVerifyGetKey>>> {
  const { keys, clock, fetchedAtMs, maxAgeMs } = state;
  if (keys === undefined) return (await firstKeys(state))(header, token);
  if (clock().getTime() - fetchedAtMs >= maxAgeMs && canRequest(state)) {
    // In the background. A failure is logged, and the current keys stay in use.
    refresh(state).catch(() => undefined);
  }
  try {
    return await keys(header, token);
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey) || !canRequest(state)) throw error;
    const fresh = await refresh(state).catch(() => null);
    if (fresh === null) throw error;
    return fresh(header, token);
  }
}

function firstKeys(state: State): Promise<JWTVerifyGetKey> {
  if (canRequest(state)) return refresh(state);
  throw state.lastError;
}

function canRequest({ request, clock, requestedAtMs, cooldownMs }: State): boolean {
  return request !== undefined || clock().getTime() - requestedAtMs >= cooldownMs;
}

/** Concurrent callers share a request. */
function refresh(state: State, level: 'warn' | 'info' = 'warn'): Promise<JWTVerifyGetKey> {
  if (state.request !== undefined) return state.request;
  state.requestedAtMs = state.clock().getTime();
  state.request = fetchKeys(state)
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      state.logger[level]({ reason }, 'JWKS fetch failed');
      state.lastError = error;
      throw error;
    })
    .finally(() => {
      state.request = undefined;
    });
  return state.request;
}

async function fetchKeys(state: State): Promise<JWTVerifyGetKey> {
  const { url, clock, timeoutMs } = state;
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${url} responded with ${response.status}`);
  }
  // jose validates the shape.
  const keys = createLocalJWKSet((await response.json()) as JSONWebKeySet);
  state.keys = keys;
  state.fetchedAtMs = clock().getTime();
  return keys;
}
