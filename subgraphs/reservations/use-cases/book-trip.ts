import type { Clock } from '../../../platform/clock.ts';
import { graphqlError } from '../../../platform/errors.ts';
import { networkKey } from '../../../platform/http/client-network.ts';
import { WriteConflictError } from '../../../platform/resilience/guarded-update.ts';
import { unitsOf } from '../domain/booking-limits.ts';
import type { OverLimit } from '../domain/booking-limits.ts';
import { reservationIdFor } from '../domain/ids.ts';
import type { HandOver } from '../saga/hand-over.ts';
import { sweepAfterMs } from '../saga/recorder.ts';
import type { BookingSlots, Slot } from '../store/booking-slots.ts';
import type { BookingStore } from '../store/bookings.ts';
import type { BookingDocument } from '../store/bookings-document.ts';
import type { QuoteDocument, QuoteStore } from '../store/quotes.ts';
import { inputHashOf } from './input-hash.ts';

export interface BookTripRequest {
  userId: string;
  idempotencyKey: string;
  quoteId: string;
  paymentMethod: string;
  /** The client's IP address; null if unknown. */
  clientAddress: string | null;
}

/** A refusal wrote nothing: the same request is evaluated again. */
export type BookTripOutcome =
  | { outcome: 'accepted'; reservation: BookingDocument }
  | { outcome: 'quote_expired' }
  | { outcome: 'quote_already_booked'; reservation: BookingDocument | null }
  | { outcome: 'over_limit'; over: OverLimit }
  /** By the bookings of all customers in the client's network. */
  | { outcome: 'network_over_limit'; over: OverLimit }
  | { outcome: 'key_reused' };

export interface BookTripOptions {
  store: BookingStore;
  quotes: Pick<QuoteStore, 'findQuote' | 'claimQuote' | 'unclaimQuote'>;
  slots: BookingSlots;
  networkSlots: BookingSlots;
  newSlotId: () => string;
  handOver: Pick<HandOver, 'start'>;
  /** Notified after the event of a new booking is stored. */
  outbox: { notify(): void };
  clock: Clock;
  /** The duration of an unpaid booking's holds. */
  holdSeconds: number;
}

/** @param check throws for invalid input of a first request; a repeated request is answered without it */
export type BookTrip = (request: BookTripRequest, check: () => void) => Promise<BookTripOutcome>;

/** Books quotes. The reservation's id derives from the caller and the idempotency key, so that the insert is the claim. */
export function createBookTrip(options: BookTripOptions): BookTrip {
  const { store, quotes, clock } = options;
  return async (request, check) => {
    const { userId, quoteId, paymentMethod } = request;
    const id = reservationIdFor(userId, request.idempotencyKey);
    const inputHash = inputHashOf(quoteId, paymentMethod);
    const existing = await store.find(id);
    if (existing !== null && (await store.confirm(id))) return replay(existing, inputHash);
    check();

    const now = clock();
    const quote = await quotes.findQuote(quoteId);
    if (quote === null || (quote.userId !== null && quote.userId !== userId)) {
      return { outcome: 'quote_expired' };
    }
    const slot = { id: options.newSlotId(), reservationId: id, takenAt: now, ...unitsOf(quote.trip) };
    const overLimit = await takeSlots(options, request, slot);
    if (overLimit !== null) return overLimit;
    const booking = { id, inputHash, request, quote, now };
    const refused = await claimQuote(options, quoteId, id, now);
    const accepted = refused === null ? await insertBooking(options, booking) : null;
    if (accepted !== null) return accepted;
    await giveBackSlots(options, request, slot);
    return refused ?? answerAsFirst(options, booking);
  };
}

/**
 * Takes a slot of the customer and a slot of the client's network.
 * @returns the refusal; null where both are taken
 * @throws GraphQLError CONFLICT if too many other requests take slots at the same time
 */
async function takeSlots(
  { slots, networkSlots }: Pick<BookTripOptions, 'slots' | 'networkSlots'>,
  { userId, clientAddress }: BookTripRequest,
  slot: Slot,
): Promise<BookTripOutcome | null> {
  try {
    const own = await slots.take(userId, slot);
    if (own.outcome === 'refused') return { outcome: 'over_limit', over: own.over };
    const shared = await networkSlots.take(networkOf(clientAddress), slot);
    if (shared.outcome === 'taken') return null;
    await slots.giveBack(userId, slot);
    return { outcome: 'network_over_limit', over: shared.over };
  } catch (error) {
    if (!(error instanceof WriteConflictError)) throw error;
    throw graphqlError('CONFLICT', 'Expected no other bookings at the same time, got too many: try again.');
  }
}

async function giveBackSlots(
  { slots, networkSlots }: Pick<BookTripOptions, 'slots' | 'networkSlots'>,
  { userId, clientAddress }: BookTripRequest,
  slot: Slot,
): Promise<void> {
  await Promise.all([slots.giveBack(userId, slot), networkSlots.giveBack(networkOf(clientAddress), slot)]);
}

function networkOf(clientAddress: string | null): string {
  return `network ${networkKey(clientAddress)}`;
}

/** @returns the refusal; null where the reservation has the quote */
async function claimQuote(
  options: Pick<BookTripOptions, 'store' | 'quotes'>,
  quoteId: string,
  id: string,
  now: Date,
): Promise<BookTripOutcome | null> {
  const { store, quotes } = options;
  const claim = await quotes.claimQuote(quoteId, id, now);
  if (claim.outcome === 'claimed') return null;
  if (claim.outcome === 'expired') return { outcome: 'quote_expired' };
  const reservation = await store.find(claim.bookedBy);
  if (reservation === null || reservation.quoteId === quoteId) {
    return { outcome: 'quote_already_booked', reservation };
  }
  // A stale claim: the claimant booked another quote under the same key, and died before it took this claim back.
  await quotes.unclaimQuote(quoteId, reservation._id);
  return claimQuote(options, quoteId, id, now);
}

interface NewReservation {
  id: string;
  inputHash: string;
  request: BookTripRequest;
  quote: QuoteDocument;
  now: Date;
}

/** @returns null where a concurrent request with the same key was first */
async function insertBooking(
  { store, handOver, outbox, holdSeconds }: BookTripOptions,
  { id, inputHash, request, quote, now }: NewReservation,
): Promise<BookTripOutcome | null> {
  const { userId, paymentMethod, quoteId } = request;
  const holdExpiresAt = new Date(now.getTime() + holdSeconds * 1_000);
  const facts = { id, userId, trip: quote.trip, paymentMethod, holdExpiresAt, createdAt: now };
  const wakeAt = new Date(now.getTime() + sweepAfterMs);
  const reservation = await store.insert(facts, { inputHash, quoteId }, wakeAt);
  if (reservation === null) return null;
  outbox.notify();
  handOver.start(facts);
  return { outcome: 'accepted', reservation };
}

/** Answers as the concurrent request with the same key that was first: both get the same outcome. */
async function answerAsFirst(
  { store, quotes }: BookTripOptions,
  { id, inputHash, request: { quoteId } }: NewReservation,
): Promise<BookTripOutcome> {
  const first = await store.find(id);
  if (first === null)
    throw new Error(`${id}: insert reported a duplicate key, but the reservation does not exist.`);
  // The key books only the quote of the first request.
  if (first.quoteId !== quoteId) await quotes.unclaimQuote(quoteId, id);
  await store.confirm(id);
  return replay(first, inputHash);
}

function replay(reservation: BookingDocument, inputHash: string): BookTripOutcome {
  return reservation.inputHash === inputHash
    ? { outcome: 'accepted', reservation }
    : { outcome: 'key_reused' };
}
