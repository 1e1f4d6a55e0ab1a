import type { Clock } from '../../../platform/clock.ts';
import { createPollingLoop } from '../../../platform/resilience/polling-loop.ts';
import type { Service } from '../../../platform/lifecycle.ts';
import type { Logger } from '../../../platform/log.ts';
import type { BookingStore } from '../store/bookings.ts';
import type { SagaQueue } from './queue.ts';

const everyMs = 2_000;
const bookingsPerSweep = 1_000;

/**
 * Queues whatever is unfinished and not looked after, at once and then again and again: what a crash left, and what
 * Redis lost. The documents are the truth; the queue may be emptied at any moment.
 */
export function startSweeper(options: {
  store: BookingStore;
  queue: Pick<SagaQueue, 'promote'>;
  clock: Clock;
  logger: Logger;
}): Service {
  const { store, queue, clock, logger } = options;
  return createPollingLoop({
    intervalMs: everyMs,
    async run() {
      const ids = await store.due(clock(), bookingsPerSweep);
      // A job may wait longer than its booking should: for what became known while it was about to wait.
      await queue.promote(ids);
      if (ids.length > 0) logger.debug({ bookings: ids.length }, 'queued what was not looked after');
    },
    onError(error) {
      logger.warn({ err: error }, 'could not sweep; trying again');
    },
  });
}
