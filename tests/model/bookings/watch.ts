import { isPaymentIntended, stepsToUndo } from '../../../subgraphs/reservations/domain/booking.ts';
import type { SagaStep } from '../../../subgraphs/reservations/domain/booking.ts';
import { toBooking } from '../../../subgraphs/reservations/store/bookings-document.ts';
import type { BookingDocument } from '../../../subgraphs/reservations/store/bookings-document.ts';
import type { Hold } from '../../../subgraphs/reservations/store/holds.ts';

/** Reports a broken invariant. */
export type Violate = (what: string) => void;

/** An inventory document: its counters and its holds. */
export interface Counted {
  _id: string;
  counters: Readonly<Record<string, { total: number; free: number } | undefined>>;
  holds: Readonly<Record<string, Hold & { counters: readonly string[] }>>;
}

/** Checks a write to a booking. */
export function watchBooking(before: BookingDocument | null, after: BookingDocument, violate: Violate): void {
  const id = after._id;
  const from = before?.timeline.length ?? 0;
  const added = after.timeline.length - from;
  if (after.revision !== (before?.revision ?? 0) + 1) violate(`${id}: a write left revisions out`);
  if (after.version !== (before?.version ?? 0) + added) violate(`${id}: versions and transitions differ`);
  if (after.outbox.length !== after.version) violate(`${id}: ${after.version} versions, not as many events`);
  if (before === null) return;
  const was = toBooking(before);
  if ('step' in was && isPaymentIntended(was) && after.status === 'COMPENSATING') {
    const { failure } = after;
    if (failure?.code !== 'PAYMENT_DECLINED')
      violate(`${id}: ${String(failure?.code)} after the intent to pay`);
  }
  if (before.status === 'COMPLETED' && after.status !== 'CANCELLING')
    violate(`${id}: ${after.status} once done`);
}

/** The effects of a step that the booking's state allows now. */
function allowedEffects(
  row: BookingDocument | undefined,
  step: SagaStep,
): { done: boolean; undone: boolean } {
  if (row === undefined) return { done: false, undone: false };
  const booking = toBooking(row);
  if ('step' in booking) return { done: stepsToUndo(booking).includes(step), undone: false };
  if ('undoing' in booking) {
    const undone = booking.undoing.includes(step);
    return { done: undone && booking.status === 'COMPENSATING', undone };
  }
  return { done: false, undone: false };
}

/** Checks a write to an inventory document. */
export function watchInventory(
  before: Counted,
  after: Counted,
  step: 'holdHotel' | 'holdFlight',
  bookings: ReadonlyMap<string, BookingDocument>,
  violate: Violate,
): void {
  for (const [name, counter] of Object.entries(after.counters)) {
    const { total, free } = counter ?? { total: 0, free: 0 };
    const holds = Object.values(after.holds).filter(({ counters }) => counters.includes(name));
    const held = holds.reduce((sum, { count }) => sum + count, 0);
    if (free < 0 || held > total) violate(`${after._id} ${name}: ${held} of ${total} are held, ${free} free`);
    if (free + held !== total)
      violate(`${after._id} ${name}: ${free} free and ${held} held are not ${total}`);
  }
  const keys = new Set([...Object.keys(before.holds), ...Object.keys(after.holds)]);
  for (const key of keys) {
    const [was, is] = [before.holds[key], after.holds[key]];
    if (was?.state === is?.state) continue;
    const row = bookings.get(key.split(':')[0] ?? '');
    const may = allowedEffects(row, step);
    const [there, what] = is === undefined ? [may.undone, 'is let go'] : [may.done, `is ${is.state}`];
    if (!there) violate(`${after._id} ${key} ${what} while its booking is ${row?.status ?? 'not there'}`);
  }
}

/** Checks a captured payment. */
export function watchCapture(id: string, row: BookingDocument | undefined, violate: Violate): void {
  if (!allowedEffects(row, 'pay').done) violate(`${id} is charged while it is ${row?.status ?? 'not there'}`);
}
