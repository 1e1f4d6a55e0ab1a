import type { Clock } from '../../../platform/clock.ts';
import type { Logger } from '../../../platform/log.ts';
import type { BookingStore } from '../store/bookings.ts';
import type { SagaQueue } from './queue.ts';

const defaultIntervalMs = 2_000;
const bookingsPerSweep = 1_000;

/**
 * Queues whatever is unfinished and not looked after, at once and then again and again: what a crash left, and what
 * Redis lost. The documents are the truth; the queue may be emptied at any moment.
 */
export function startSweeper(options: {
  store: BookingStore;
  queue: SagaQueue;
  clock: Clock;
  logger: Logger;
  intervalMs?: number;
}): { close(): Promise<void> } {
  const { store, queue, clock, logger, intervalMs = defaultIntervalMs } = options;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function sweep(): Promise<void> {
    try {
      const ids = await store.due(clock(), bookingsPerSweep);
      await queue.wake(ids);
      if (ids.length > 0) logger.debug({ bookings: ids.length }, 'queued what was not looked after');
    } catch (error) {
      logger.warn({ err: error }, 'could not sweep; trying again');
    }
    if (!closed) timer = setTimeout(again, intervalMs);
  }
  const again = () => {
    sweeping = sweep();
  };
  let sweeping = sweep();

  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}
