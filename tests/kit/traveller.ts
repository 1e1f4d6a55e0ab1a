import { randomUUID } from 'node:crypto';
import {
  BookTripDocument,
  FlightsDocument,
  HotelsDocument,
  QuoteTripDocument,
  ReservationDocument,
  WatchReservationDocument,
} from '../generated/documents.ts';
import type { ReservationQuery, TripInput } from '../generated/documents.ts';
import { collectUntil, daysFromNow } from './graph-client.ts';
import type { GraphClient } from './graph-client.ts';

const finalStates = ['COMPLETED', 'FAILED', 'CANCELLED'];

/** Searches for a flight from Paris to Lisbon and a stay there. */
export async function findTrip(client: GraphClient, daysAhead: number): Promise<TripInput> {
  const [checkIn, checkOut] = [daysFromNow(daysAhead), daysFromNow(daysAhead + 3)];
  const { hotels } = await client.data(HotelsDocument, { city: 'Lisbon', checkIn, checkOut });
  const { flights } = await client.data(FlightsDocument, {
    origin: 'CDG',
    destination: 'LIS',
    date: checkIn,
  });
  const roomTypeId = hotels?.nodes[0]?.roomTypes[0]?.roomTypeId ?? 'no hotel found';
  const flightId = flights?.nodes[0]?.id ?? 'no flight found';
  return { stays: [{ roomTypeId, checkIn, checkOut }], flights: [{ flightId }] };
}

export async function quote(client: GraphClient, trip: TripInput): Promise<string> {
  const { quoteTrip } = await client.data(QuoteTripDocument, { input: trip });
  if (quoteTrip.__typename !== 'Quote') throw new Error(JSON.stringify(quoteTrip));
  return quoteTrip.id;
}

/** Quotes and books a trip. @returns the reservation's id */
export async function book(client: GraphClient, trip: TripInput, paymentMethod = 'pm_ok'): Promise<string> {
  return bookQuote(client, await quote(client, trip), paymentMethod);
}

/** Books a quote with a new idempotency key. @returns the reservation's id */
export async function bookQuote(
  client: GraphClient,
  quoteId: string,
  paymentMethod = 'pm_ok',
): Promise<string> {
  const { bookTrip } = await client.data(BookTripDocument, {
    input: { quoteId, idempotencyKey: randomUUID(), paymentMethod },
  });
  if (bookTrip.__typename !== 'BookTripAccepted') throw new Error(JSON.stringify(bookTrip));
  return bookTrip.reservation.id;
}

/** Watches a booking until its final state. @returns the booking */
export async function untilFinal(
  client: GraphClient,
  id: string,
): Promise<NonNullable<ReservationQuery['reservation']>> {
  const watched = client.watch('WebSocket', WatchReservationDocument, { id });
  await collectUntil(watched, ({ reservationUpdated }) => finalStates.includes(reservationUpdated.status));
  await watched.close();
  const { reservation } = await client.data(ReservationDocument, { id });
  if (!reservation) throw new Error(`There is no reservation ${id}.`);
  return reservation;
}
