import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { redisPrefix } from '../../../platform/stores/redis.ts';
import { clientNetwork } from '../../../platform/http/client-network.ts';

const addressWindowSeconds = 60;
const accountWindowSeconds = 300;

export interface Attempt {
  /** The client's IP address. Null if the router sent none: then only the account is limited. */
  address: string | null;
  /** An e-mail key or a user's id. */
  account: string;
}

export interface AttemptLimit {
  /**
   * Counts an attempt before it is made, so that concurrent attempts cannot exceed the limit.
   * @returns null if the attempt is allowed
   */
  take(attempt: Attempt): Promise<{ retryAfterSeconds: number } | null>;
  /** Returns a successful attempt to the account: only failed attempts count there. */
  giveBack(attempt: Attempt): Promise<void>;
}

/**
 * Limits attempts per address and per account, over all processes, in Redis. While Redis is down each process counts by
 * itself. To refuse all attempts would turn an outage of Redis into an outage of sign-ins; to allow all would leave
 * passwords unguarded. So an attacker gets the limit once per process.
 * @param options.operation names the counters in Redis: `sign-in`
 */
export function createAttemptLimit(options: {
  redis: Redis;
  operation: string;
  perAddress: number;
  perAccount: number;
}): AttemptLimit {
  const { redis, operation, perAddress, perAccount } = options;
  const limiter = (by: string, points: number, duration: number) =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${redisPrefix}attempts:${operation}:${by}`,
      points,
      duration,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: `${operation}:${by}`, points, duration }),
    });
  const byAddress = limiter('address', perAddress, addressWindowSeconds);
  const byAccount = limiter('account', perAccount, accountWindowSeconds);

  return {
    async take({ address, account }) {
      const network = address === null ? null : clientNetwork(address);
      // The address comes first, so that its refused attempts do not use up the account's limit.
      const refused = network === null ? null : await consume(byAddress, network);
      return refused ?? consume(byAccount, keyOf(account));
    },
    async giveBack({ account }) {
      await byAccount.reward(keyOf(account));
    },
  };
}

async function consume(
  limiter: RateLimiterRedis,
  key: string,
): Promise<{ retryAfterSeconds: number } | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)) };
  }
}

/** A hash, so that Redis holds no e-mail addresses. */
function keyOf(account: string): string {
  return createHash('sha256').update(account).digest('base64url');
}
