import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { redisPrefix } from './redis.ts';

/** A limit over all processes, in Redis. While Redis is away each process counts by itself. */
export interface SharedLimit {
  /**
   * Counts a use of the key.
   * @returns null if it is allowed
   */
  take(key: string): Promise<{ retryAfterSeconds: number } | null>;
  /** Takes a use of the key back. */
  giveBack(key: string): Promise<void>;
}

/**
 * @param options.name of the counters in Redis: `quotes:customer`
 * @param options.points uses of a key in each window of `seconds`
 */
export function createSharedLimit(options: {
  redis: Redis;
  name: string;
  points: number;
  seconds: number;
}): SharedLimit {
  const { redis, name, points, seconds } = options;
  const quota = { points, duration: seconds };
  const limiter = new RateLimiterRedis({
    ...{ ...quota, storeClient: redis, keyPrefix: `${redisPrefix}${name}` },
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory({ ...quota, keyPrefix: name }),
  });
  return {
    async take(key) {
      try {
        await limiter.consume(key);
        return null;
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return { retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)) };
      }
    },
    async giveBack(key) {
      await limiter.reward(key);
    },
  };
}
