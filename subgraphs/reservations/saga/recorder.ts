import type { Counter } from 'prom-client';
import type { Clock } from '../../../platform/clock.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Decision } from '../domain/saga.ts';
import type { BookingRecording, BookingStore } from '../store/bookings.ts';
import type { BookingDocument } from '../store/bookings-document.ts';

/** A process has this long until its next write to a booking; after that the sweeper enqueues the booking. */
export const sweepAfterMs = 3_000;

export interface DecidedBooking {
  row: BookingDocument;
  decision: Decision;
}

export interface Recorder {
  /**
   * Records a decision, guarded by the row's revision.
   * @returns the row after the write; null where another writer was first and nothing was written
   */
  record(decided: DecidedBooking): Promise<BookingDocument | null>;
  /**
   * Records decisions on several bookings in a single round trip, or in two where another writer interferes.
   * @returns the rows in the same order; null where another writer was there too: read and decide again
   */
  recordMany(decided: readonly DecidedBooking[]): Promise<(BookingDocument | null)[]>;
}

/** Writes decisions to the store, counts and logs the transitions, and notifies the relay. */
export function createRecorder(options: {
  store: Pick<BookingStore, 'record' | 'recordMany'>;
  clock: Clock;
  /** Notified after each write that publishes an event. */
  outbox: { notify(): void };
  transitions: Counter<'status'>;
  logger: Logger;
}): Recorder {
  const { store, clock, outbox, transitions, logger } = options;

  function toRecording({ row, decision: { states, command } }: DecidedBooking): BookingRecording {
    const waitMs = command.type === 'Wait' ? command.delayMs : 0;
    return { row, states, wakeAt: new Date(clock().getTime() + waitMs + sweepAfterMs) };
  }

  function reportTransitions({ row }: DecidedBooking, recorded: BookingDocument | null): void {
    if (recorded === null) return;
    for (const { status } of recorded.timeline.slice(row.timeline.length)) {
      transitions.inc({ status });
      logger.info({ reservationId: row._id, status }, 'booking advanced');
    }
  }

  return {
    async record(decided) {
      const recorded = await store.record(toRecording(decided));
      if (recorded !== null && recorded.version > decided.row.version) outbox.notify();
      reportTransitions(decided, recorded);
      return recorded;
    },

    async recordMany(decided) {
      const recorded = await store.recordMany(decided.map(toRecording));
      if (decided.length > 0) outbox.notify();
      for (const [index, each] of decided.entries()) reportTransitions(each, recorded[index] ?? null);
      return recorded;
    },
  };
}
