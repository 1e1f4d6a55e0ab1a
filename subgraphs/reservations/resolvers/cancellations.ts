import type { Context } from '../context.ts';
import { parseId } from '../../../platform/id-input.ts';
import { reservationIds } from '../domain/ids.ts';
import { requireAuthenticated, requireUser } from '../../../platform/identity.ts';
import { money } from '../domain/money.ts';
import type { NotCancellableReason, Resolvers, ResolversTypes } from '../generated/resolvers.ts';
import type { CancelOutcome, Cancellations } from '../use-cases/cancel-reservation.ts';
import { snapshotOfDocument } from '../store/bookings-document.ts';
import { checkCancelReservation, checkIdempotencyKey } from './inputs.ts';
import { idempotencyKeyReused } from './outcomes.ts';

/** Quotes of cancellations, and cancellations. */
export function cancellationResolvers({ cancelling }: { cancelling: Cancellations }) {
  async function quote(reservationId: string, { caller, loaders }: Context) {
    const id = parseId(reservationIds, reservationId, 'reservationId');
    requireAuthenticated(caller);
    const reservation = await loaders.reservations.live.load(id);
    // Only the owner may cancel: the scope read:any does not suffice.
    if (reservation === null || caller.kind !== 'user' || reservation.userId !== caller.userId)
      return notCancellable('UNKNOWN_RESERVATION');
    const { status, stays, flights, total } = reservation;
    const quoted = cancelling.quote({ id, status, trip: { stays, flights, total } });
    if (quoted.outcome === 'refused') return notCancellable(quoted.reason);
    const { lines, ...offer } = quoted.quote;
    const fee = money(total.amount - offer.refund.amount, total.currency);
    return { __typename: 'CancellationQuote' as const, ...offer, lines: [...lines], reservation, fee };
  }

  return {
    Query: {
      async cancellationQuote(_parent, { reservationId }, context) {
        const result = await quote(reservationId, context);
        return result.__typename === 'CancellationQuote' ? result : null;
      },

      quoteCancellation: (_parent, { reservationId }, context) => quote(reservationId, context),
    },

    Mutation: {
      async cancelReservation(_parent, { input }, { caller }) {
        const { userId } = requireUser(caller);
        checkIdempotencyKey(input);
        const outcome = await cancelling.cancel({ userId, ...input }, () => {
          checkCancelReservation(input);
        });
        return toResult(outcome);
      },
    },
  } satisfies Resolvers;
}

const messages: Record<NotCancellableReason, string> = {
  UNKNOWN_RESERVATION: 'You have no reservation with this id.',
  STILL_BOOKING: 'The booking is still under way: cancel it once its status is COMPLETED.',
  NOT_BOOKED: 'The booking failed: nothing is booked, and nothing stays charged.',
  ALREADY_CANCELLED: 'The reservation is already cancelled, or being cancelled.',
  TRIP_BEGUN: 'The trip has begun: its first check-in or departure is in the past.',
  WITHOUT_TERMS:
    'The reservation was booked before cancellation terms were stored: contact customer service.',
  QUOTE_EXPIRED: 'The cancellation quote does not exist or has expired: request a new quote.',
};

function notCancellable(reason: NotCancellableReason) {
  return { __typename: 'NotCancellable' as const, reason, message: messages[reason] };
}

function toResult(outcome: CancelOutcome): ResolversTypes['CancelReservationResult'] {
  switch (outcome.outcome) {
    case 'accepted':
      return { __typename: 'CancelAccepted', reservation: snapshotOfDocument(outcome.reservation) };
    case 'refused':
      return notCancellable(outcome.reason);
    case 'key_reused':
      return idempotencyKeyReused;
  }
}
