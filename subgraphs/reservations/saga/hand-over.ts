import type { Service } from '../../../platform/lifecycle.ts';
import type { Logger } from '../../../platform/log.ts';
import { backoffMs, withJitter } from '../../../platform/resilience/backoff.ts';
import { pause } from '../../../platform/resilience/pause.ts';
import { attemptsBetweenAlerts } from '../metrics.ts';
import type { HandOverMetrics } from '../metrics.ts';
import type { BookingFacts } from '../domain/booking.ts';
import type { BookingStore } from '../store/bookings.ts';
import type { NewBooking, SagaQueue } from './queue.ts';
import { turnOf } from './turns.ts';

/**
 * Hands stored bookings to the worker. Returns at once and never throws: a booking that could not be enqueued is
 * counted, and enqueued again in the background until Redis takes it.
 */
export interface HandOver extends Service {
  start(booking: StoredBooking): void;
  /** An accepted cancellation. */
  cancel(reservationId: string): void;
  /** Bookings that are due now. */
  promote(reservationIds: readonly string[]): void;
}

type StoredBooking = Pick<BookingFacts, 'id' | 'createdAt' | 'holdExpiresAt'>;

type Task =
  | { type: 'start'; id: string; booking: NewBooking }
  | { type: 'cancel'; id: string; turn: number }
  | { type: 'promote'; id: string };
type Queue = Pick<SagaQueue, 'start' | 'cancel' | 'promote'>;

const retryDelay = { firstMs: 100, maxMs: 2_000 };
const tasksPerRetry = 500;
/** More bookings are left to the sweeper, to bound the memory. */
const maxWaiting = 10_000;

export function createHandOver(options: {
  queue: Queue;
  /** Counts the customer's bookings for its turn. */
  store: Pick<BookingStore, 'countUnfinishedOf'>;
  metrics: HandOverMetrics;
  logger: Logger;
}): HandOver {
  const { queue, store, metrics, logger } = options;
  const closing = new AbortController();
  const isClosing = () => closing.signal.aborted;
  const waiting = new Set<Task>();
  const calls = new Set<Promise<void>>();
  let retrying: Promise<void> | null = null;

  function call(prepared: Promise<readonly Task[]>): void {
    const settled = prepared.then(firstAttempt);
    calls.add(settled);
    void settled.then(() => calls.delete(settled));
  }

  async function firstAttempt(tasks: readonly Task[]): Promise<void> {
    try {
      await enqueue(queue, tasks);
    } catch (error) {
      metrics.enqueueFailures.inc(tasks.length);
      for (const task of tasks) if (waiting.size < maxWaiting) waiting.add(task);
      metrics.waiting.set(waiting.size);
      retrying ??= retryAll(error);
    }
  }

  /** Raises an alert at the start of an outage, and after every `attemptsBetweenAlerts` failed attempts. */
  async function retryAll(first: unknown): Promise<void> {
    let error = first;
    for (let failures = 1; !isClosing(); failures += 1) {
      if (failures % attemptsBetweenAlerts === 1) alert(error);
      await pause(withJitter(backoffMs(failures, retryDelay)), closing.signal);
      try {
        while (waiting.size > 0 && !isClosing()) await retryBatch();
        logger.info('bookings are enqueued again');
        // In the same turn as the last look at `waiting`: a booking that fails now starts the next loop.
        retrying = null;
        return;
      } catch (cause) {
        error = cause;
      }
    }
  }

  function alert(error: unknown): void {
    metrics.alerts.inc();
    const [first] = waiting;
    const reason = error instanceof Error ? error.message : String(error);
    logger.error(
      { reservationId: first?.id, bookings: waiting.size, error: reason },
      'bookings cannot be enqueued, retrying: operator action needed',
    );
  }

  async function retryBatch(): Promise<void> {
    const batch = [...waiting].slice(0, tasksPerRetry);
    await enqueue(queue, batch);
    for (const task of batch) waiting.delete(task);
    metrics.waiting.set(waiting.size);
  }

  return {
    start({ id, createdAt, holdExpiresAt }) {
      const facts = { id, createdAt, holdExpiresAt };
      call(turnOf(id, store).then((turn) => [{ type: 'start', id, booking: { ...facts, turn } }]));
    },
    cancel(id) {
      call(turnOf(id, store).then((turn) => [{ type: 'cancel', id, turn }]));
    },
    promote(reservationIds) {
      call(Promise.resolve(reservationIds.map((id) => ({ type: 'promote', id }))));
    },
    async close() {
      await Promise.all(calls);
      closing.abort();
      await retrying;
    },
  };
}

async function enqueue(queue: Queue, tasks: readonly Task[]): Promise<void> {
  const started = tasks.flatMap((task) => (task.type === 'start' ? [task.booking] : []));
  const cancelled = tasks.flatMap((task) => (task.type === 'cancel' ? [task] : []));
  const due = tasks.flatMap((task) => (task.type === 'promote' ? [task.id] : []));
  if (started.length > 0) await queue.start(started);
  if (cancelled.length > 0) await queue.cancel(cancelled);
  if (due.length > 0) await queue.promote(due);
}
