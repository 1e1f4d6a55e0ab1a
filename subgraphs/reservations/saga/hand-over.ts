import type { Service } from '../../../platform/lifecycle.ts';
import type { Logger } from '../../../platform/log.ts';
import { backoffMs, withJitter } from '../../../platform/resilience/backoff.ts';
import { pause } from '../../../platform/resilience/pause.ts';
import { attemptsBetweenAlerts } from '../metrics.ts';
import type { HandOverMetrics } from '../metrics.ts';
import type { NewBooking, SagaQueue } from './queue.ts';

/**
 * Hands stored bookings to the worker. Returns at once and never throws: a booking that could not be enqueued is
 * counted, and enqueued again in the background until Redis takes it.
 */
export interface HandOver extends Service {
  start(booking: NewBooking): void;
  /** An accepted cancellation. */
  cancel(reservationId: string): void;
  /** Bookings that are due now. */
  promote(reservationIds: readonly string[]): void;
}

type Task = { id: string } & (
  { type: 'start'; booking: NewBooking } | { type: 'cancel' } | { type: 'promote' }
);
type Queue = Pick<SagaQueue, 'start' | 'cancel' | 'promote'>;

const retryDelay = { firstMs: 100, maxMs: 2_000 };
const tasksPerRetry = 500;
/** More bookings are left to the sweeper, to bound the memory. */
const maxWaiting = 10_000;

export function createHandOver(options: {
  queue: Queue;
  metrics: HandOverMetrics;
  logger: Logger;
}): HandOver {
  const { queue, metrics, logger } = options;
  const closing = new AbortController();
  const isClosing = () => closing.signal.aborted;
  const waiting = new Set<Task>();
  const calls = new Set<Promise<void>>();
  let retrying: Promise<void> | null = null;

  function call(tasks: readonly Task[]): void {
    const settled = enqueue(queue, tasks).catch((error: unknown) => {
      metrics.enqueueFailures.inc(tasks.length);
      for (const task of tasks) if (waiting.size < maxWaiting) waiting.add(task);
      metrics.waiting.set(waiting.size);
      retrying ??= retryAll(error);
    });
    calls.add(settled);
    void settled.then(() => calls.delete(settled));
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
    start(booking) {
      call([{ id: booking.id, type: 'start', booking }]);
    },
    cancel(id) {
      call([{ id, type: 'cancel' }]);
    },
    promote(reservationIds) {
      call(reservationIds.map((id) => ({ id, type: 'promote' })));
    },
    async close() {
      await Promise.all(calls);
      closing.abort();
      await retrying;
    },
  };
}

async function enqueue(queue: Queue, tasks: readonly Task[]): Promise<void> {
  const idsOf = (type: Task['type']) => tasks.filter((task) => task.type === type).map(({ id }) => id);
  const started = tasks.flatMap((task) => (task.type === 'start' ? [task.booking] : []));
  if (started.length > 0) await queue.start(started);
  const [cancelled, due] = [idsOf('cancel'), idsOf('promote')];
  if (cancelled.length > 0) await queue.cancel(cancelled);
  if (due.length > 0) await queue.promote(due);
}
