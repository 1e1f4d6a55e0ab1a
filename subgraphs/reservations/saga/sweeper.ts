import type { Clock } from '../../../platform/clock.ts';
import type { Service } from '../../../platform/lifecycle.ts';
import type { Logger } from '../../../platform/log.ts';
import { createOutageLog } from '../../../platform/resilience/outage-log.ts';
import { createPollingLoop } from '../../../platform/resilience/polling-loop.ts';
import type { SagaMetrics } from '../metrics.ts';
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
  metrics: Pick<SagaMetrics, 'sweepFailures'>;
  logger: Logger;
}): Service {
  const { store, queue, clock, metrics, logger } = options;
  const outage = createOutageLog(logger, {
    began: 'saga sweep failed, retrying',
    ended: 'saga sweep works again',
  });
  return createPollingLoop({
    intervalMs,
    async run() {
      const ids = await store.due(clock(), bookingsPerSweep);
      // Promoted: a delayed job may have been scheduled for later than the booking has become due since.
      await queue.promote(ids);
      if (ids.length > 0) logger.debug({ bookings: ids.length }, 'overdue bookings enqueued');
    },
    onError(error) {
      metrics.sweepFailures.inc();
      outage.failed(error);
    },
    onSuccess: outage.succeeded,
  });
}
