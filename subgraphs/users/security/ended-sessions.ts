import type { Redis } from 'ioredis';
import type { Clock } from '../../../platform/clock.ts';
import { publishEndedSessions } from '../../../platform/ended-sessions.ts';
import type { EndedSession } from '../../../platform/ended-sessions.ts';
import { clockToleranceSeconds } from '../../../platform/identity.ts';
import type { Service } from '../../../platform/lifecycle.ts';
import type { Logger } from '../../../platform/log.ts';
import { createOutageLog } from '../../../platform/resilience/outage-log.ts';
import { createPollingLoop } from '../../../platform/resilience/polling-loop.ts';
import { sidOf } from '../domain/session.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { UserStore } from '../store/users.ts';

export interface EndedSessions extends Service {
  /** Call it after a write that ended sessions. Returns at once, and never throws. */
  publish(): void;
  /** The time from which the access tokens of a session that ends now have expired for every router. */
  forgetAt(now: Date): Date;
}

/** After this time another process publishes the sessions that a dead process ended. */
const pollMs = 1_000;
/** A session may be written this long after its `endedAt`. */
const maxWriteMs = 30_000;

/**
 * Publishes ended sessions from MongoDB to Redis, where routers read them. Each process does, whichever process ended a
 * session: a repetition changes nothing.
 */
export function startEndedSessions(options: {
  sessions: Pick<SessionStore, 'endedSince'>;
  users: Pick<UserStore, 'endedSince'>;
  redis: Redis;
  accessTokenTtlSeconds: number;
  clock: Clock;
  logger: Logger;
}): EndedSessions {
  const { sessions, users, redis, accessTokenTtlSeconds, clock, logger } = options;
  const ttlMs = (accessTokenTtlSeconds + clockToleranceSeconds) * 1_000 + maxWriteMs;
  let since = new Date(0);
  let redisMayLackSome = true;

  async function publishNew(): Promise<void> {
    if (redis.status !== 'ready') return;
    const now = clock();
    const areAll = redisMayLackSome;
    redisMayLackSome = false;
    try {
      const from = areAll ? new Date(now.getTime() - ttlMs) : since;
      const isComplete = await publishEndedSessions(redis, await endedSince(from), { ttlMs, areAll });
      since = new Date(now.getTime() - maxWriteMs);
      if (!isComplete) publishAll();
    } catch (error) {
      redisMayLackSome ||= areAll;
      throw error;
    }
  }

  async function endedSince(from: Date): Promise<EndedSession[]> {
    const [sids, accounts] = await Promise.all([sessions.endedSince(from), users.endedSince(from)]);
    return [
      ...sids.map((id) => ({ type: 'session' as const, sid: sidOf(id) })),
      ...accounts.map((account) => ({ type: 'account' as const, ...account })),
    ];
  }

  const outage = createOutageLog(logger, {
    began: 'ended sessions not published: their access tokens stay valid until they expire',
    ended: 'ended sessions published again',
  });
  const loop = createPollingLoop({
    run: publishNew,
    intervalMs: pollMs,
    onError: outage.failed,
    onSuccess: outage.succeeded,
  });
  // After a failover, Redis may lack published ends.
  const publishAll = () => {
    redisMayLackSome = true;
    loop.wake();
  };
  redis.on('ready', publishAll);
  return {
    publish() {
      loop.wake();
    },
    forgetAt: (now) => new Date(now.getTime() + ttlMs),
    close() {
      redis.off('ready', publishAll);
      return loop.close();
    },
  };
}
