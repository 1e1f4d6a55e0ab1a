import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Logger } from '../../../platform/log.ts';
import { createOutageLog } from '../../../platform/resilience/outage-log.ts';
import { redisPrefix } from '../../../platform/stores/redis.ts';
import type { User } from '../domain/user.ts';
import type { UsersMetrics } from '../metrics.ts';

/** The number is the version of the entry format: processes with different formats can share one Redis. */
const keyPrefix = `${redisPrefix}cache:user:2:`;

/**
 * Stores each entry, unless the cached version is the same or newer. So a process that read an account before a change
 * cannot overwrite the change when it fills the cache later.
 * KEYS: the keys. ARGV: the time to live in seconds, then `<version>:<JSON>` for each key.
 */
const putUnlessNewer = `
local put = 0
for i, key in ipairs(KEYS) do
  local entry = ARGV[i + 1]
  local kept = redis.call('GET', key)
  local keptVersion = kept and tonumber(string.match(kept, '^(%d+):'))
  if not keptVersion or keptVersion < tonumber(string.match(entry, '^(%d+):')) then
    redis.call('SET', key, entry, 'EX', ARGV[1])
    put = put + 1
  end
end
return put
`;

const cachedUser = z.object({
  id: z.string(),
  email: z.string(),
  displayName: z.string(),
  roles: z.array(z.enum(['CUSTOMER', 'AGENT', 'ADMIN'])),
  phone: z.string().nullable(),
  createdAt: z.coerce.date(),
  isActive: z.boolean(),
  version: z.number(),
});

export interface UserCache {
  /** The cached users of these ids. */
  get(ids: readonly string[]): Promise<Map<string, User>>;
  /** Stores users, unless the cached version is the same or newer. */
  put(users: readonly User[]): Promise<void>;
}

/** Caches the public part of accounts in Redis. While Redis is down the cache is empty: calls neither fail nor wait. */
export function createUserCache(options: {
  redis: Redis;
  ttlSeconds: number;
  logger: Logger;
  metrics: Pick<UsersMetrics, 'cacheReads'>;
}): UserCache {
  const { redis, ttlSeconds, logger } = options;
  const { cacheReads } = options.metrics;
  const outage = createOutageLog(logger, { began: 'user cache failed', ended: 'user cache works again' });

  async function withFallback<Result>(command: () => Promise<Result>, fallback: Result): Promise<Result> {
    if (redis.status !== 'ready') return fallback;
    try {
      const result = await command();
      outage.succeeded();
      return result;
    } catch (error) {
      outage.failed(error);
      return fallback;
    }
  }

  return {
    async get(ids) {
      const keys = ids.map((id) => keyPrefix + id);
      const entries = await withFallback(() => redis.mget(keys), []);
      const users = entries.flatMap((entry) => parseEntry(entry) ?? []);
      cacheReads.inc({ result: 'hit' }, users.length);
      cacheReads.inc({ result: 'miss' }, ids.length - users.length);
      return new Map(users.map((user) => [user.id, user]));
    },

    async put(users) {
      if (users.length === 0) return;
      const keys = users.map(({ id }) => keyPrefix + id);
      const entries = users.map((user) => `${user.version}:${JSON.stringify(user)}`);
      await withFallback(
        () => redis.eval(putUnlessNewer, keys.length, ...keys, ttlSeconds, ...entries),
        undefined,
      );
    },
  };
}

function parseEntry(entry: string | null): User | null {
  if (entry === null) return null;
  try {
    return cachedUser.parse(JSON.parse(entry.slice(entry.indexOf(':') + 1)));
  } catch {
    return null;
  }
}
