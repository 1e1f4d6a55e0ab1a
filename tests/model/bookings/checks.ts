import { cancellationIdFor, reservationIdFor } from '../../../subgraphs/reservations/domain/ids.ts';
import { isHolding } from '../../../subgraphs/reservations/domain/booking.ts';
import type { BookingStatus } from '../../../subgraphs/reservations/domain/booking.ts';
import type { BookingDocument } from '../../../subgraphs/reservations/store/bookings-document.ts';
import type { QuoteDocument } from '../../../subgraphs/reservations/store/quotes.ts';
import type { BookAnswer, CancelAnswer } from './clients.ts';
import type { Order } from './orders.ts';
import type { Counted, Violate } from './watch.ts';

/** The final state of a run. */
export interface Outcome {
  bookings: ReadonlyMap<string, BookingDocument>;
  quotes: ReadonlyMap<string, QuoteDocument>;
  inventory: readonly Counted[];
  orders: ReadonlyMap<string, Order>;
  booked: readonly BookAnswer[];
  cancelled: readonly CancelAnswer[];
}

/** Checks the invariants of the final state. */
export function checkOutcome(outcome: Outcome, violate: Violate): void {
  for (const row of outcome.bookings.values()) {
    checkPath(row, violate);
    checkMoney(row, outcome.orders.get(row._id), violate);
  }
  for (const [id, order] of outcome.orders) {
    if (!outcome.bookings.has(id)) violate(`order of ${order.total} for ${id}, an unknown booking`);
  }
  checkInventory(outcome, violate);
  checkQuotes(outcome, violate);
  for (const answer of outcome.booked) checkBooked(answer, outcome, violate);
  for (const answer of outcome.cancelled) checkCancelled(answer, outcome, violate);
  checkCancellationKeys(outcome, violate);
}

/** The legal timelines of a booking, by the lines of its trip. */
function legalPaths({ stays, flights }: BookingDocument): BookingStatus[][] {
  const forward: BookingStatus[] = [
    'INIT',
    ...(stays.length > 0 ? (['HOTEL_BOOKED'] as const) : []),
    ...(flights.length > 0 ? (['FLIGHT_BOOKED'] as const) : []),
  ];
  return [
    [...forward, 'COMPLETED'],
    [...forward, 'COMPLETED', 'CANCELLING', 'CANCELLED'],
    ...forward.map((_, at): BookingStatus[] => [...forward.slice(0, at + 1), 'COMPENSATING', 'FAILED']),
  ];
}

function checkPath(row: BookingDocument, violate: Violate): void {
  const { _id: id, status, timeline, version, outbox } = row;
  const path = timeline.map((entry) => entry.status);
  const legal = legalPaths(row).some((each) => each.join() === path.join());
  if (!legal) violate(`${id} went ${path.join(', ')}`);
  if (status !== path.at(-1)) violate(`${id} is ${status} after ${path.join(', ')}`);
  if (version !== path.length) violate(`${id} has version ${version} after ${path.length} transitions`);
  const published = outbox.map((event) => event.version).join();
  if (published !== path.map((_, at) => at + 1).join()) violate(`${id} published versions ${published}`);
  if (row.wakeAt !== undefined || row.saga !== null || isHolding(row)) violate(`${id} is not final`);
}

function checkMoney(row: BookingDocument, order: Order | undefined, violate: Violate): void {
  const { captured, refunded } = order ?? { captured: 0, refunded: 0 };
  const found = `${row._id} is ${row.status}: ${captured} taken, ${refunded} given back of ${row.total.amount}`;
  if (row.status === 'FAILED' && captured !== refunded) violate(found);
  if (row.status === 'COMPLETED' && (captured !== row.total.amount || refunded !== 0)) violate(found);
  if (row.status === 'CANCELLED') {
    const { refund, requestedAt } = row.cancellation ?? { refund: null, requestedAt: null };
    const promised = requestedAt === null ? NaN : refundByTerms(row, requestedAt);
    if (captured !== row.total.amount || refunded !== promised || refund?.amount !== promised) {
      violate(`${found}, where ${promised} was promised`);
    }
  }
}

