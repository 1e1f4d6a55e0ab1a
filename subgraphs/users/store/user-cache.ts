import type { Redis } from 'ioredis';
import { Counter } from 'prom-client';
import { z } from 'zod';
import type { Logger } from '../../../platform/log.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { redisPrefix } from '../../../platform/stores/redis.ts';
import type { User } from '../domain/user.ts';

/** The number is the form of what is kept: another form gets another number, and processes of both can run. */
const keyPrefix = `${redisPrefix}cache:user:1:`;

/**
 * Puts each entry unless there is one as new or newer, in one step: a process that read the account before a change,
 * and comes late to fill the cache, cannot hide the change again.
 * KEYS: the keys. ARGV: the time to live in seconds, then for each key `<version>:<JSON>`.
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
  version: z.number(),
});

export interface UserCache {
  /** Who of them is remembered, in one command. */
  get(ids: readonly string[]): Promise<Map<string, User>>;
  /** Remembers them, except whom it knows as new or newer already. */
  put(users: readonly User[]): Promise<void>;
}

/**
 * Accounts as others may be shown them, in Redis. A cache that is away or wrong is a cache that remembers nothing:
 * no call fails, and none waits for Redis to come back.
 */
export function createUserCache(options: {
  redis: Redis;
  ttlSeconds: number;
  logger: Logger;
  metrics: Registry;
}): UserCache {
  const { redis, ttlSeconds, logger, metrics } = options;
  const reads = new Counter({
    name: 'user_cache_reads_total',
    help: 'Users asked of the cache, by whether it had them.',
    labelNames: ['result'],
    registers: [metrics],
  });

  async function unlessAway<Result>(command: () => Promise<Result>, otherwise: Result): Promise<Result> {
    if (redis.status !== 'ready') return otherwise;
    try {
      return await command();
    } catch (error) {
      logger.warn({ err: error }, 'the cache of users did not answer');
      return otherwise;
    }
  }

  return {
    async get(ids) {
      const keys = ids.map((id) => keyPrefix + id);
      const entries = await unlessAway(() => redis.mget(keys), []);
      const users = entries.flatMap((entry) => parseEntry(entry) ?? []);
      reads.inc({ result: 'hit' }, users.length);
      reads.inc({ result: 'miss' }, ids.length - users.length);
      return new Map(users.map((user) => [user.id, user]));
    },

    async put(users) {
      if (users.length === 0) return;
      const keys = users.map(({ id }) => keyPrefix + id);
      const entries = users.map((user) => `${user.version}:${JSON.stringify(user)}`);
      await unlessAway(
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
