import type { Counter } from 'prom-client';
import type { Clock } from '../../../platform/clock.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Decision } from '../domain/saga.ts';
import type { BookingStore } from '../store/bookings.ts';
import type { BookingRow } from '../store/bookings-row.ts';

/** How long whoever drives a booking has for its next write, before the sweeper looks after it. */
export const sweepAfterMs = 3_000;

/**
 * Records what was decided of a booking.
 * @returns the row as it then is; null where somebody else wrote first, and nothing was written
 */
export type Recorder = (row: BookingRow, decision: Decision) => Promise<BookingRow | null>;

/** The one way for a decision to reach the store: written, counted, logged, and the relay told. */
export function createRecorder(options: {
  store: BookingStore;
  clock: Clock;
  /** Told of every write that published something. */
  outbox: { notify(): void };
  transitions: Counter<'status'>;
  logger: Logger;
}): Recorder {
  const { store, clock, outbox, transitions, logger } = options;
  return async (row, { events, command }) => {
    const waitMs = command.command === 'wait' ? command.delayMs : 0;
    const recorded = await store.record(row, events, new Date(clock().getTime() + waitMs + sweepAfterMs));
    if (recorded === null || recorded.version === row.version) return recorded;
    outbox.notify();
    for (const { status } of recorded.timeline.slice(row.timeline.length)) {
      transitions.inc({ status });
      logger.info({ reservationId: row._id, status }, 'a booking went on');
    }
    return recorded;
  };
}
