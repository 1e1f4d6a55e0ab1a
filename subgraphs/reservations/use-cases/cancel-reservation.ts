import type { Clock } from '../../../platform/clock.ts';
import { cancellationIdFor } from '../domain/ids.ts';
import { guardedUpdate } from '../../../platform/resilience/guarded-update.ts';
import { decideCancellation, quoteCancellation } from '../domain/cancellation.ts';
import type {
  CancellationRefusal,
  CancellationRequest,
  QuotedBooking,
  QuotedCancellation,
} from '../domain/cancellation.ts';
import type { HandOver } from '../saga/hand-over.ts';
import type { Recorder } from '../saga/recorder.ts';
import { toBooking } from '../store/bookings-document.ts';
import type { BookingDocument } from '../store/bookings-document.ts';
import type { BookingStore } from '../store/bookings.ts';
import type { CancellationClaims } from '../store/cancellation-claims.ts';
import { inputHashOf } from './input-hash.ts';

export interface CancelReservationRequest {
  userId: string;
  reservationId: string;
  cancellationQuoteId: string;
  idempotencyKey: string;
}

/** A refusal wrote nothing: the same request is evaluated again. */
export type CancelOutcome =
  | { outcome: 'accepted'; reservation: BookingDocument }
  /** `UNKNOWN_RESERVATION`: it does not exist, or another user owns it. */
  | { outcome: 'refused'; reason: CancellationRefusal | 'UNKNOWN_RESERVATION' }
  | { outcome: 'key_reused' };

export interface Cancellations {
  /** The quote for a cancellation now, or the reason why the reservation cannot be cancelled. */
  quote(reservation: QuotedBooking): QuotedCancellation;
  /** @param check throws for invalid input of a first request; a repeated request is answered without it */
  cancel(request: CancelReservationRequest, check: () => void): Promise<CancelOutcome>;
}

export interface CancellationsOptions {
  store: Pick<BookingStore, 'find' | 'confirm'>;
  claims: CancellationClaims;
  recorder: Pick<Recorder, 'record'>;
  handOver: Pick<HandOver, 'cancel'>;
  clock: Clock;
  /** The longest validity of a cancellation quote. */
  quoteSeconds: number;
}

/** Quotes and accepts cancellations. The worker undoes the booking's steps. */
export function createCancellations(options: CancellationsOptions): Cancellations {
  const { store, claims, clock, quoteSeconds } = options;
  return {
    quote: (reservation) => quoteCancellation(reservation, clock(), quoteSeconds * 1_000),

    async cancel(request, check) {
      const { userId, reservationId, cancellationQuoteId: quoteId, idempotencyKey } = request;
      const claimId = cancellationIdFor(userId, idempotencyKey);
      const inputHash = inputHashOf(reservationId, quoteId);
      const claimed = await claims.find(claimId);
      if (claimed !== null && claimed.inputHash !== inputHash) return { outcome: 'key_reused' };
      if (claimed === null) check();
      const attempt = { userId, claimId, inputHash, quoteId, ownsClaim: false };
      return guardedUpdate({
        subject: `reservation ${reservationId}`,
        read: () => store.find(reservationId),
        write: (row) => tryCancel(options, row, attempt),
      });
    },
  };
}

interface CancelAttempt extends CancellationRequest {
  userId: string;
  /** Set once an attempt has created the claim: the request deletes it where it is refused in the end. */
  ownsClaim: boolean;
}

/** @returns null where another writer was first */
async function tryCancel(
  options: CancellationsOptions,
  row: BookingDocument | null,
  attempt: CancelAttempt,
): Promise<CancelOutcome | null> {
  const { claims, recorder, handOver, clock, quoteSeconds } = options;
  const { claimId, inputHash } = attempt;
  if (row?.userId !== attempt.userId) return { outcome: 'refused', reason: 'UNKNOWN_RESERVATION' };
  if (row.cancellation?.claimId === claimId) {
    if (row.cancellation.inputHash !== inputHash) return { outcome: 'key_reused' };
    return (await options.store.confirm(row._id)) ? { outcome: 'accepted', reservation: row } : null;
  }
  const now = clock();
  const decided = decideCancellation(toBooking(row), attempt, now, quoteSeconds * 1_000);
  if (decided.outcome === 'refused') {
    if (attempt.ownsClaim) await claims.release(claimId);
    return decided;
  }
  const claim = await claims.claim({ _id: claimId, inputHash, claimedAt: now });
  if (claim.inputHash !== inputHash) return { outcome: 'key_reused' };
  attempt.ownsClaim ||= claim.isNew;
  const reservation = await recorder.record({ row, decision: decided.decision });
  if (reservation === null) return null;
  handOver.cancel(reservation._id);
  return { outcome: 'accepted', reservation };
}
