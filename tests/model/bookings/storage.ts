import type { Model } from 'mongoose';
import type { FlightSupplier, HotelSupplier } from '../../../subgraphs/reservations/domain/suppliers.ts';
import { createBookingStore } from '../../../subgraphs/reservations/store/bookings.ts';
import type { BookingStore } from '../../../subgraphs/reservations/store/bookings.ts';
import type { BookingDocument } from '../../../subgraphs/reservations/store/bookings-document.ts';
import { createCancellationClaims } from '../../../subgraphs/reservations/store/cancellation-claims.ts';
import type {
  CancellationClaimDocument,
  CancellationClaims,
} from '../../../subgraphs/reservations/store/cancellation-claims.ts';
import type { FlightDocument } from '../../../subgraphs/reservations/store/flights.ts';
import { createQuoteStore } from '../../../subgraphs/reservations/store/quotes.ts';
import type { QuoteDocument, QuoteStore } from '../../../subgraphs/reservations/store/quotes.ts';
import type { RoomMonthDocument } from '../../../subgraphs/reservations/store/room-months.ts';
import {
  createInHouseFlightSupplier,
  createInHouseHotelSupplier,
} from '../../../subgraphs/reservations/suppliers/in-house-supplier.ts';
import { createDocuments } from './documents.ts';
import type { Document, Documents } from './documents.ts';
import type { Process } from './processes.ts';
import type { Simulation } from './simulation.ts';
import { flights, quotes, roomMonths } from './trips.ts';
import { watchBooking, watchInventory } from './watch.ts';
import type { Counted } from './watch.ts';

/** The collections in memory. Every write to a booking or to the inventory is checked. */
export interface Storage {
  bookings: Documents<BookingDocument>;
  quotes: Documents<QuoteDocument>;
  claims: Documents<CancellationClaimDocument>;
  months: Documents<RoomMonthDocument>;
  seats: Documents<FlightDocument>;
}

export function createStorage({ history, violate }: Simulation): Storage {
  const bookings = createDocuments<BookingDocument>('bookings', (before, after) => {
    history.push(`         ${after._id.slice(-6)} ${after.status} ${JSON.stringify(after.saga)}`);
    watchBooking(before, after, violate);
  });
  const storage: Storage = {
    bookings,
    quotes: createDocuments('quotes'),
    claims: createDocuments('claims'),
    months: createDocuments('roomMonths', (before, after) => {
      if (before === null) return;
      watchInventory(countedMonth(before), countedMonth(after), 'holdHotel', bookings.rows, violate);
    }),
    seats: createDocuments('flights', (before, after) => {
      if (before === null) return;
      watchInventory(countedFlight(before), countedFlight(after), 'holdFlight', bookings.rows, violate);
    }),
  };
  for (const row of quotes()) storage.quotes.put(row);
  for (const row of roomMonths()) storage.months.put(row);
  for (const row of flights()) storage.seats.put(row);
  return storage;
}

export function inventoryOf({ months, seats }: Storage): Counted[] {
  return [
    ...Array.from(months.rows.values(), countedMonth),
    ...Array.from(seats.rows.values(), countedFlight),
  ];
}

/** The product's own stores as a process uses them. */
export function storesOf(
  { bookings, quotes: quoteDocuments, claims }: Storage,
  process: Process,
): { store: BookingStore; quotes: QuoteStore; claims: CancellationClaims } {
  return {
    store: createBookingStore(modelOf(bookings, process)),
    quotes: createQuoteStore(modelOf(quoteDocuments, process)),
    claims: createCancellationClaims(modelOf(claims, process)),
  };
}

/** The product's own in-house suppliers as a process uses them. */
export function inHouseSuppliersOf(
  { months, seats }: Storage,
  process: Process,
  clock: () => Date,
): { hotels: HotelSupplier; flights: FlightSupplier } {
  return {
    hotels: createInHouseHotelSupplier({ roomMonths: collectionOf(months, process), clock }),
    flights: createInHouseFlightSupplier({
      flights: collectionOf(seats, process),
      clock,
      onChange: () => undefined,
    }),
  };
}

/** For stores that use mongoose. */
function modelOf<Row extends Document>(documents: Documents<Row>, process: Process): Model<Row> {
  return documents.reachedBy(process) as unknown as Model<Row>;
}

/** For suppliers that use the driver's collection of a model. */
function collectionOf<Row extends Document>(documents: Documents<Row>, process: Process): Model<Row> {
  const collection = documents.reachedBy(process);
  return { db: { collection: () => collection }, collection: {} } as unknown as Model<Row>;
}

function countedMonth({ _id, nights, holds }: RoomMonthDocument): Counted {
  const held = Object.entries(holds).map(([key, hold]) => [key, { ...hold, counters: hold.nights }]);
  return { _id, counters: nights, holds: Object.fromEntries(held) as Counted['holds'] };
}

function countedFlight({ _id, cabins, holds }: FlightDocument): Counted {
  const held = Object.entries(holds).map(([key, hold]) => [key, { ...hold, counters: [hold.cabin] }]);
  return { _id, counters: cabins, holds: Object.fromEntries(held) as Counted['holds'] };
}
