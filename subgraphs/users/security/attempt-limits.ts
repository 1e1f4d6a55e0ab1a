import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { redisPrefix } from '../../../platform/stores/redis.ts';
import { clientNetwork, neighbourhood } from '../../../platform/http/client-network.ts';
import { accountHash } from './account-hash.ts';

const addressWindowSeconds = 60;
const accountWindowSeconds = 300;

/** All clients without an address share their limits. */
const unknownNetwork = 'unknown';

export interface Attempt {
  /** The client's IP address; null if it is unknown. */
  address: string | null;
  /** An e-mail key or a user's id. */
  account: string;
  /** Of a device that has signed in to the account before; otherwise null. */
  deviceId: string | null;
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

export interface AttemptLimitOptions {
  redis: Redis;
  /** Names the counters in Redis: `sign-in`. */
  operation: string;
  perAddress: number;
  /** From one network, or from one known device. */
  perAccount: number;
  /** From all networks, without known devices. */
  perAccountOverall: number;
}

/**
 * Limits attempts per address, and per account and network, over all processes, in Redis. An attacker elsewhere cannot lock
 * out the owner of an account; one with many networks can, except on devices that the owner has used before.
 *
 * While Redis is down each process counts by itself. To refuse all attempts would turn an outage of Redis into an outage of
 * sign-ins; to allow all would leave passwords unguarded. So an attacker gets the limit once per process.
 */
export function createAttemptLimit(options: AttemptLimitOptions): AttemptLimit {
  const { perAddress, perAccount, perAccountOverall } = options;
  const byAddress = limiter(options, 'address', perAddress, addressWindowSeconds);
  const byNetwork = limiter(options, 'account-network', perAccount, accountWindowSeconds);
  const byDevice = limiter(options, 'account-device', perAccount, accountWindowSeconds);
  const byAccount = limiter(options, 'account', perAccountOverall, accountWindowSeconds);

  function accountLimits({ address, account, deviceId }: Attempt): [RateLimiterRedis, string][] {
    const key = accountHash(account);
    if (deviceId !== null) return [[byDevice, `${key}:${deviceId}`]];
    const network = (address === null ? null : neighbourhood(address)) ?? unknownNetwork;
    return [
      [byNetwork, `${key}:${network}`],
      [byAccount, key],
    ];
  }

  return {
    async take(attempt) {
      const { address } = attempt;
      const network = (address === null ? null : clientNetwork(address)) ?? unknownNetwork;
      // The narrower limit comes first, so that the attempts that it refuses do not use up the wider one.
      for (const [limit, key] of [[byAddress, network] as const, ...accountLimits(attempt)]) {
        const refused = await consume(limit, key);
        if (refused !== null) return refused;
      }
      return null;
    },
    async giveBack(attempt) {
      await Promise.all(accountLimits(attempt).map(([limit, key]) => limit.reward(key)));
    },
  };
}

function limiter(
  { redis, operation }: AttemptLimitOptions,
  by: string,
  points: number,
  duration: number,
): RateLimiterRedis {
  return new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `${redisPrefix}attempts:${operation}:${by}`,
    points,
    duration,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory({ keyPrefix: `${operation}:${by}`, points, duration }),
  });
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
