import type { Counter } from 'prom-client';
import type { Clock } from '../../../platform/clock.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Decision } from '../domain/saga.ts';
import type { BookingRecording, BookingStore } from '../store/bookings.ts';
import type { BookingDocument } from '../store/bookings-document.ts';

/** How long whoever drives a booking has for its next write, before the sweeper looks after it. */
export const sweepAfterMs = 3_000;

/** What was decided of a booking. */
export interface DecidedBooking {
  row: BookingDocument;
  decision: Decision;
}

export interface Recorder {
  /**
   * Records what was decided of a booking.
   * @returns the row as it then is; null where somebody else wrote first, and nothing was written
   */
  record(decided: DecidedBooking): Promise<BookingDocument | null>;
  /**
   * Records what was decided of several bookings, in one round trip where nobody else writes to any of them.
   * @returns their rows, in the same order; null where somebody else wrote as well: look at those anew
   */
  recordMany(decided: readonly DecidedBooking[]): Promise<(BookingDocument | null)[]>;
}

/** The one way for a decision to reach the store: written, counted, logged, and the relay told. */
export function createRecorder(options: {
  store: Pick<BookingStore, 'record' | 'recordMany'>;
  clock: Clock;
  /** Told of every write that published something. */
  outbox: { notify(): void };
  transitions: Counter<'status'>;
  logger: Logger;
}): Recorder {
  const { store, clock, outbox, transitions, logger } = options;

  function toRecord({ row, decision: { events, command } }: DecidedBooking): BookingRecording {
    const waitMs = command.command === 'wait' ? command.delayMs : 0;
    return { row, events, wakeAt: new Date(clock().getTime() + waitMs + sweepAfterMs) };
  }

  function tell({ row }: DecidedBooking, recorded: BookingDocument | null): void {
    if (recorded === null || recorded.version === row.version) return;
    for (const { status } of recorded.timeline.slice(row.timeline.length)) {
      transitions.inc({ status });
      logger.info({ reservationId: row._id, status }, 'a booking went on');
    }
  }

  return {
    async record(decided) {
      const { row, events, wakeAt } = toRecord(decided);
      const recorded = await store.record(row, events, wakeAt);
      if (recorded !== null && recorded.version > row.version) outbox.notify();
      tell(decided, recorded);
      return recorded;
    },

    async recordMany(decided) {
      const recorded = await store.recordMany(decided.map(toRecord));
      if (decided.length > 0) outbox.notify();
      for (const [at, each] of decided.entries()) tell(each, recorded[at] ?? null);
      return recorded;
    },
  };
}
