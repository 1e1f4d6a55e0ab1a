import type DataLoader from 'dataloader';
import type { Model } from 'mongoose';
import type { EventLog } from '../../platform/events/event-log.ts';
import { createSnapshotLoaders } from '../../platform/events/snapshots.ts';
import type { SnapshotLoaders } from '../../platform/events/snapshots.ts';
import { loaderByKey } from '../../platform/loaders.ts';
import { bookingLoaders } from './store/bookings-loaders.ts';
import type { BookingLoaders } from './store/bookings-loaders.ts';
import type { BookingDocument } from './store/bookings-document.ts';
import type { CatalogueReads } from './store/catalogue-reads.ts';
import type { FlightSnapshot } from './store/flights.ts';
import type { HotelDocument } from './store/hotels.ts';

/** The reads of one request: batched, each thing once. */
export interface Loaders extends BookingLoaders {
  hotel: DataLoader<string, HotelDocument | null>;
  flights: SnapshotLoaders<FlightSnapshot>;
}

/** Fresh loaders for one request. */
export function createLoaders(options: {
  catalogue: CatalogueReads;
  bookings: Model<BookingDocument>;
  events: EventLog;
}): Loaders {
  const { catalogue, bookings, events } = options;
  return {
    ...bookingLoaders(bookings, events),
    hotel: loaderByKey(
      (ids) => catalogue.hotels(ids),
      ({ _id }) => _id,
    ),
    flights: createSnapshotLoaders({
      live: (ids) => catalogue.flights(ids),
      ...{ events, idOf: ({ _id }) => _id },
    }),
  };
}
