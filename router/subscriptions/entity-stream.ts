import { setTimeout as sleep } from 'node:timers/promises';
import type { FormattedExecutionResult } from 'graphql';
import { createBacklog } from './backlog.ts';
import type { Backlog, BacklogItem } from './backlog.ts';
import { cancellable, createNotifier } from './cancellable.ts';
import type { Notifier } from './cancellable.ts';
import type { Hydration } from './hydration.ts';
import type { Notifications } from './notifications.ts';

export interface StreamOptions {
  channel: string;
  /** The entity to send first, and to which all versions belong; null to take entities as they come. */
  entity: string | null;
  notifications: Notifications;
  /** @param snapshot `<id>`, or `<id>@<version>` */
  hydrate(snapshot: string, signal: AbortSignal): Promise<Hydration>;
  /** When the caller's token ends; null where it does not. */
  expiresAt: Date | null;
  /** How often to look whether a call was missed. */
  recheckMs: number;
  /** What the stream ends with, where it must. */
  endings: Record<'notFound' | 'expired' | 'tooSlow', () => FormattedExecutionResult>;
}

/** How long the current state waits for the wake-up calls to be heard first. After that it is sent, and looked at again. */
const listenFirstMs = 1_000;
/** How often a state that nothing was sent of yet is asked for, before the fault is told. */
const firstAttempts = 3;
/** How often a version that is missing is asked for: an owner may be a moment behind with its snapshots. */
const snapshotAttempts = 5;
const longestTimerMs = 2 ** 31 - 1;

/**
 * The results of one subscription: the current state where there is one entity, then every version above the last one
 * sent, in order, each once. It goes on while subgraphs or Redis are away, and picks up where it was. Ending it
 * (`return`) ends at once whatever it waits for.
 */
export function openEntityStream(
  options: StreamOptions,
): AsyncGenerator<FormattedExecutionResult, undefined, undefined> {
  return cancellable((signal) => states(options, signal));
}

async function* states(
  options: StreamOptions,
  signal: AbortSignal,
): AsyncGenerator<FormattedExecutionResult, undefined, undefined> {
  const { entity, endings } = options;
  const backlog = createBacklog(entity);
  const watch = startWatch(options, backlog, signal);
  let nothingSent = true;
  let attempts = 0;
  try {
    await watch.listening;
    while (!signal.aborted) {
      if (watch.expired()) return yield* streamOf(endings.expired());
      if (watch.tooSlow()) return yield* streamOf(endings.tooSlow());
      const step = backlog.next();
      if (step === null) {
        await watch.bell.notified();
        continue;
      }
      const found = await options.hydrate(snapshotOf(step), signal);
      attempts += 1;
      switch (found.kind) {
        case 'state': {
          attempts = 0;
          const verdict = step.version === null ? backlog.checkGap(step.id, found.version) : 'send';
          if (verdict !== 'send') break;
          backlog.sent(step.id, step.version ?? found.version);
          nothingSent = false;
          yield found.result;
          break;
        }
        case 'missing': {
          backlog.failed(step);
          if (step.version !== null && attempts < snapshotAttempts) {
            await pause(attempts, signal);
            break;
          }
          attempts = 0;
          if (step.version !== null) backlog.versionUnavailable(step.id);
          else if (entity === null) backlog.forget(step.id);
          else return yield* streamOf(endings.notFound());
          break;
        }
        case 'refused':
          return yield* streamOf(found.result);
        case 'failed':
          if (entity !== null && nothingSent && attempts >= firstAttempts)
            return yield* streamOf(found.result);
          backlog.failed(step);
          await pause(attempts, signal);
      }
    }
    return undefined;
  } finally {
    watch.stop();
  }
}

/** A stream of nothing but its end. */
// eslint-disable-next-line @typescript-eslint/require-await -- a generator that is asynchronous for those it stands in for
export async function* streamOf(
  result: FormattedExecutionResult,
): AsyncGenerator<FormattedExecutionResult, undefined, undefined> {
  yield result;
  return undefined;
}

interface Watch {
  /** Rings whenever there may be something to do. */
  bell: Notifier;
  /** Resolves once wake-up calls are heard, or have been waited for long enough. */
  listening: Promise<unknown>;
  expired(): boolean;
  tooSlow(): boolean;
  stop(): void;
}

/** Everything that can make a stream go on: calls, connections that came back, the clock, the end of a token. */
function startWatch(options: StreamOptions, backlog: Backlog, signal: AbortSignal): Watch {
  const { channel, notifications, expiresAt, recheckMs } = options;
  const bell = createNotifier();
  const done = new AbortController();
  let tooSlow = false;
  const recheck = () => {
    backlog.recheck();
    bell.notify();
  };
  const listening = notifications.listen(channel, {
    notified(wakeUp) {
      tooSlow ||= !backlog.notified(wakeUp);
      bell.notify();
    },
    resumed: recheck,
  });
  signal.addEventListener('abort', bell.notify);
  // Spread out: subscriptions that began together need not all look at the same moment.
  const timer = setInterval(recheck, recheckMs * (0.75 + Math.random() / 2));
  const leftMs = (expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now();
  // A timer may be a millisecond early.
  const expiry = leftMs < longestTimerMs ? setTimeout(bell.notify, Math.max(0, leftMs) + 5) : undefined;
  const waitedLong = sleep(listenFirstMs, undefined, { signal: AbortSignal.any([signal, done.signal]) });
  return {
    bell,
    listening: Promise.race([listening.started, waitedLong]).catch(() => undefined),
    expired: () => expiresAt !== null && expiresAt.getTime() <= Date.now(),
    tooSlow: () => tooSlow,
    stop() {
      done.abort();
      clearInterval(timer);
      clearTimeout(expiry);
      listening.stop();
    },
  };
}

function snapshotOf({ id, version }: BacklogItem): string {
  return version === null ? id : `${id}@${version}`;
}

/** Waits 100 ms and twice as long each time, up to 5 seconds, more or less; ends with the signal. */
async function pause(attempts: number, signal: AbortSignal): Promise<void> {
  const delayMs = Math.min(100 * 2 ** Math.min(attempts - 1, 10), 5_000) * (0.5 + Math.random() / 2);
  await sleep(delayMs, undefined, { signal }).catch(() => undefined);
}