/** Computes the refund independently of the product's code. */
function refundByTerms({ stays, flights }: BookingDocument, at: Date): number {
  const shares = [...stays, ...flights].map(({ charged, terms }) => {
    const percent = terms?.tiers.find(({ until }) => at.getTime() < until.getTime())?.percent ?? 0;
    return Math.floor((charged.amount * percent + 50) / 100);
  });
  return shares.reduce((sum, share) => sum + share, 0);
}

function checkInventory({ bookings, inventory }: Outcome, violate: Violate): void {
  for (const { _id, holds } of inventory) {
    for (const [key, { state }] of Object.entries(holds)) {
      const status = bookings.get(key.split(':')[0] ?? '')?.status;
      if (status !== 'COMPLETED' || state !== 'booked')
        violate(`${_id}: ${key} is ${state}, ${String(status)}`);
    }
  }
  for (const { _id, status, stays, flights } of bookings.values()) {
    for (const { lineId } of status === 'COMPLETED' ? [...stays, ...flights] : []) {
      const kept = inventory.some(({ holds }) => holds[`${_id}:${lineId}`] !== undefined);
      if (!kept) violate(`${_id} is COMPLETED, and nothing is kept for ${lineId}`);
    }
  }
}

function checkQuotes({ bookings, quotes }: Outcome, violate: Violate): void {
  for (const { _id, quoteId } of bookings.values()) {
    const bookedBy = quotes.get(quoteId)?.bookedBy;
    if (bookedBy !== _id) violate(`${_id} booked ${quoteId}, which is ${String(bookedBy)}'s`);
  }
}

/** Compares an answer of `bookTrip` with the final state. */
function checkBooked(answer: BookAnswer, { bookings }: Outcome, violate: Violate): void {
  const { userId, idempotencyKey, quoteId, paymentMethod, outcome } = answer;
  const id = reservationIdFor(userId, idempotencyKey);
  const row = bookings.get(id);
  const same = row?.quoteId === quoteId && row.paymentMethod === paymentMethod;
  const told = `${outcome.outcome} for ${idempotencyKey} with ${quoteId} and ${paymentMethod}`;
  switch (outcome.outcome) {
    case 'accepted':
      if (outcome.reservation._id !== id || !same)
        violate(`${told}, where ${String(row?.quoteId)} is booked`);
      break;
    case 'key_reused':
      if (row === undefined || same) violate(`${told}, which was not booked with anything else`);
      break;
    case 'quote_already_booked':
    case 'quote_expired':
    case 'over_limit':
    case 'network_over_limit':
      break;
  }
}

/** Compares an answer of `cancelReservation` with the final state. */
function checkCancelled(answer: CancelAnswer, { bookings }: Outcome, violate: Violate): void {
  const { userId, reservationId, idempotencyKey, promised, until, outcome } = answer;
  if (outcome.outcome !== 'accepted') return;
  const row = bookings.get(reservationId);
  const told = `${reservationId} was cancelled under ${idempotencyKey}`;
  if (row?.status !== 'CANCELLED') violate(`${told}, and is ${String(row?.status)}`);
  if (row?.cancellation?.claimId !== cancellationIdFor(userId, idempotencyKey)) {
    violate(`${told}, and is by another claim`);
  }
  const requestedAt = row?.cancellation?.requestedAt;
  if (requestedAt === undefined || requestedAt >= until) violate(`${told}, when its quote had expired`);
  const given = row?.cancellation?.refund.amount;
  if (given !== promised) violate(`${told} for ${promised}, and gave back ${String(given)}`);
}

/** Checks that no key cancelled two reservations, or was accepted for two requests. */
function checkCancellationKeys({ bookings, cancelled }: Outcome, violate: Violate): void {
  const claims = Array.from(bookings.values()).flatMap(({ cancellation }) => cancellation?.claimId ?? []);
  if (new Set(claims).size < claims.length) violate(`of the claims ${claims.join(', ')} one was used twice`);
  const asked = new Map<string, string>();
  for (const { userId, idempotencyKey, reservationId, cancellationQuoteId, outcome } of cancelled) {
    if (outcome.outcome !== 'accepted') continue;
    const [by, what] = [`${userId} ${idempotencyKey}`, `${reservationId} ${cancellationQuoteId}`];
    const first = asked.get(by) ?? what;
    if (first !== what) violate(`${by} was accepted for ${first} and for ${what}`);
    asked.set(by, first);
  }
}
