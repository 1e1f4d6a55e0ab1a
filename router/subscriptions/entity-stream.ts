import type { FormattedExecutionResult } from 'graphql';
import type { Clock } from '../../platform/clock.ts';
import { backoffMs, withJitter } from '../../platform/resilience/backoff.ts';
import { pause } from '../../platform/resilience/pause.ts';
import { createBacklog } from './backlog.ts';
import type { Backlog, BacklogItem } from './backlog.ts';
import { cancellable, createNotifier } from './cancellable.ts';
import type { Notifier } from './cancellable.ts';
import type { Hydration } from './hydration.ts';
import type { Notifications } from './notifications.ts';

export interface EntityStreamOptions {
  channel: string;
  /** Its current state comes first, then its versions; null to take every notified entity. */
  entity: string | null;
  notifications: Notifications;
  /** @param snapshot `<id>`, or `<id>@<version>` */
  hydrate(snapshot: string, signal: AbortSignal): Promise<Hydration>;
  /** Of the caller's token; null for anonymous callers. */
  expiresAt: Date | null;
  session: StreamSession;
  /** Between checks for missed notifications. */
  recheckMs: number;
  clock: Clock;
  /** The last results of streams that end early. */
  endings: Record<
    'notFound' | 'expired' | 'sessionEnded' | 'tooSlow' | 'interrupted',
    () => FormattedExecutionResult
  >;
}

/** The caller's session. */
export interface StreamSession {
  hasEnded(): boolean;
  /** @returns ends the watch */
  watch(onEnd: () => void): () => void;
}

/** If Redis is not ready by then, the first state is sent, and rechecked later. */
const maxListenWaitMs = 1_000;
/** Then the first state's error is sent. */
const maxFirstAttempts = 3;
/** For a missing version: its owner may store the snapshot after the notification. */
const maxSnapshotAttempts = 5;
/** The longest delay of a Node.js timer. */
const maxTimerMs = 2 ** 31 - 1;
const retryBackoff = { firstMs: 100, maxMs: 5_000 };

type Results = AsyncGenerator<FormattedExecutionResult, undefined, undefined>;

/**
 * A watched entity's current state comes first, then every later version in order, once each. The stream resumes after
 * outages of subgraphs and Redis; without a watched entity, it ends after an outage of Redis. `return` ends it at once.
 */
export function openEntityStream(options: EntityStreamOptions): Results {
  return cancellable((signal) => entityStates(options, signal));
}

async function* entityStates(options: EntityStreamOptions, signal: AbortSignal): Results {
  const { entity, endings } = options;
  const backlog = createBacklog(entity);
  const watch = startWatch(options, backlog, signal);
  const progress = { hasSent: false, attempts: 0 };
  try {
    await watch.listening;
    while (!signal.aborted) {
      if (watch.expired()) return yield* streamOf(endings.expired());
      if (options.session.hasEnded()) return yield* streamOf(endings.sessionEnded());
      if (watch.tooSlow()) return yield* streamOf(endings.tooSlow());
      if (watch.interrupted()) return yield* streamOf(endings.interrupted());
      const item = backlog.next();
      if (item === null) {
        await watch.notifier.notified();
        continue;
      }
      const hydration = await options.hydrate(snapshotKey(item), signal);
      progress.attempts += 1;
      const reaction = react(options, backlog, item, hydration, progress);
      if (reaction.type === 'end') return yield* streamOf(reaction.result);
      if (reaction.type === 'send') yield reaction.result;
      if (reaction.type === 'retry') await pause(retryDelayMs(progress.attempts), signal);
    }
    return undefined;
  } finally {
    watch.stop();
  }
}

type Reaction =
  | { type: 'send' | 'end'; result: FormattedExecutionResult }
  /** Fetches again after a pause. */
  | { type: 'retry' }
  | { type: 'continue' };

