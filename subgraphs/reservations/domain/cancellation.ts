import { stepsToUndo } from './booking.ts';
import type { Booking, BookingStatus, CancelledLine } from './booking.ts';
import { nextChange, percentAt } from './cancellation-terms.ts';
import type { BookingEvent } from './evolve.ts';
import { money, percentOf, sum } from './money.ts';
import type { Money } from './money.ts';
import { record, undoNext } from './saga.ts';
import type { Decision } from './saga.ts';
import type { PricedTrip } from './trip.ts';

/** The reasons to refuse a cancellation. */
export type CancellationRefusal =
  /** The booking is not completed yet. */
  | 'STILL_BOOKING'
  /** The booking failed or is being compensated. */
  | 'NOT_BOOKED'
  | 'ALREADY_CANCELLED'
  /** The first check-in or departure has passed. */
  | 'TRIP_BEGUN'
  /** A booking from before cancellation terms were stored. */
  | 'WITHOUT_TERMS'
  /** The quote has expired or does not match the terms: request a new quote. */
  | 'QUOTE_EXPIRED';

/** The refund of a cancellation, offered until `expiresAt`. */
export interface CancellationQuote {
  id: string;
  lines: readonly CancelledLine[];
  /** Sum of the lines' refunds. */
  refund: Money;
  expiresAt: Date;
}

/** The fields of a booking that its cancellation quote depends on. */
export interface QuotedBooking {
  id: string;
  status: BookingStatus;
  trip: PricedTrip;
}

export type QuotedCancellation =
  { outcome: 'quoted'; quote: CancellationQuote } | { outcome: 'refused'; reason: CancellationRefusal };

/**
 * Quotes the cancellation of a booking by the terms of each line. The quote expires after `ttlMs`, and earlier where the
 * terms of a line change earlier: the refund always equals the terms.
 */
export function quoteCancellation(booking: QuotedBooking, now: Date, ttlMs: number): QuotedCancellation {
  const reason = refusalOf(booking, now);
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

/** A cancellation as requested under an idempotency key. */
export interface CancellationRequest {
  claimId: string;
  inputHash: string;
  quoteId: string;
}

export type DecidedCancellation =
  { outcome: 'accepted'; decision: Decision } | { outcome: 'refused'; reason: CancellationRefusal };

/**
 * Accepts or refuses a cancellation by the id of its quote, which carries the refund and the expiry. A forged id is
 * harmless: the quote is computed again, and its refund must be the same.
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
  const parsed = parseQuoteId(quoteId);
  const isValid =
    parsed?.reservationId === booking.id &&
    now < parsed.expiresAt &&
    parsed.expiresAt.getTime() <= now.getTime() + ttlMs &&
    parsed.refund === refund.amount;
  if (!isValid || booking.status !== 'COMPLETED') return { outcome: 'refused', reason: 'QUOTE_EXPIRED' };
  const started: BookingEvent = {
    type: 'CancellationStarted',
    cancellation: { claimId, inputHash, requestedAt: now, lines, refund },
    // Without a refund the payment is left alone.
    undoing: stepsToUndo(booking).filter((step) => step !== 'pay' || refund.amount > 0),
    at: now,
  };
  return { outcome: 'accepted', decision: record(booking, [started], (after) => undoNext(after, now)) };
}

function refusalOf(booking: QuotedBooking, now: Date): CancellationRefusal | null {
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

/** The content of a cancellation quote's id. */
interface QuoteIdContent {
  reservationId: string;
  /** In whole milliseconds. */
  expiresAt: Date;
  /** In minor units. */
  refund: number;
}

const quoteIdForm = /^cxq_([0-9a-z]{20}_[0-9a-z]{20})_([0-9a-z]{1,11})_([0-9a-z]{1,11})$/;

/** The expected form, for error messages. */
export const cancellationQuoteIdForm = 'the id of a CancellationQuote (cxq_ and letters or digits)';

/** True for a text in the form of a cancellation quote's id. */
export function isCancellationQuoteId(text: string): boolean {
  return parseQuoteId(text) !== null;
}

function quoteIdOf({ reservationId, expiresAt, refund }: QuoteIdContent): string {
  return `cxq_${reservationId.slice('rsv_'.length)}_${expiresAt.getTime().toString(36)}_${refund.toString(36)}`;
}

function parseQuoteId(id: string): QuoteIdContent | null {
  const [, own = '', expiry = '', refund = ''] = quoteIdForm.exec(id) ?? [];
  if (own === '') return null;
  return {
    reservationId: `rsv_${own}`,
    expiresAt: new Date(Number.parseInt(expiry, 36)),
    refund: Number.parseInt(refund, 36),
  };
}
