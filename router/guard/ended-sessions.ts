import type { Redis } from 'ioredis';
import type { Clock } from '../../platform/clock.ts';
import { endedSessionsKey, parseEndedSession } from '../../platform/ended-sessions.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import { createOutageLog } from '../../platform/resilience/outage-log.ts';
import { createPollingLoop } from '../../platform/resilience/polling-loop.ts';

/** The claims of an access token that name its session. Tokens of other issuers may lack them. */
export interface TokenSession {
  userId: string;
  sid: string | null;
  credentialsVersion: number | null;
}

/** The sessions that ended before their access tokens expire. */
export interface EndedSessions {
  hasEnded(session: TokenSession): boolean;
  /** @returns ends the watch */
  watch(session: TokenSession, onEnd: () => void): () => void;
}

const pollMs = 1_000;

interface State {
  /** By `sid`, the oldest first. */
  sessions: Map<string, { untilMs: number }>;
  /** By user id, the oldest first. */
  accounts: Map<string, { untilMs: number; credentialsVersion: number }>;
  watchers: Map<string, Set<() => void>>;
  /** The highest score that was read. */
  lastScore: number;
}

/**
 * Reads ended sessions from Redis every second, and all of them at the start and after an outage. It keeps those whose
 * access tokens may not have expired. During an outage it learns of no new ends.
 */
export function startEndedSessions({
  redis,
  clock,
  logger,
}: {
  redis: Redis;
  clock: Clock;
  logger: Logger;
}): EndedSessions & Service {
  const state: State = { sessions: new Map(), accounts: new Map(), watchers: new Map(), lastScore: 0 };
  const outage = createOutageLog(logger, {
    began: 'ended sessions not read: their access tokens stay valid until they expire',
    ended: 'ended sessions read again',
  });
  const loop = createPollingLoop({
    async run() {
      await readNew(state, redis);
      forgetOlder(state, clock().getTime());
    },
    intervalMs: pollMs,
    onError: outage.failed,
    onSuccess: outage.succeeded,
  });
  const readAll = () => {
    state.lastScore = 0;
    loop.wake();
  };
  redis.on('ready', readAll);
  return {
    hasEnded: (session) => hasEnded(state, session),
    watch: (session, onEnd) => watch(state, session, onEnd),
    close() {
      redis.off('ready', readAll);
      return loop.close();
    },
  };
}

function hasEnded({ sessions, accounts }: State, { userId, sid, credentialsVersion }: TokenSession): boolean {
  if (sid !== null && sessions.has(sid)) return true;
  const account = credentialsVersion === null ? undefined : accounts.get(userId);
  return account !== undefined && (credentialsVersion ?? 0) < account.credentialsVersion;
}

function watch({ watchers }: State, { userId, sid }: TokenSession, onEnd: () => void): () => void {
  const keys = sid === null ? [userId] : [userId, sid];
  for (const key of keys) {
    const others = watchers.get(key);
    if (others === undefined) watchers.set(key, new Set([onEnd]));
    else others.add(onEnd);
  }
  return () => {
    for (const key of keys) {
      const others = watchers.get(key);
      others?.delete(onEnd);
      if (others?.size === 0) watchers.delete(key);
    }
  };
}

async function readNew(state: State, redis: Pick<Redis, 'zrangebyscore'>): Promise<void> {
  const from = state.lastScore;
  const entries = await redis.zrangebyscore(endedSessionsKey, from, '(+inf', 'WITHSCORES');
  for (let at = 0; at + 1 < entries.length; at += 2) {
    const untilMs = Number(entries[at + 1]);
    add(state, entries[at] ?? '', untilMs);
    // Unless all are to be read again.
    if (state.lastScore >= from) state.lastScore = Math.max(state.lastScore, untilMs);
  }
}

function add({ sessions, accounts, watchers }: State, member: string, untilMs: number): void {
  const ended = parseEndedSession(member);
  if (ended === null) return;
  if (ended.type === 'session') {
    if (sessions.has(ended.sid)) return;
    sessions.set(ended.sid, { untilMs });
    notify(watchers, ended.sid);
    return;
  }
  const { userId, credentialsVersion } = ended;
  if ((accounts.get(userId)?.credentialsVersion ?? 0) >= credentialsVersion) return;
  // Behind the newer ones.
  accounts.delete(userId);
  accounts.set(userId, { untilMs, credentialsVersion });
  notify(watchers, userId);
}

function notify(watchers: State['watchers'], key: string): void {
  for (const onEnd of watchers.get(key) ?? []) onEnd();
}

function forgetOlder({ sessions, accounts }: State, nowMs: number): void {
  for (const kept of [sessions, accounts]) {
    for (const [key, { untilMs }] of kept) {
      if (untilMs > nowMs) break;
      kept.delete(key);
    }
  }
}
