import { stepsToUndo } from './booking.ts';
import type { Booking, BookingStatus, CancelledLine } from './booking.ts';
import { nextChange, percentAt } from './cancellation-terms.ts';
import { evolve } from './evolve.ts';
import type { BookingEvent } from './evolve.ts';
import { money, percentOf, sum } from './money.ts';
import type { Money } from './money.ts';
import { undoNext } from './saga.ts';
import type { Decision } from './saga.ts';
import type { PricedTrip } from './trip.ts';

/** Why a reservation cannot be cancelled, or not like this. */
export type CancellationRefusal =
  /** Not completed yet: it may still fail by itself. */
  | 'STILL_BOOKING'
  /** It failed, or is failing: there is nothing to be cancelled. */
  | 'NOT_BOOKED'
  | 'ALREADY_CANCELLED'
  /** The first check-in or departure is past. */
  | 'TRIP_BEGUN'
  /** It was booked before terms of cancellation were kept. */
  | 'WITHOUT_TERMS'
  /** What was quoted no longer holds: ask for a new quote. */
  | 'QUOTE_EXPIRED';

/** What cancelling now gives back, and until when that holds. */
export interface CancellationQuote {
  id: string;
  lines: readonly CancelledLine[];
  /** The sum of the lines' refunds. */
  refund: Money;
  expiresAt: Date;
}

/** What has to be known of a booking to quote its cancellation. */
export interface QuotedBooking {
  id: string;
  status: BookingStatus;
  trip: PricedTrip;
}

export type QuotedCancellation =
  { outcome: 'quoted'; quote: CancellationQuote } | { outcome: 'refused'; reason: CancellationRefusal };

/**
 * Quotes the cancellation of a booking by each line's own terms. It holds for a while, and never beyond the moment at
 * which any line's terms change, so that what is refunded is always what the terms say.
 */
export function quoteCancellation(booking: QuotedBooking, now: Date, ttlMs: number): QuotedCancellation {
  const reason = whyNot(booking, now);
  if (reason !== null) return { outcome: 'refused', reason };
  const lines = cancelledLines(booking, now);
  const refund = sum(
    lines.map((line) => line.refund.amount),
    booking.trip.total.currency,
  );
  const changes = termsIn(booking).flatMap((terms) => nextChange(terms, now)?.getTime() ?? []);
  const expiresAt = new Date(Math.min(now.getTime() + ttlMs, ...changes));
  const id = quoteIdOf({ reservationId: booking.id, expiresAt, refund: refund.amount });
  return { outcome: 'quoted', quote: { id, lines, refund, expiresAt } };
}

/** What a person asks for under an idempotency key. */
export interface CancellationRequest {
  claimId: string;
  inputHash: string;
  quoteId: string;
}

export type DecidedCancellation =
  { outcome: 'begun'; decision: Decision } | { outcome: 'refused'; reason: CancellationRefusal };

/**
 * Decides whether a booking is cancelled as quoted: only as long as the quote holds, and for exactly what it says. The
 * quote's id alone says it: whoever makes one up gets what the terms give, or nothing.
 */
export function decideCancellation(
  booking: Booking,
  { claimId, inputHash, quoteId }: CancellationRequest,
  now: Date,
  ttlMs: number,
): DecidedCancellation {
  const quoted = quoteCancellation(booking, now, ttlMs);
  if (quoted.outcome === 'refused') return quoted;
  const { lines, refund } = quoted.quote;
  const promised = parseQuoteId(quoteId);
  const holds =
    promised?.reservationId === booking.id &&
    now < promised.expiresAt &&
    promised.expiresAt.getTime() <= now.getTime() + ttlMs &&
    promised.refund === refund.amount;
  if (!holds || booking.status !== 'COMPLETED') return { outcome: 'refused', reason: 'QUOTE_EXPIRED' };
  const begun: BookingEvent = {
    type: 'CancellationBegun',
    cancellation: { claimId, inputHash, requestedAt: now, lines, refund },
    // Nothing is asked of whoever took the money where nothing comes back.
    undoing: stepsToUndo(booking).filter((step) => step !== 'pay' || refund.amount > 0),
    at: now,
  };
  const { events, command } = undoNext(evolve(booking, begun), now);
  return { outcome: 'begun', decision: { events: [begun, ...events], command } };
}

function whyNot(booking: QuotedBooking, now: Date): CancellationRefusal | null {
  switch (booking.status) {
    case 'INIT':
    case 'HOTEL_BOOKED':
    case 'FLIGHT_BOOKED':
      return 'STILL_BOOKING';
    case 'COMPENSATING':
    case 'FAILED':
      return 'NOT_BOOKED';
    case 'CANCELLING':
    case 'CANCELLED':
      return 'ALREADY_CANCELLED';
    case 'COMPLETED': {
      const terms = termsIn(booking);
      if (terms.length < linesIn(booking).length) return 'WITHOUT_TERMS';
      return terms.some(({ startsAt }) => now >= startsAt) ? 'TRIP_BEGUN' : null;
    }
  }
}

function linesIn({ trip }: QuotedBooking) {
  return [...trip.stays, ...trip.flights];
}

function termsIn(booking: QuotedBooking) {
  return linesIn(booking).flatMap(({ terms }) => terms ?? []);
}

function cancelledLines(booking: QuotedBooking, now: Date): CancelledLine[] {
  return linesIn(booking).map(({ lineId, description, charged, terms }) => ({
    ...{ lineId, description, charged },
    refund: terms === undefined ? money(0, charged.currency) : percentOf(charged, percentAt(terms, now)),
  }));
}

/** What the id of a cancellation's quote says. */
interface Promised {
  reservationId: string;
  /** To the millisecond. */
  expiresAt: Date;
  /** In minor units. */
  refund: number;
}

const quoteIdForm = /^cxq_([0-9a-z]{20}_[0-9a-z]{20})_([0-9a-z]{1,11})_([0-9a-z]{1,11})$/;

/** What such an id looks like, in words. */
export const cancellationQuoteIdForm = 'the id of a CancellationQuote (cxq_ and letters or digits)';

/** Whether a text has the form of the id of a cancellation's quote. */
export function isCancellationQuoteId(text: string): boolean {
  return parseQuoteId(text) !== null;
}

function quoteIdOf({ reservationId, expiresAt, refund }: Promised): string {
  return `cxq_${reservationId.slice('rsv_'.length)}_${expiresAt.getTime().toString(36)}_${refund.toString(36)}`;
}

function parseQuoteId(id: string): Promised | null {
  const [, own = '', expiry = '', refund = ''] = quoteIdForm.exec(id) ?? [];
  if (own === '') return null;
  return {
    reservationId: `rsv_${own}`,
    expiresAt: new Date(Number.parseInt(expiry, 36)),
    refund: Number.parseInt(refund, 36),
  };
}
