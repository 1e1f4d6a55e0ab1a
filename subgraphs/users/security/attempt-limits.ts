import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { redisPrefix } from '../../../platform/stores/redis.ts';
import { clientNetwork } from '../domain/client-address.ts';

/** Windows in which attempts are counted. */
const addressWindowSeconds = 60;
const accountWindowSeconds = 300;

/** Who attempts what. */
export interface Attempt {
  /** The client's IP address; null where the router did not say, and then only the account counts. */
  address: string | null;
  /** The account, in a form that two spellings share: an e-mail key or a user's id. */
  account: string;
}

export interface AttemptLimit {
  /**
   * Counts an attempt, before it is made: many at once cannot slip through.
   * @returns null where it may be made, else how long to wait
   */
  take(attempt: Attempt): Promise<{ retryAfterSeconds: number } | null>;
  /** Gives an attempt back to the account, because it was right: only wrong ones count there. */
  giveBack(attempt: Attempt): Promise<void>;
}

/**
 * Limits attempts of one kind per address and per account, over all processes, in Redis. While Redis is away each
 * process counts by itself: refusing everyone would let an outage of Redis sign everybody out, and refusing no one
 * would leave passwords unguarded; so a guesser gets the limit once per process, and nobody else notices.
 * @param options.kind what is attempted: `sign-in`
 */
export function createAttemptLimit(options: {
  redis: Redis;
  kind: string;
  perAddress: number;
  perAccount: number;
}): AttemptLimit {
  const { redis, kind, perAddress, perAccount } = options;
  const limiter = (by: string, points: number, duration: number) =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${redisPrefix}attempts:${kind}:${by}`,
      points,
      duration,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: `${kind}:${by}`, points, duration }),
    });
  const byAddress = limiter('address', perAddress, addressWindowSeconds);
  const byAccount = limiter('account', perAccount, accountWindowSeconds);

  return {
    async take({ address, account }) {
      const network = address === null ? null : clientNetwork(address);
      // The address first: an attempt that it refuses must not use up what the account has left.
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

/** Accounts are counted under a hash, so that Redis holds no e-mail address. */
function keyOf(account: string): string {
  return createHash('sha256').update(account).digest('base64url');
}
