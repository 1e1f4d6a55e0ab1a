import type { Clock } from '../../../platform/clock.ts';
import { guardedUpdate } from '../../../platform/resilience/guarded-update.ts';
import { decide, isResultOfCurrentStep } from '../domain/saga.ts';
import type { StepResult } from '../domain/saga.ts';
import { toBooking } from '../store/bookings-document.ts';
import type { BookingDocument } from '../store/bookings-document.ts';
import type { BookingStore } from '../store/bookings.ts';
import type { HandOver } from './hand-over.ts';
import type { DecidedBooking, Recorder } from './recorder.ts';

/** The result of a booking's payment, or of undoing it, from an event of its order. */
export interface PaymentUpdate {
  reservationId: string;
  result: StepResult;
}

/** Applies payment updates to their bookings, in the given order. */
export type ApplyPaymentUpdates = (updates: readonly PaymentUpdate[]) => Promise<void>;

interface PaymentUpdatesOptions {
  store: BookingStore;
  recorder: Recorder;
  handOver: Pick<HandOver, 'promote'>;
  clock: Clock;
}

/**
 * Records payments after calls that timed out. Repeated and late updates change nothing: they are not the result of the
 * booking's current step, and the guard of the write sees to races.
 */
export function createPaymentUpdates(options: PaymentUpdatesOptions): ApplyPaymentUpdates {
  const { store, handOver } = options;
  return async (updates) => {
    const rows = await store.findMany(updates.map(({ reservationId }) => reservationId));
    const { applied, remaining } = await applyFirstOfEach(options, updates, rows);
    for (const update of remaining) {
      if (await applyOne(options, update)) applied.push(update.reservationId);
    }
    if (applied.length > 0) handOver.promote(applied);
  };
}

/**
 * Applies the first update of each booking, all in a single write.
 * @returns the ids of the changed bookings, and the remaining updates, to apply in order. Updates that lost a race come first,
 * because they are older than further updates of their bookings
 */
async function applyFirstOfEach(
  { recorder, clock }: PaymentUpdatesOptions,
  updates: readonly PaymentUpdate[],
  rows: readonly BookingDocument[],
): Promise<{ applied: string[]; remaining: PaymentUpdate[] }> {
  const unused = new Map(rows.map((row) => [row._id, row]));
  const later: PaymentUpdate[] = [];
  const decided: (DecidedBooking & { update: PaymentUpdate })[] = [];
  for (const update of updates) {
    const row = unused.get(update.reservationId);
    unused.delete(update.reservationId);
    if (row === undefined) {
      later.push(update);
      continue;
    }
    const booking = toBooking(row);
    if (!isResultOfCurrentStep(booking, update.result)) continue;
    decided.push({ row, decision: decide(booking, update.result, clock()), update });
  }
  const recorded = await recorder.recordMany(decided);
  const lost = decided.filter((_, index) => recorded[index] === null).map(({ update }) => update);
  const applied = decided.filter((_, index) => recorded[index] !== null).map(({ row }) => row._id);
  return { applied, remaining: [...lost, ...later] };
}

/** @returns false where the update changes nothing */
function applyOne(
  { store, recorder, clock }: PaymentUpdatesOptions,
  { reservationId, result }: PaymentUpdate,
): Promise<boolean> {
  return guardedUpdate<BookingDocument | null, boolean>({
    subject: `reservation ${reservationId}`,
    read: () => store.find(reservationId),
    async write(row) {
      if (row === null) return false;
      const booking = toBooking(row);
      if (!isResultOfCurrentStep(booking, result)) return false;
      const recorded = await recorder.record({ row, decision: decide(booking, result, clock()) });
      return recorded === null ? null : true;
    },
  });
}
