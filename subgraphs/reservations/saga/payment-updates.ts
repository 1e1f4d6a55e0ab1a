import type { Clock } from '../../../platform/clock.ts';
import { decide, isResultOfCurrentStep } from '../domain/saga.ts';
import type { Signal } from '../domain/saga.ts';
import type { BookingStore } from '../store/bookings.ts';
import { toBooking } from '../store/bookings-document.ts';
import type { BookingDocument } from '../store/bookings-document.ts';
import type { SagaQueue } from './queue.ts';
import type { DecidedBooking, Recorder } from './recorder.ts';

/** What became known of a booking by another way than the answer to a call. */
export interface PaymentUpdate {
  reservationId: string;
  result: Signal;
}

/** Tells bookings what became known of them. */
export type ApplyPaymentUpdates = (news: readonly PaymentUpdate[]) => Promise<void>;

/**
 * Settles what a call that timed out left open. What a booking knows already, or has no use for, changes nothing:
 * its state and the guard of the write see to it.
 */
export function createPaymentUpdates(options: {
  store: BookingStore;
  recorder: Recorder;
  queue: Pick<SagaQueue, 'promote'>;
  clock: Clock;
}): ApplyPaymentUpdates {
  const { store, recorder, queue, clock } = options;

  async function tell(row: BookingDocument | null, happening: Signal): Promise<boolean> {
    if (row === null) return false;
    const booking = toBooking(row);
    if (!isResultOfCurrentStep(booking, happening)) return false;
    const recorded = await recorder.record({ row, decision: decide(booking, happening, clock()) });
    return recorded !== null || tell(await store.find(row._id), happening);
  }

  /** Tells each booking its first news, all in one write. @returns those that had a use for theirs, and the news left */
  async function tellAll(news: readonly PaymentUpdate[], rows: readonly BookingDocument[]) {
    const untold = new Map(rows.map((row) => [row._id, row]));
    const left: PaymentUpdate[] = [];
    const told: (DecidedBooking & { news: PaymentUpdate })[] = [];
    for (const each of news) {
      const row = untold.get(each.reservationId);
      untold.delete(each.reservationId);
      if (row === undefined) {
        left.push(each);
        continue;
      }
      const booking = toBooking(row);
      if (!isResultOfCurrentStep(booking, each.result)) continue;
      told.push({ row, decision: decide(booking, each.result, clock()), news: each });
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
    for (const { reservationId, result } of left) {
      if (await tell(await store.find(reservationId), result)) settled.push(reservationId);
    }
    await queue.promote(settled);
  };
}
