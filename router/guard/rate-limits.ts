import { HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { graphqlError } from '../../platform/errors.ts';
import { networkKey } from '../../platform/http/client-network.ts';
import type { Caller } from '../../platform/identity.ts';
import type { Logger } from '../../platform/log.ts';
import type { StartedServices } from '../../platform/resilience/start-in-order.ts';
import { RateLimit } from './rate-limit.ts';
import type { Usage } from './rate-limit.ts';

export interface RateLimitSettings {
  REDIS_URL?: string | undefined;
  RATE_LIMIT_ADDRESS: number;
  RATE_LIMIT_IDENTITY: number;
  RATE_LIMIT_SECONDS: number;
}

type Policy = 'address' | 'identity';

const settings = { address: 'RATE_LIMIT_ADDRESS', identity: 'RATE_LIMIT_IDENTITY' } as const;

/** The quotas that a request used, for its response. */
export interface UsedQuotas {
  address: Usage | null;
  identity: Usage | null;
}

/** Limits the requests of each client address and of each signed-in user. */
export interface RateLimits {
  /**
   * Counts a request of an address.
   * @param quotas gets the address's usage
   * @throws GraphQLError RATE_LIMITED (429)
   */
  countAddress(address: string | null, quotas?: UsedQuotas): void;
  /** As `countAddress`, for a user. Anonymous callers have only their address. */
  countCaller(caller: Caller, quotas?: UsedQuotas): void;
  /** Adds `RateLimit-Policy` and `RateLimit`, as names and values, to a response's headers. */
  addHeaders(quotas: UsedQuotas, headers: string[]): void;
}

/** Counts in Redis if there is one, and by process otherwise, or while Redis is away. */
export async function openRateLimits(
  config: RateLimitSettings,
  dependencies: { logger: Logger; started: StartedServices },
): Promise<RateLimits> {
  const { RATE_LIMIT_ADDRESS: perAddress, RATE_LIMIT_IDENTITY: perIdentity } = config;
  const store = perAddress + perIdentity === 0 ? null : await openStore(config, dependencies);
  const limitOf = (policy: Policy): RateLimit | null => {
    const points = config[settings[policy]];
    if (points === 0) return null;
    const quota = { points, duration: config.RATE_LIMIT_SECONDS };
    const alone = new RateLimiterMemory(quota);
    if (store === null) return new RateLimit({ shared: alone });
    const shared = new RateLimiterRedis({
      ...{ ...quota, storeClient: store.redis, keyPrefix: `${store.prefix}rate:${policy}` },
      ...{ insuranceLimiter: alone, rejectIfRedisNotReady: true },
    });
    return new RateLimit({ shared });
  };
  return createRateLimits({ address: limitOf('address'), identity: limitOf('identity') }, config);
}

function createRateLimits(
  limits: Readonly<Record<Policy, RateLimit | null>>,
  config: RateLimitSettings,
): RateLimits {
  const seconds = config.RATE_LIMIT_SECONDS;
  const policy = (['address', 'identity'] as const)
    .filter((name) => limits[name] !== null)
    .map((name) => `"${name}";q=${config[settings[name]]};w=${seconds}`)
    .join(', ');

  function count(name: Policy, key: string, quotas: UsedQuotas | undefined): void {
    const usage = limits[name]?.take(key);
    if (usage === undefined) return;
    if (quotas !== undefined) quotas[name] = usage;
    if (!usage.isExceeded) return;
    const sender = name === 'address' ? 'this address' : 'this user';
    const limit = `${config[settings[name]]} in ${seconds} seconds (${settings[name]})`;
    const message = `Too many requests of ${sender}: expected at most ${limit}. Try again in ${usage.resetSeconds} s.`;
    throw rateLimited(message, name, usage.resetSeconds);
  }
  return {
    countAddress(address, quotas) {
      if (limits.address === null) return;
      count('address', networkKey(address), quotas);
    },
    countCaller(caller, quotas) {
      if (caller.kind === 'user') count('identity', caller.userId, quotas);
    },
    addHeaders({ address, identity }, headers) {
      if (address !== null) headers.push('ratelimit', itemOf('address', address));
      if (identity !== null) headers.push('ratelimit', itemOf('identity', identity));
      if (address !== null || identity !== null) headers.push('ratelimit-policy', policy);
    },
  };
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/10/ */
function itemOf(name: Policy, usage: Usage): string {
  return `"${name}";r=${usage.remaining};t=${usage.resetSeconds}`;
}

function rateLimited(message: string, policy: Policy, retryAfterSeconds: number): GraphQLError {
  const headers = new HeaderMap([['retry-after', String(retryAfterSeconds)]]);
  return graphqlError('RATE_LIMITED', message, {
    ...{ policy, retryAfterMs: retryAfterSeconds * 1_000 },
    http: { status: 429, headers },
  });
}

async function openStore(
  { REDIS_URL: url }: RateLimitSettings,
  { logger, started }: { logger: Logger; started: StartedServices },
) {
  if (url === undefined) return null;
  // Imported here because loading the Redis client takes time that a router without Redis does not have to spend.
  const { openRedis, redisPrefix } = await import('../../platform/stores/redis.ts');
  const redis = openRedis({ url, use: 'command', logger });
  started.add({
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  });
  return { redis, prefix: redisPrefix };
}
