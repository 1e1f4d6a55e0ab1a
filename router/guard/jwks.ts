import { createLocalJWKSet, errors } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import { createRetryBudget } from '../../platform/resilience/retry-budget.ts';
import type { RetryBudget } from '../../platform/resilience/retry-budget.ts';
import { HttpStatusError, retryRead } from '../../platform/resilience/retry-read.ts';
import { retryUntilSuccess } from '../../platform/resilience/retry-until-success.ts';
import { keySetShape } from './key-set-shape.ts';
import type { PublishedKeys } from './key-set-shape.ts';
import type { KeptKeys } from './kept-keys.ts';

export interface KeySetOptions {
  /** RFC 7517. */
  url: string;
  /** Used until the publisher has answered: the file of JWKS_FILE. */
  initialKeys?: PublishedKeys | null;
  /** Null where no key set is kept between starts. */
  keptKeys?: KeptKeys | null;
  logger: Logger;
  clock: Clock;
  maxAgeMs?: number;
  /** Between two requests, however many tokens have unknown keys. */
  cooldownMs?: number;
  timeoutMs?: number;
}

export interface KeySet {
  /** True once tokens can be verified. */
  readonly hasKeys: boolean;
  /** @throws the error of the last fetch without keys or for an unknown key; jose's JWKSNoMatchingKey */
  getKey: JWTVerifyGetKey;
}

interface State extends Required<KeySetOptions> {
  keys: JWTVerifyGetKey | undefined;
  fetchedAtMs: number;
  requestedAtMs: number;
  request: Promise<JWTVerifyGetKey> | undefined;
  budget: RetryBudget;
  /** Null after a successful fetch. */
  lastError: Error | null;
}

/** A key set that never changes: the file of JWKS_FILE without JWKS_URL. */
export function createFixedKeySet(keys: PublishedKeys): KeySet {
  return { hasKeys: true, getKey: createLocalJWKSet(keys) };
}

/**
 * Creates the key set for access tokens, and fetches it until its publisher or the kept keys have answered. It is
 * refreshed by age, and when a token has an unknown key. The last good keys stay in use while their publisher is
 * unreachable: earlier tokens must stay valid.
 */
export function createKeySet(options: KeySetOptions): KeySet & Service {
  const { initialKeys = null, keptKeys = null } = options;
  const state: State = {
    ...{ maxAgeMs: 300_000, cooldownMs: 5_000, timeoutMs: 3_000 },
    ...{ ...options, initialKeys, keptKeys },
    keys: initialKeys === null ? undefined : createLocalJWKSet(initialKeys),
    fetchedAtMs: Number.NEGATIVE_INFINITY,
    requestedAtMs: Number.NEGATIVE_INFINITY,
    request: undefined,
    budget: createRetryBudget(),
    lastError: null,
  };
  const closing = new AbortController();
  void fetchFirstKeys(state, closing.signal);
  return {
    get hasKeys() {
      return state.keys !== undefined;
    },
    getKey: (header, token) => getKey(state, header, token),
    close() {
      closing.abort();
      return Promise.resolve();
    },
  };
}

/** Returns once the publisher has answered, or the kept keys are in use; those are refreshed with the next token. */
async function fetchFirstKeys(state: State, signal: AbortSignal): Promise<void> {
  const attempt = async () => {
    try {
      await refresh(state);
    } catch (error) {
      await useKeptKeys(state);
      if (state.keys === undefined) throw error;
    }
  };
  await retryUntilSuccess(attempt, { onRetry: () => undefined, signal }).catch(() => undefined);
}

async function useKeptKeys(state: State): Promise<void> {
  const kept = (await state.keptKeys?.load()) ?? null;
  if (kept === null || state.keys !== undefined) return;
  state.keys = createLocalJWKSet(kept);
  state.logger.info({ url: state.url }, 'JWKS publisher unreachable, kept JWKS in use');
}

async function getKey(
  state: State,
  ...[header, token]: Parameters<JWTVerifyGetKey>
): Promise<Awaited<ReturnType<JWTVerifyGetKey>>> {
  const keys = state.keys ?? (await firstKeys(state));
  if (elapsed(state, state.fetchedAtMs, state.maxAgeMs) && canRequest(state)) {
    // In the background. A failure is logged, and the current keys stay in use.
    refresh(state).catch(() => undefined);
  }
  try {
    return await keys(header, token);
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    if (canRequest(state)) return (await refresh(state))(header, token);
    // The publisher may have this key, but did not answer: the token is not known to be invalid.
    if (state.lastError !== null) throw state.lastError;
    throw error;
  }
}

/** Requests follow their own schedule until the first keys, however many tokens arrive. */
async function firstKeys({ request, lastError }: State): Promise<JWTVerifyGetKey> {
  if (request !== undefined) return request;
  throw lastError ?? new Error('There was no JWKS fetch yet.');
}

function canRequest(state: State): boolean {
  return state.request !== undefined || elapsed(state, state.requestedAtMs, state.cooldownMs);
}

/** True too if the clock was set back since. */
function elapsed({ clock }: State, sinceMs: number, intervalMs: number): boolean {
  const elapsedMs = clock().getTime() - sinceMs;
  return elapsedMs >= intervalMs || elapsedMs < 0;
}

/** Concurrent callers share a request. */
function refresh(state: State): Promise<JWTVerifyGetKey> {
  if (state.request !== undefined) return state.request;
  state.requestedAtMs = state.clock().getTime();
  state.request = fetchKeys(state)
    .then((published) => {
      const keys = createLocalJWKSet(published);
      state.keys = keys;
      state.fetchedAtMs = state.clock().getTime();
      if (state.lastError !== null) state.logger.info({ url: state.url }, 'JWKS fetched again');
      state.lastError = null;
      void state.keptKeys?.save(published);
      return keys;
    })
    .catch((error: unknown) => {
      // An outage is logged once, not with each attempt.
      if (state.lastError === null) {
        state.logger.warn({ url: state.url, reason: reasonOf(error) }, 'JWKS fetch failed');
      }
      state.lastError = error instanceof Error ? error : new Error(String(error));
      throw error;
    })
    .finally(() => {
      state.request = undefined;
    });
  return state.request;
}

/** The first keys are fetched on a schedule of their own. */
function fetchKeys({ url, timeoutMs, keys, budget }: State): Promise<PublishedKeys> {
  const signal = AbortSignal.timeout(timeoutMs);
  const read = () => readKeys(url, signal);
  return keys === undefined ? read() : retryRead(read, { budget, signal });
}

async function readKeys(url: string, signal: AbortSignal): Promise<PublishedKeys> {
  const response = await fetch(url, { headers: { accept: 'application/json' }, signal });
  if (!response.ok) {
    await response.body?.cancel();
    throw new HttpStatusError(url, response.status);
  }
  return keySetShape.parse(await response.json());
}

/** undici's "fetch failed" has its reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
