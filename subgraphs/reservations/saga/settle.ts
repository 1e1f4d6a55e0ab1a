import type { Clock } from '../../../platform/clock.ts';
import { decide, isNews } from '../domain/saga.ts';
import type { Happening } from '../domain/saga.ts';
import type { BookingStore } from '../store/bookings.ts';
import { toBooking } from '../store/bookings-row.ts';
import type { BookingRow } from '../store/bookings-row.ts';
import type { SagaQueue } from './queue.ts';
import type { Recorder } from './recorder.ts';

/** What became known of a booking by another way than the answer to a call. */
export interface News {
  reservationId: string;
  happening: Happening;
}

/** Tells bookings what became known of them. */
export type Settle = (news: readonly News[]) => Promise<void>;

/**
 * Settles what a call that timed out left open. What a booking knows already, or has no use for, changes nothing:
 * its state and the guard of the write see to it.
 */
export function createSettle(options: {
  store: BookingStore;
  record: Recorder;
  queue: Pick<SagaQueue, 'hasten'>;
  clock: Clock;
}): Settle {
  const { store, record, queue, clock } = options;

  async function tell(row: BookingRow | null, happening: Happening): Promise<boolean> {
    if (row === null) return false;
    const booking = toBooking(row);
    if (!isNews(booking, happening)) return false;
    const recorded = await record(row, decide(booking, happening, clock()));
    return recorded !== null || tell(await store.find(row._id), happening);
  }

  return async (news) => {
    const rows = await store.findMany(news.map(({ reservationId }) => reservationId));
    const byId = new Map(rows.map((row) => [row._id, row]));
    const settled: string[] = [];
    for (const { reservationId, happening } of news) {
      if (await tell(byId.get(reservationId) ?? null, happening)) settled.push(reservationId);
    }
    await queue.hasten(settled);
  };
}
