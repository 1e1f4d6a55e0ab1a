import { toBooking } from '../../store/bookings-document.ts';
import type { BookingDocument } from '../../store/bookings-document.ts';
import type { BookingStore } from '../../store/bookings.ts';
import type { BookTrip, BookTripOutcome, BookTripRequest } from '../book-trip.ts';
import type { CancelOutcome, CancelReservationRequest, Cancellations } from '../cancel-reservation.ts';
import { declinedMethod } from './orders.ts';
import { quotes, users } from './trips.ts';

/** What a person asked, and was told. */
export type BookAnswer = BookTripRequest & { outcome: BookTripOutcome };
export type CancelAnswer = CancelReservationRequest & {
  /** What the quote said comes back. */
  promised: number;
  /** And until when that holds. */
  until: Date;
  outcome: CancelOutcome;
};

export interface BookCommand {
  kind: 'book';
  api: number;
  user: number;
  key: number;
  quote: number;
  declined: boolean;
}

export interface CancelCommand {
  kind: 'cancel';
  api: number;
  booking: number;
  key: number;
  /** Only asks what would come back; or cancels by what was quoted just now, or first, however long ago. */
  by: 'no quote' | 'new quote' | 'old quote';
  /** Makes a quote up. */
  greedy: boolean;
  /** Cancels somebody else's. */
  stranger: boolean;
}

/** What persons reach of one of the subgraph's processes. */
export interface Intake {
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

/** The persons: what they ask, and what they were told. */
export interface Clients {
  booked: readonly BookAnswer[];
  cancelled: readonly CancelAnswer[];
  book(intake: Intake, command: BookCommand): Promise<void>;
  cancel(intake: Intake, booking: Booked, command: CancelCommand): Promise<void>;
}

const nothing = () => undefined;

export function createClients(): Clients {
  const booked: BookAnswer[] = [];
  const cancelled: CancelAnswer[] = [];
  const firstQuotes = new Map<string, Quoted>();

  async function quote({ store, cancelling }: Intake, id: string): Promise<Quoted | null> {
    const row = await store.find(id);
    const offer = row === null ? null : cancelling.quote(toBooking(row));
    if (offer === null) return null;
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
      };
      booked.push({ ...request, outcome: await bookTrip(request, nothing) });
    },

    async cancel(intake, { _id: reservationId, userId: owner }, { key, by, greedy, stranger }) {
      const userId = users.find((user) => (user === owner) !== stranger) ?? '';
      const fresh = await quote(intake, reservationId);
      if (by === 'no quote') return;
      const own = (by === 'old quote' ? firstQuotes.get(reservationId) : undefined) ?? fresh;
      const madeUp = `cxq_${reservationId.slice('rsv_'.length)}_zzzzzzz_1`;
      const quoted = own ?? { id: madeUp, promised: NaN, until: new Date(0) };
      const cancellationQuoteId = greedy ? `${quoted.id}z` : quoted.id;
      const promised = greedy ? NaN : quoted.promised;
      const { until } = quoted;
      const request = { userId, reservationId, cancellationQuoteId, idempotencyKey: `cancel ${key}` };
      cancelled.push({
        ...request,
        promised,
        until,
        outcome: await intake.cancelling.cancel(request, nothing),
      });
    },
  };
}
