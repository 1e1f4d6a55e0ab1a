import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { clientNetwork } from '../../../platform/http/client-network.ts';
import { redisPrefix } from '../../../platform/stores/redis.ts';

const windowSeconds = 60;
/** All callers whose address is unknown share one bucket: else a forged address would evade the limit. */
const unknownNetwork = 'unknown';

export interface QuoteRequester {
  /** Null if the caller is not signed in. */
  userId: string | null;
  /** The client's IP address; null if the router does not know it. */
  address: string | null;
}

export interface QuoteLimit {
  /**
   * Counts a quote before it is made: for a signed-in customer by user, for an anonymous caller by network.
   * @returns null if the quote is allowed
   */
  take(requester: QuoteRequester): Promise<{ retryAfterSeconds: number } | null>;
}

/**
 * Limits the quotes of a minute over all processes, in Redis. While Redis is away each process counts by itself.
 * @param options.perCustomer 0 sets no limit, as for `perAddress`
 */
export function createQuoteLimit(options: {
  redis: Redis;
  perCustomer: number;
  perAddress: number;
}): QuoteLimit {
  const { redis, perCustomer, perAddress } = options;
  const limiter = (by: string, points: number) => {
    const shared = { points, duration: windowSeconds };
    return new RateLimiterRedis({
      ...{ ...shared, storeClient: redis, keyPrefix: `${redisPrefix}quotes:${by}` },
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory({ ...shared, keyPrefix: by }),
    });
  };
  const byCustomer = perCustomer === 0 ? null : limiter('customer', perCustomer);
  const byAddress = perAddress === 0 ? null : limiter('address', perAddress);
  return {
    take({ userId, address }) {
      if (userId !== null) return consume(byCustomer, userId);
      const network = address === null ? null : clientNetwork(address);
      return consume(byAddress, network ?? unknownNetwork);
    },
  };
}

async function consume(limiter: RateLimiterRedis | null, key: string) {
  try {
    await limiter?.consume(key);
    return null;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)) };
  }
}
