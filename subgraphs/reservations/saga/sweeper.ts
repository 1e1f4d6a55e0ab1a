import type { Clock } from '../../../platform/clock.ts';
import type { Service } from '../../../platform/lifecycle.ts';
import type { Logger } from '../../../platform/log.ts';
import { createPollingLoop } from '../../../platform/resilience/polling-loop.ts';
import type { BookingStore } from '../store/bookings.ts';
import type { SagaQueue } from './queue.ts';

const intervalMs = 2_000;
const bookingsPerSweep = 1_000;

/**
 * Enqueues the unfinished bookings that are overdue (`wakeAt`): after a crash, and after Redis lost its jobs. MongoDB is
 * the truth; the queue may be emptied at any moment.
 */
export function startSweeper(options: {
  store: BookingStore;
  queue: Pick<SagaQueue, 'promote'>;
  clock: Clock;
  logger: Logger;
}): Service {
  const { store, queue, clock, logger } = options;
  return createPollingLoop({
    intervalMs,
    async run() {
      const ids = await store.due(clock(), bookingsPerSweep);
      // Promoted: a delayed job may have been scheduled for later than the booking has become due since.
      await queue.promote(ids);
      if (ids.length > 0) logger.debug({ bookings: ids.length }, 'overdue bookings enqueued');
    },
    onError(error) {
      logger.warn({ err: error }, 'saga sweep failed, retrying');
    },
  });
}
