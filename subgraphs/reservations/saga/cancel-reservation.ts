import type { Clock } from '../../../platform/clock.ts';
import { cancellationIdFor } from '../../../platform/ids.ts';
import type { Logger } from '../../../platform/log.ts';
import { decideCancellation, quoteCancellation } from '../domain/cancellation.ts';
import type { CancellationQuote, CancellationRefusal, QuotedBooking } from '../domain/cancellation.ts';
import type { BookingStore } from '../store/bookings.ts';
import { toBooking } from '../store/bookings-document.ts';
import type { BookingDocument } from '../store/bookings-document.ts';
import type { CancellationClaims } from '../store/cancellation-claims.ts';
import { inputHashOf } from './input-hash.ts';
import { noIntakeHook } from './intake-points.ts';
import type { IntakeHook, IntakePoint } from './intake-points.ts';
import type { SagaQueue } from './queue.ts';
import type { Recorder } from './recorder.ts';

export interface CancelReservationRequest {
  userId: string;
  reservationId: string;
  cancellationQuoteId: string;
  idempotencyKey: string;
}

/** What comes of asking for a cancellation. Refusals wrote nothing, and are evaluated anew when asked again. */
export type CancelOutcome =
  | { outcome: 'accepted'; reservation: BookingDocument }
  /** `UNKNOWN_RESERVATION`: there is none, or it is somebody else's. */
  | { outcome: 'refused'; reason: CancellationRefusal | 'UNKNOWN_RESERVATION' }
  | { outcome: 'key_reused' };

export interface Cancellations {
  /** What cancelling a reservation now would give back; null where it cannot be cancelled. */
  quote(reservation: QuotedBooking): CancellationQuote | null;
  /** @param check throws for input that a first request must not have; a repeat is answered without it */
  cancel(request: CancelReservationRequest, check: () => void): Promise<CancelOutcome>;
}

/** Takes down cancellations: the worker undoes what was booked. */
export function createCancellations(options: {
  store: Pick<BookingStore, 'find'>;
  claims: CancellationClaims;
  recorder: Pick<Recorder, 'record'>;
  queue: Pick<SagaQueue, 'enqueue'>;
  clock: Clock;
  /** How long a quote holds, at most. */
  quoteSeconds: number;
  logger: Logger;
  /** Fault injection: tests alone give it. */
  at?: IntakeHook | undefined;
}): Cancellations {
  const { store, claims, recorder, queue, clock, logger, at = noIntakeHook } = options;
  const ttlMs = options.quoteSeconds * 1_000;

  return {
    quote(reservation) {
      const quoted = quoteCancellation(reservation, clock(), ttlMs);
      return quoted.outcome === 'quoted' ? quoted.quote : null;
    },

    async cancel(request, check) {
      const { userId, reservationId, cancellationQuoteId: quoteId, idempotencyKey } = request;
      const claimId = cancellationIdFor(userId, idempotencyKey);
      const inputHash = inputHashOf(reservationId, quoteId);
      const pass = (stage: IntakePoint['stage']) => at({ reservationId, intake: 'cancel', stage });
      const claimed = await claims.find(claimId);
      if (claimed !== null && claimed.inputHash !== inputHash) return { outcome: 'key_reused' };
      if (claimed === null) check();
      let isMine = false;
      for (;;) {
        const row = await store.find(reservationId);
        if (row?.userId !== userId) return { outcome: 'refused', reason: 'UNKNOWN_RESERVATION' };
        if (row.cancellation?.claimId === claimId) {
          if (row.cancellation.inputHash !== inputHash) return { outcome: 'key_reused' };
          return { outcome: 'accepted', reservation: row };
        }
        const now = clock();
        const decided = decideCancellation(toBooking(row), { claimId, inputHash, quoteId }, now, ttlMs);
        if (decided.outcome === 'refused') {
          // Lost to somebody who wrote since: the key has cancelled nothing.
          if (isMine) await claims.release(claimId);
          return decided;
        }
        await pass('before-claim');
        const claim = await claims.claim({ _id: claimId, inputHash, claimedAt: now });
        if (claim.inputHash !== inputHash) return { outcome: 'key_reused' };
        isMine ||= claim.isNew;
        await pass('after-claim');
        const reservation = await recorder.record({ row, decision: decided.decision });
        // Where somebody else wrote first, it is looked at as it then stands: by a twin it may be cancelled already.
        if (reservation === null) continue;
        await pass('after-record');
        queue.enqueue([reservationId]).catch((error: unknown) => {
          logger.warn({ reservationId, err: error }, 'a cancellation could not be queued; the sweeper will');
        });
        return { outcome: 'accepted', reservation };
      }
    },
  };
}
