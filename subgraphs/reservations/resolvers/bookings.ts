import { z } from 'zod';
import { encodeCursor, parsePage, toPageConnection } from '../../../platform/page-connections.ts';
import { keyOfReference, loadSnapshot, snapshotKey } from '../../../platform/events/snapshots.ts';
import { parseId } from '../../../platform/id-input.ts';
import { isId } from '../../../platform/ids.ts';
import { quoteIds, reservationIds } from '../domain/ids.ts';
import { canRead, requireAuthenticated, requireUser } from '../../../platform/identity.ts';
import type { Caller } from '../../../platform/identity.ts';
import { parseInput } from '../../../platform/input.ts';
import { newestFirst } from '../../../platform/stores/keyset-pages.ts';
import type { Resolvers, ResolversTypes } from '../generated/resolvers.ts';
import type { BookTrip, BookTripOutcome } from '../use-cases/book-trip.ts';
import { snapshotOfDocument } from '../store/bookings-document.ts';
import type { ReservationSnapshot } from '../store/bookings-document.ts';
import { keyForm, keyReused } from './idempotency.ts';
import { refundTiers } from './priced-lines.ts';

const quoteId = z.string().refine((id) => isId(quoteIds, id), `a Quote id (${quoteIds.description})`);

type BookingResolvers = Required<Pick<Resolvers, 'Reservation' | 'Stay' | 'FlightBooking' | 'User'>> & {
  Query: Pick<NonNullable<Resolvers['Query']>, 'reservation'>;
  Mutation: Pick<NonNullable<Resolvers['Mutation']>, 'bookTrip'>;
};

/** What reservations answers of bookings. */
export function bookingResolvers(options: {
  bookTrip: BookTrip;
  /** The means of payment that there are. */
  paymentMethods: readonly string[];
}): BookingResolvers {
  const isKnown = (method: string) => options.paymentMethods.includes(method);
  const paymentMethod = z.string().refine(isKnown, `one of ${options.paymentMethods.join(', ')}`);
  const firstRequest = z.object({ input: z.object({ quoteId, paymentMethod }) });

  return {
    Query: {
      async reservation(_, args, { caller, loaders }) {
        const id = parseId(reservationIds, args.id);
        requireAuthenticated(caller);
        return readable(caller, await loaders.reservations.live.load(id));
      },
    },

    Mutation: {
      async bookTrip(_, { input }, { caller }) {
        const { userId } = requireUser(caller);
        parseInput(keyForm, { input });
        const outcome = await options.bookTrip({ userId, ...input }, () => {
          parseInput(firstRequest, { input });
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
      hotel: ({ hotelId }, _, { loaders }) => loaders.hotel.load(hotelId),
      price: ({ charged }) => charged,
      refundTiers,
    },

    FlightBooking: {
      id: ({ lineId }) => lineId,
      flight: ({ flightId }, _, { loaders }) => loaders.flights.live.load(flightId),
      price: ({ charged }) => charged,
      refundTiers,
    },

    User: {
      async reservations({ id }, { status, ...args }, { caller, loaders }) {
        const page = parsePage('reservations', newestFirst, args);
        if (!canRead(caller, id)) return null;
        const filter = { userId: id, ...(status == null ? {} : { status }) };
        const rows = await loaders.reservationPage.load({ filter, page });
        const cursorOf = (row: (typeof rows)[number]) =>
          encodeCursor('reservations', [row.createdAt.getTime(), row._id]);
        return toPageConnection(rows, page, cursorOf, snapshotOfDocument);
      },
    },
  };
}

/** Somebody else's reservation is as one that does not exist. */
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
        message: 'This quote is unknown or has expired: ask for a new one.',
      };
    case 'quote_already_booked': {
      const { reservation } = outcome;
      return {
        __typename: 'QuoteAlreadyBooked',
        message: 'This quote is booked already, under another idempotency key.',
        bookedReservation: reservation === null ? null : readable(caller, snapshotOfDocument(reservation)),
      };
    }
    case 'key_reused':
      return keyReused;
  }
}
