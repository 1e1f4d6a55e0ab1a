import type { Redis } from 'ioredis';
import { redisPrefix } from './stores/redis.ts';

/**
 * The sessions that ended before their access tokens expire: a sorted set in Redis. A member's score is the time in ms
 * at which it can be removed, by the clock of Redis. So a reader gets all newer members by the last score that it saw.
 */
export const endedSessionsKey = `${redisPrefix}ended-sessions`;

export type EndedSession =
  | { type: 'session'; sid: string }
  /** All sessions of the user that began under credentials older than this version. */
  | { type: 'account'; userId: string; credentialsVersion: number };

/** In the set once every ended session of MongoDB is. It is missing after Redis lost its data. */
const completeMember = 'complete';

function formatEndedSession(ended: EndedSession): string {
  return ended.type === 'session'
    ? `session:${ended.sid}`
    : `account:${ended.userId}@${ended.credentialsVersion}`;
}

/** Null for a member of another format. */
export function parseEndedSession(member: string): EndedSession | null {
  const [, sid] = /^session:(.+)$/.exec(member) ?? [];
  if (sid !== undefined) return { type: 'session', sid };
  const [, userId, version] = /^account:(.+)@(\d+)$/.exec(member) ?? [];
  if (userId === undefined) return null;
  return { type: 'account', userId, credentialsVersion: Number(version) };
}

/**
 * KEYS: the set. ARGV: the lifetime of a member in ms, then the members. Returns whether the set was complete before.
 * A member that is added again keeps its first score.
 */
const publishScript = `
local time = redis.call('TIME')
local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)
local wasComplete = redis.call('ZSCORE', KEYS[1], '${completeMember}')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', nowMs)
for at = 2, #ARGV do
  local score = ARGV[at] == '${completeMember}' and '+inf' or nowMs + ARGV[1]
  redis.call('ZADD', KEYS[1], 'NX', score, ARGV[at])
end
return wasComplete and 1 or 0
`;

/** For the arguments of a Redis command. */
const batchSize = 1_000;

/**
 * Adds ended sessions to the set. Any process may repeat it.
 * @param options.areAll true if these are all ended sessions whose tokens may not have expired
 * @returns false if Redis has lost earlier members: publish all
 */
export async function publishEndedSessions(
  redis: Pick<Redis, 'eval'>,
  sessions: readonly EndedSession[],
  { ttlMs, areAll }: { ttlMs: number; areAll: boolean },
): Promise<boolean> {
  const members = [...sessions.map(formatEndedSession), ...(areAll ? [completeMember] : [])];
  let isComplete = areAll;
  for (let from = 0; from === 0 || from < members.length; from += batchSize) {
    const batch = members.slice(from, from + batchSize);
    const wasComplete = await redis.eval(publishScript, 1, endedSessionsKey, ttlMs, ...batch);
    if (from === 0) isComplete ||= wasComplete === 1;
  }
  return isComplete;
}
