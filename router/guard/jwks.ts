import { createLocalJWKSet, errors } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';

export interface KeySetOptions {
  /** Where the key set (RFC 7517) is published. */
  url: string;
  logger: Logger;
  clock: Clock;
  /** How long a key set is used without asking again. */
  maxAgeMs?: number;
  /** The shortest time between two requests, however many tokens bear keys we do not know. */
  cooldownMs?: number;
  timeoutMs?: number;
}

export interface KeySet {
  /** @throws whatever keeps the keys from being had, where there never were any; else jose's JWKSNoMatchingKey */
  getKey: JWTVerifyGetKey;
  /** Asks for the keys now, so that they are there when the first token comes. */
  prefetch(): void;
}

/**
 * The keys that tokens are verified with. They are asked for again once they are old, and where a token bears a key
 * that is not among them. The last good ones serve for as long as the publisher is away: tokens that are valid now must
 * not stop being so because nobody new can sign in.
 */
export function createKeySet(options: KeySetOptions): KeySet {
  const { url, logger, clock, maxAgeMs = 300_000, cooldownMs = 5_000, timeoutMs = 3_000 } = options;
  let keys: JWTVerifyGetKey | undefined;
  let fetchedAt = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<JWTVerifyGetKey> | undefined;
  /** What kept the keys from being had the last time. */
  let fault: unknown;

  async function fetchKeys(): Promise<JWTVerifyGetKey> {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`${url} answered ${response.status}`);
    }
    // jose checks the shape itself.
    const fresh = createLocalJWKSet((await response.json()) as JSONWebKeySet);
    keys = fresh;
    fetchedAt = clock().getTime();
    return fresh;
  }

  /** One request at a time, whoever asks. */
  function refresh(faultLevel: 'warn' | 'info' = 'warn'): Promise<JWTVerifyGetKey> {
    if (asking !== undefined) return asking;
    askedAt = clock().getTime();
    asking = fetchKeys()
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        logger[faultLevel]({ reason }, 'the keys of access tokens cannot be had');
        fault = error;
        throw error;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  }

  function mayAsk(): boolean {
    return asking !== undefined || clock().getTime() - askedAt >= cooldownMs;
  }

  function refreshAside(): void {
    refresh().catch(() => {
      // Said above; what we have serves on.
    });
  }

  /** The first keys. */
  function firstKeys(): Promise<JWTVerifyGetKey> {
    if (mayAsk()) return refresh();
    throw fault;
  }

  return {
    prefetch() {
      refresh('info').catch(() => {
        // Whoever publishes them may just be starting too, and nobody has missed them: the first token asks at once.
        askedAt = Number.NEGATIVE_INFINITY;
      });
    },
    async getKey(header, token) {
      if (keys === undefined) return (await firstKeys())(header, token);
      if (clock().getTime() - fetchedAt >= maxAgeMs && mayAsk()) refreshAside();
      try {
        return await keys(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || !mayAsk()) throw error;
        const fresh = await refresh().catch(() => null);
        if (fresh === null) throw error;
        return fresh(header, token);
      }
    },
  };
}
