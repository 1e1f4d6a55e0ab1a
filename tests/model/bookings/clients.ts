import { toBooking } from '../../../subgraphs/reservations/store/bookings-document.ts';
import type { BookingDocument } from '../../../subgraphs/reservations/store/bookings-document.ts';
import type { BookingStore } from '../../../subgraphs/reservations/store/bookings.ts';
import type {
  BookTrip,
  BookTripOutcome,
  BookTripRequest,
} from '../../../subgraphs/reservations/use-cases/book-trip.ts';
import type {
  CancelOutcome,
  CancelReservationRequest,
  Cancellations,
} from '../../../subgraphs/reservations/use-cases/cancel-reservation.ts';
import { declinedMethod } from './orders.ts';
import { quotes, users } from './trips.ts';

/** A request with its answer. */
export type BookAnswer = BookTripRequest & { outcome: BookTripOutcome };
export type CancelAnswer = CancelReservationRequest & {
  /** The quoted refund, in minor units. */
  promised: number;
  /** The expiry of the quote. */
  until: Date;
  outcome: CancelOutcome;
};

export interface BookCommand {
  type: 'Book';
  api: number;
  user: number;
  key: number;
  quote: number;
  declined: boolean;
}

export interface CancelCommand {
  type: 'Cancel';
  api: number;
  booking: number;
  key: number;
  /** `no quote` requests a quote and does not cancel. `old quote` is the booking's first quote. */
  by: 'no quote' | 'new quote' | 'old quote';
  /** Forges the quote's id for a higher refund. */
  forged: boolean;
  /** Sent by another user than the booking's owner. */
  stranger: boolean;
}

/** The requests that a process of the subgraph serves. */
export interface RequestPorts {
  store: BookingStore;
  bookTrip: BookTrip;
  cancelling: Cancellations;
}

interface Quoted {
  id: string;
  promised: number;
  until: Date;
}

type Booked = Pick<BookingDocument, '_id' | 'userId'>;

/** The users of the subgraph, with all answers that they got. */
export interface Clients {
  booked: readonly BookAnswer[];
  cancelled: readonly CancelAnswer[];
  book(ports: RequestPorts, command: BookCommand): Promise<void>;
  cancel(ports: RequestPorts, booking: Booked, command: CancelCommand): Promise<void>;
}

const noCheck = () => undefined;

export function createClients(): Clients {
  const booked: BookAnswer[] = [];
  const cancelled: CancelAnswer[] = [];
  const firstQuotes = new Map<string, Quoted>();

  async function quote({ store, cancelling }: RequestPorts, id: string): Promise<Quoted | null> {
    const row = await store.find(id);
    const offered = row === null ? null : cancelling.quote(toBooking(row));
    if (offered?.outcome !== 'quoted') return null;
    const { quote: offer } = offered;
    const quoted = { id: offer.id, promised: offer.refund.amount, until: offer.expiresAt };
    if (!firstQuotes.has(id)) firstQuotes.set(id, quoted);
    return quoted;
  }

  return {
    booked,
    cancelled,

    async book({ bookTrip }, { user, key, quote: at, declined }) {
      const request = {
        userId: users[user] ?? '',
        idempotencyKey: `key ${key}`,
        quoteId: quotes()[at]?._id ?? '',
        paymentMethod: declined ? declinedMethod : 'pm_card',
        clientAddress: null,
      };
      booked.push({ ...request, outcome: await bookTrip(request, noCheck) });
    },

    async cancel(ports, { _id: reservationId, userId: owner }, { key, by, forged, stranger }) {
      const userId = users.find((user) => (user === owner) !== stranger) ?? '';
      const fresh = await quote(ports, reservationId);
      if (by === 'no quote') return;
      const own = (by === 'old quote' ? firstQuotes.get(reservationId) : undefined) ?? fresh;
      const unknownId = `cxq_${reservationId.slice('rsv_'.length)}_zzzzzzz_1`;
      const quoted = own ?? { id: unknownId, promised: NaN, until: new Date(0) };
      const cancellationQuoteId = forged ? `${quoted.id}z` : quoted.id;
      const promised = forged ? NaN : quoted.promised;
      const { until } = quoted;
      const request = { userId, reservationId, cancellationQuoteId, idempotencyKey: `cancel ${key}` };
      cancelled.push({
        ...request,
        promised,
        until,
        outcome: await ports.cancelling.cancel(request, noCheck),
      });
    },
  };
}
