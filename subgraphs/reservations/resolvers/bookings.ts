import { encodeCursor, parsePage, toPageConnection } from '../../../platform/page-connections.ts';
import { keyOfReference, loadSnapshot, snapshotKey } from '../../../platform/events/snapshots.ts';
import { parseId } from '../../../platform/id-input.ts';
import { reservationIds } from '../domain/ids.ts';
import { canRead, requireAuthenticated, requireReader, requireUser } from '../../../platform/identity.ts';
import type { Caller } from '../../../platform/identity.ts';
import { newestFirst } from '../../../platform/stores/keyset-pages.ts';
import type { Resolvers, ResolversTypes } from '../generated/resolvers.ts';
import type { BookTrip, BookTripOutcome } from '../use-cases/book-trip.ts';
import { snapshotOfDocument } from '../store/bookings-document.ts';
import type { ReservationSnapshot } from '../store/bookings-document.ts';
import { checkIdempotencyKey, createBookTripCheck } from './inputs.ts';
import { idempotencyKeyReused, refusedByLimit, refusedByNetworkLimit } from './outcomes.ts';
import { refundTiers } from './priced-lines.ts';

type BookingResolvers = Required<Pick<Resolvers, 'Reservation' | 'Stay' | 'FlightBooking' | 'User'>> & {
  Query: Pick<NonNullable<Resolvers['Query']>, 'me' | 'reservation'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'bookTrip'>;
};

/** Queries and mutations of reservations. */
export function bookingResolvers(options: {
  bookTrip: BookTrip;
  /** The accepted payment methods. */
  paymentMethods: readonly string[];
}): BookingResolvers {
  const checkBookTrip = createBookTripCheck(options.paymentMethods);
  return {
    Query: {
      me: (_parent, _args, { caller }) => ({ id: requireUser(caller).userId }),

      async reservation(_parent, args, { caller, loaders }) {
        const id = parseId(reservationIds, args.id);
        requireAuthenticated(caller);
        return readable(caller, await loaders.reservations.live.load(id));
      },
    },

    Mutation: {
      async bookTrip(_parent, { input }, { caller, clientAddress }) {
        const { userId } = requireUser(caller);
        checkIdempotencyKey(input);
        const outcome = await options.bookTrip({ userId, clientAddress, ...input }, () => {
          checkBookTrip(input);
        });
        return toResult(caller, outcome);
      },
    },

    Reservation: {
      async __resolveReference(reference, { caller, loaders }) {
        const key = keyOfReference(reservationIds, reference);
        requireAuthenticated(caller);
        return readable(caller, await loadSnapshot(loaders.reservations, key));
      },
      snapshot: ({ id, version }) => snapshotKey(id, version),
      user: ({ userId }) => ({ __typename: 'User', id: userId }),
    },

    Stay: {
      id: ({ lineId }) => lineId,
      hotel: ({ hotelId }, _args, { loaders }) => loaders.hotel.load(hotelId),
      price: ({ charged }) => charged,
      refundTiers,
    },

    FlightBooking: {
      id: ({ lineId }) => lineId,
      flight: ({ flightId }, _args, { loaders }) => loaders.flights.live.load(flightId),
      price: ({ charged }) => charged,
      refundTiers,
    },

    User: {
      async reservations({ id }, { status, ...args }, { caller, loaders }) {
        const page = parsePage('reservations', newestFirst, args);
        requireReader(caller, id);
        const filter = { userId: id, ...(status == null ? {} : { status }) };
        const documents = await loaders.reservationPage.load({ filter, page });
        const cursorOf = ({ createdAt, _id }: (typeof documents)[number]) =>
          encodeCursor('reservations', [createdAt.getTime(), _id]);
        return toPageConnection(documents, page, cursorOf, snapshotOfDocument);
      },
    },
  };
}

/** The reservation; null if it does not exist or the caller may not read it. */
function readable(caller: Caller, reservation: ReservationSnapshot | null): ReservationSnapshot | null {
  return reservation !== null && canRead(caller, reservation.userId) ? reservation : null;
}

function toResult(caller: Caller, outcome: BookTripOutcome): ResolversTypes['BookTripResult'] {
  switch (outcome.outcome) {
    case 'accepted':
      return { __typename: 'BookTripAccepted', reservation: snapshotOfDocument(outcome.reservation) };
    case 'quote_expired':
      return {
        __typename: 'QuoteExpired',
        message: 'This quote does not exist or has expired: request a new quote.',
      };
    case 'quote_already_booked': {
      const { reservation } = outcome;
      return {
        __typename: 'QuoteAlreadyBooked',
        message: 'This quote is already booked, with another idempotency key.',
        bookedReservation: reservation === null ? null : readable(caller, snapshotOfDocument(reservation)),
      };
    }
    case 'over_limit':
      return refusedByLimit(outcome.over);
    case 'network_over_limit':
      return refusedByNetworkLimit(outcome.over);
    case 'key_reused':
      return idempotencyKeyReused;
  }
}
