import type DataLoader from 'dataloader';
import type { Model } from 'mongoose';
import type { EventLog } from '../../platform/events/event-log.ts';
import { createSnapshotLoaders, outboxSnapshots } from '../../platform/events/snapshots.ts';
import type { SnapshotLoaders } from '../../platform/events/snapshots.ts';
import { loaderByKey } from '../../platform/loaders.ts';
import { childPagesLoader } from '../../platform/stores/keyset-pages.ts';
import type { ChildPage } from '../../platform/stores/keyset-pages.ts';
import type { StoreGuard } from '../../platform/stores/store-guard.ts';
import { snapshotOfDocument } from './store/bookings-document.ts';
import type { BookingDocument, ReservationSnapshot } from './store/bookings-document.ts';
import type { CatalogueReads } from './store/catalogue-reads.ts';
import type { FlightSnapshot } from './store/flights.ts';
import type { HotelDocument } from './store/hotels.ts';

/** The DataLoaders of one request. */
export interface Loaders {
  reservations: SnapshotLoaders<ReservationSnapshot>;
  /** Pages of users' reservations, newest first. */
  reservationPage: DataLoader<ChildPage, BookingDocument[], string>;
  hotel: DataLoader<string, HotelDocument | null>;
  flights: SnapshotLoaders<FlightSnapshot>;
}

export function createLoaders(options: {
  catalogue: CatalogueReads;
  bookings: Model<BookingDocument>;
  events: EventLog;
  guard: StoreGuard;
}): Loaders {
  const { catalogue, bookings, events, guard } = options;
  const waiting = outboxSnapshots<ReservationSnapshot>(bookings);
  return {
    reservations: createSnapshotLoaders({
      async live(ids) {
        const found = bookings.find({ _id: { $in: [...ids] } }, { outbox: 0 }).lean<BookingDocument[]>();
        return (await guard.run(() => found.exec())).map(snapshotOfDocument);
      },
      waiting: (ids) => guard.run(() => waiting(ids)),
      ...{ events, idOf: ({ id }) => id },
    }),
    reservationPage: childPagesLoader(bookings, 'createdAt', guard),
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
