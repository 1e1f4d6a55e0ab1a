import type { Clock } from '../../../platform/clock.ts';
import { decide, isNews } from '../domain/saga.ts';
import type { Happening } from '../domain/saga.ts';
import type { BookingStore } from '../store/bookings.ts';
import { toBooking } from '../store/bookings-row.ts';
import type { BookingRow } from '../store/bookings-row.ts';
import type { SagaQueue } from './queue.ts';
import type { Decided, Recorder } from './recorder.ts';

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
  recorder: Recorder;
  queue: Pick<SagaQueue, 'hasten'>;
  clock: Clock;
}): Settle {
  const { store, recorder, queue, clock } = options;

  async function tell(row: BookingRow | null, happening: Happening): Promise<boolean> {
    if (row === null) return false;
    const booking = toBooking(row);
    if (!isNews(booking, happening)) return false;
    const recorded = await recorder.record({ row, decision: decide(booking, happening, clock()) });
    return recorded !== null || tell(await store.find(row._id), happening);
  }

  /** Tells each booking its first news, all in one write. @returns those that had a use for theirs, and the news left */
  async function tellAll(news: readonly News[], rows: readonly BookingRow[]) {
    const untold = new Map(rows.map((row) => [row._id, row]));
    const left: News[] = [];
    const told: (Decided & { news: News })[] = [];
    for (const each of news) {
      const row = untold.get(each.reservationId);
      untold.delete(each.reservationId);
      if (row === undefined) {
        left.push(each);
        continue;
      }
      const booking = toBooking(row);
      if (!isNews(booking, each.happening)) continue;
      told.push({ row, decision: decide(booking, each.happening, clock()), news: each });
    }
    const recorded = await recorder.recordMany(told);
    const lost = told.filter((_, at) => recorded[at] === null).map((each) => each.news);
    const settled = told.filter((_, at) => recorded[at] !== null).map(({ row }) => row._id);
    // In the order in which they came: what is left of a booking comes after what it lost.
    return { settled, left: [...lost, ...left] };
  }

  return async (news) => {
    const rows = await store.findMany(news.map(({ reservationId }) => reservationId));
    const { settled, left } = await tellAll(news, rows);
    for (const { reservationId, happening } of left) {
      if (await tell(await store.find(reservationId), happening)) settled.push(reservationId);
    }
    await queue.hasten(settled);
  };
}
