import { z } from 'zod';
import { parseId } from '../../../platform/id-input.ts';
import { isId } from '../../../platform/ids.ts';
import { reservationIds } from '../domain/ids.ts';
import { requireAuthenticated, requireUser } from '../../../platform/identity.ts';
import { parseInput } from '../../../platform/input.ts';
import { cancellationQuoteIdForm, isCancellationQuoteId } from '../domain/cancellation.ts';
import { money } from '../domain/money.ts';
import type { NotCancellableReason, Resolvers, ResolversTypes } from '../generated/resolvers.ts';
import type { CancelOutcome, Cancellations } from '../use-cases/cancel-reservation.ts';
import { snapshotOfDocument } from '../store/bookings-document.ts';
import { keyForm, keyReused } from './idempotency.ts';

const ids = z.object({
  input: z.object({
    reservationId: z
      .string()
      .refine((id) => isId(reservationIds, id), `a Reservation id (${reservationIds.description})`),
    cancellationQuoteId: z.string().refine(isCancellationQuoteId, cancellationQuoteIdForm),
  }),
});

/** What reservations answers of cancellations. */
export function cancellationResolvers({ cancelling }: { cancelling: Cancellations }) {
  return {
    Query: {
      async cancellationQuote(_, { reservationId }, { caller, loaders }) {
        const id = parseId(reservationIds, reservationId, 'reservationId');
        requireAuthenticated(caller);
        const reservation = await loaders.reservations.live.load(id);
        // Those who may read anything may not cancel it.
        if (reservation === null || caller.kind !== 'user' || reservation.userId !== caller.userId)
          return null;
        const { status, stays, flights, total } = reservation;
        const quote = cancelling.quote({ id, status, trip: { stays, flights, total } });
        if (quote === null) return null;
        const fee = money(total.amount - quote.refund.amount, total.currency);
        return { ...quote, lines: [...quote.lines], reservation, fee };
      },
    },

    Mutation: {
      async cancelReservation(_, { input }, { caller }) {
        const { userId } = requireUser(caller);
        parseInput(keyForm, { input });
        const outcome = await cancelling.cancel({ userId, ...input }, () => {
          parseInput(ids, { input });
        });
        return toResult(outcome);
      },
    },
  } satisfies Resolvers;
}

const messages: Record<NotCancellableReason, string> = {
  UNKNOWN_RESERVATION: 'There is no such reservation of yours.',
  STILL_BOOKING: 'It is still being booked: it can be cancelled once it is completed.',
  NOT_BOOKED: 'The booking failed: there is nothing to be cancelled, and nothing stays charged.',
  ALREADY_CANCELLED: 'It is cancelled already, or being cancelled.',
  TRIP_BEGUN: 'The trip has begun: its first check-in or departure is past.',
  WITHOUT_TERMS: 'It was booked before terms of cancellation were kept: it has to be asked for in person.',
  QUOTE_EXPIRED: 'What was quoted no longer holds: ask for a new quote.',
};

function toResult(outcome: CancelOutcome): ResolversTypes['CancelReservationResult'] {
  switch (outcome.outcome) {
    case 'accepted':
      return { __typename: 'CancelAccepted', reservation: snapshotOfDocument(outcome.reservation) };
    case 'refused': {
      const { reason } = outcome;
      return { __typename: 'NotCancellable', reason, message: messages[reason] };
    }
    case 'key_reused':
      return keyReused;
  }
}
