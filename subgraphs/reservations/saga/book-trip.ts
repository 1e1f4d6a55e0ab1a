import type { Clock } from '../../../platform/clock.ts';
import { reservationIdFor } from '../../../platform/ids.ts';
import type { Logger } from '../../../platform/log.ts';
import type { BookingStore } from '../store/bookings.ts';
import type { BookingDocument } from '../store/bookings-document.ts';
import type { QuoteStore } from '../store/quotes.ts';
import { inputHashOf } from './input-hash.ts';
import { noIntakeHook } from './intake-points.ts';
import type { IntakeHook, IntakePoint } from './intake-points.ts';
import type { SagaQueue } from './queue.ts';
import { sweepAfterMs } from './recorder.ts';

export interface BookTripRequest {
  userId: string;
  idempotencyKey: string;
  quoteId: string;
  paymentMethod: string;
}

/** What comes of asking for a booking. Refusals wrote nothing, and are evaluated anew when asked again. */
export type BookTripOutcome =
  | { outcome: 'accepted'; reservation: BookingDocument }
  | { outcome: 'quote_expired' }
  | { outcome: 'quote_already_booked'; reservation: BookingDocument | null }
  | { outcome: 'key_reused' };

export interface BookTripOptions {
  store: BookingStore;
  quotes: Pick<QuoteStore, 'findQuote' | 'claimQuote' | 'unclaimQuote'>;
  queue: Pick<SagaQueue, 'start'>;
  /** Told once something was published. */
  outbox: { notify(): void };
  clock: Clock;
  /** How long rooms and seats are held for a booking that is not paid. */
  holdSeconds: number;
  logger: Logger;
  /** Fault injection: tests alone give it. */
  at?: IntakeHook | undefined;
}

/** Takes down bookings of quotes. The reservation's id derives from caller and key, so that its insert is the claim. */
export function createBookTrip(options: BookTripOptions) {
  const { store, quotes, queue, outbox, clock, holdSeconds, logger, at = noIntakeHook } = options;

  /**
   * Claims a quote for a reservation.
   * @returns why it cannot have it; null where it has
   */
  async function claim(quoteId: string, id: string, now: Date): Promise<BookTripOutcome | null> {
    const answer = await quotes.claimQuote(quoteId, id, now);
    if (answer.outcome === 'claimed') return null;
    if (answer.outcome === 'expired') return { outcome: 'quote_expired' };
    const reservation = await store.find(answer.bookedBy);
    if (reservation === null || reservation.quoteId === quoteId) {
      return { outcome: 'quote_already_booked', reservation };
    }
    // Whoever claimed it lost its key to a twin with another quote, and died before it took the claim back.
    await quotes.unclaimQuote(quoteId, reservation._id);
    return claim(quoteId, id, now);
  }

  /** @param check throws for input that a first request must not have; a repeat is answered without it */
  return async function bookTrip(request: BookTripRequest, check: () => void): Promise<BookTripOutcome> {
    const id = reservationIdFor(request.userId, request.idempotencyKey);
    const inputHash = inputHashOf(request.quoteId, request.paymentMethod);
    const existing = await store.find(id);
    if (existing !== null) return replay(existing, inputHash);
    check();

    const now = clock();
    const quote = await quotes.findQuote(request.quoteId);
    if (quote === null) return { outcome: 'quote_expired' };
    if (quote.userId !== null && quote.userId !== request.userId) return { outcome: 'quote_expired' };
    const pass = (stage: IntakePoint['stage']) => at({ reservationId: id, intake: 'book', stage });
    await pass('before-claim');
    const refused = await claim(request.quoteId, id, now);
    if (refused !== null) return refused;

    await pass('after-claim');

    const { userId, paymentMethod, quoteId } = request;
    const holdExpiresAt = new Date(now.getTime() + holdSeconds * 1_000);
    const facts = { id, userId, trip: quote.trip, paymentMethod, holdExpiresAt, createdAt: now };
    const wakeAt = new Date(now.getTime() + sweepAfterMs);
    const reservation = await store.insert(facts, { inputHash, quoteId }, wakeAt);
    if (reservation === null) {
      // A twin was faster: its outcome is ours.
      const twin = await store.find(id);
      if (twin === null) throw new Error(`${id} is taken and cannot be found`);
      // Its quote is the only one that this key will ever book.
      if (twin.quoteId !== quoteId) await quotes.unclaimQuote(quoteId, id);
      return replay(twin, inputHash);
    }
    await pass('after-record');
    outbox.notify();
    // Nobody waits for Redis: the booking is taken down, and what is not queued is swept.
    queue.start(facts).catch((error: unknown) => {
      logger.warn({ reservationId: id, err: error }, 'a booking could not be queued; the sweeper will');
    });
    return { outcome: 'accepted', reservation };
  };
}

export type BookTrip = ReturnType<typeof createBookTrip>;

function replay(reservation: BookingDocument, inputHash: string): BookTripOutcome {
  return reservation.inputHash === inputHash
    ? { outcome: 'accepted', reservation }
    : { outcome: 'key_reused' };
}