/** Records a hydration in the backlog and decides the stream's next action. */
function react(
  { entity, endings }: EntityStreamOptions,
  backlog: Backlog,
  item: BacklogItem,
  hydration: Hydration,
  progress: { hasSent: boolean; attempts: number },
): Reaction {
  const { id, version } = item;
  switch (hydration.outcome) {
    case 'state': {
      progress.attempts = 0;
      const gap = version === null ? backlog.checkGap(id, hydration.version) : 'deliver';
      if (gap !== 'deliver') return { type: 'continue' };
      backlog.sent(id, version ?? hydration.version);
      progress.hasSent = true;
      return { type: 'send', result: hydration.result };
    }
    case 'missing': {
      backlog.failed(item);
      if (version !== null && progress.attempts < maxSnapshotAttempts) return { type: 'retry' };
      progress.attempts = 0;
      if (version !== null) backlog.versionUnavailable(id);
      else if (entity === null) backlog.forget(id);
      else return { type: 'end', result: endings.notFound() };
      return { type: 'continue' };
    }
    case 'refused':
      return { type: 'end', result: hydration.result };
    case 'failed':
      if (entity !== null && !progress.hasSent && progress.attempts >= maxFirstAttempts) {
        return { type: 'end', result: hydration.result };
      }
      backlog.failed(item);
      return { type: 'retry' };
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- the stream has the type of all result streams
export async function* streamOf(result: FormattedExecutionResult): Results {
  yield result;
  return undefined;
}

interface Watch {
  notifier: Notifier;
  /** Once Redis delivers notifications, or after `maxListenWaitMs`. */
  listening: Promise<unknown>;
  expired(): boolean;
  tooSlow(): boolean;
  /** True if entities that the stream does not know may have changed without a notification. */
  interrupted(): boolean;
  stop(): void;
}

/** Wakes the stream at notifications, Redis reconnects, rechecks, the end of the token or its session, and cancellation. */
function startWatch(options: EntityStreamOptions, backlog: Backlog, signal: AbortSignal): Watch {
  const { channel, entity, notifications, expiresAt, session, recheckMs, clock } = options;
  const notifier = createNotifier();
  const stopped = new AbortController();
  let tooSlow = false;
  let startsLate = false;
  let interrupted = false;
  const recheck = () => {
    backlog.recheck();
    notifier.notify();
  };
  const listening = notifications.listen(channel, {
    notified(notification) {
      tooSlow ||= !backlog.notified(notification);
      notifier.notify();
    },
    resumed(gap) {
      interrupted ||= entity === null && (gap === 'possible' || startsLate);
      recheck();
    },
  });
  signal.addEventListener('abort', notifier.notify);
  // Jitter: subscriptions that began together do not recheck together.
  const timer = setInterval(recheck, recheckMs * (0.75 + Math.random() / 2));
  const expiry = notifyAtExpiry(expiresAt, clock, notifier);
  const stopSessionWatch = session.watch(notifier.notify);
  const waited = pause(maxListenWaitMs, AbortSignal.any([signal, stopped.signal])).then(() => {
    startsLate = true;
  });
  return {
    notifier,
    listening: Promise.race([listening.started, waited]),
    expired: () => expiresAt !== null && expiresAt <= clock(),
    tooSlow: () => tooSlow,
    interrupted: () => interrupted,
    stop() {
      stopped.abort();
      clearInterval(timer);
      expiry.stop();
      stopSessionWatch();
      listening.stop();
    },
  };
}

/** Checks again where the timer fires early: the clock may have been slowed since. */
function notifyAtExpiry(expiresAt: Date | null, clock: Clock, notifier: Notifier): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const check = () => {
    const leftMs = (expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - clock().getTime();
    if (leftMs <= 0) notifier.notify();
    else if (leftMs < maxTimerMs) timer = setTimeout(check, leftMs);
  };
  check();
  return {
    stop() {
      clearTimeout(timer);
    },
  };
}

function snapshotKey({ id, version }: BacklogItem): string {
  return version === null ? id : `${id}@${version}`;
}

function retryDelayMs(attempts: number): number {
  return withJitter(backoffMs(attempts, retryBackoff));
}
