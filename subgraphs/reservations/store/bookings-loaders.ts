import type DataLoader from 'dataloader';
import type { Model } from 'mongoose';
import type { EventLog } from '../../../platform/events/event-log.ts';
import { snapshotKey } from '../../../platform/ids.ts';
import type { SnapshotKey } from '../../../platform/ids.ts';
import { loaderByKey } from '../../../platform/loaders.ts';
import { childPagesLoader } from '../../../platform/stores/keyset-pages.ts';
import type { ChildPage } from '../../../platform/stores/keyset-pages.ts';
import { snapshotOfDocument } from './bookings-document.ts';
import type { BookingDocument, ReservationSnapshot } from './bookings-document.ts';

export interface BookingLoaders {
  reservation: DataLoader<string, ReservationSnapshot | null>;
  /** Reservations as they were at one version, by `<id>@<version>`. */
  reservationSnapshot: DataLoader<string, ReservationSnapshot | null>;
  /** A person's reservations, newest first. */
  reservationPage: DataLoader<ChildPage, BookingDocument[], string>;
}

/** The loaders of reservations, for one request. */
export function bookingLoaders(bookings: Model<BookingDocument>, events: EventLog): BookingLoaders {
  return {
    reservation: loaderByKey(
      async (ids) => {
        const found = bookings.find({ _id: { $in: [...ids] } }, { outbox: 0 });
        return (await found.lean<BookingDocument[]>().exec()).map(snapshotOfDocument);
      },
      ({ id }) => id,
    ),
    reservationSnapshot: loaderByKey(
      async (keys) =>
        Array.from((await events.snapshots(keys)).values(), ({ data }) => data as ReservationSnapshot),
      ({ id, version }) => snapshotKey(id, version),
    ),
    reservationPage: childPagesLoader(bookings, 'createdAt'),
  };
}

/** A reservation at the version that a key names, or at its newest; null where there is none. */
export async function loadReservation(
  loaders: Pick<BookingLoaders, 'reservation' | 'reservationSnapshot'>,
  { id, version }: SnapshotKey,
): Promise<ReservationSnapshot | null> {
  const live = await loaders.reservation.load(id);
  if (version === null || live === null || live.version === version) return live;
  return loaders.reservationSnapshot.load(snapshotKey(id, version));
}
