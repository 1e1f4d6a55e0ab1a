import type DataLoader from 'dataloader';
import type { Model } from 'mongoose';
import type { EventLog } from '../../../platform/events/event-log.ts';
import { createSnapshotLoaders } from '../../../platform/events/snapshots.ts';
import type { SnapshotLoaders } from '../../../platform/events/snapshots.ts';
import { childPagesLoader } from '../../../platform/stores/keyset-pages.ts';
import type { ChildPage } from '../../../platform/stores/keyset-pages.ts';
import { snapshotOfDocument } from './bookings-document.ts';
import type { BookingDocument, ReservationSnapshot } from './bookings-document.ts';

export interface BookingLoaders {
  reservations: SnapshotLoaders<ReservationSnapshot>;
  /** A person's reservations, newest first. */
  reservationPage: DataLoader<ChildPage, BookingDocument[], string>;
}

/** The loaders of reservations, for one request. */
export function bookingLoaders(bookings: Model<BookingDocument>, events: EventLog): BookingLoaders {
  return {
    reservations: createSnapshotLoaders({
      async live(ids) {
        const found = bookings.find({ _id: { $in: [...ids] } }, { outbox: 0 });
        return (await found.lean<BookingDocument[]>().exec()).map(snapshotOfDocument);
      },
      ...{ events, idOf: ({ id }) => id },
    }),
    reservationPage: childPagesLoader(bookings, 'createdAt'),
  };
}
