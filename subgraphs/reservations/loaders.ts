import type DataLoader from 'dataloader';
import type { Model } from 'mongoose';
import type { EventLog } from '../../platform/events/event-log.ts';
import { snapshotKey } from '../../platform/ids.ts';
import type { SnapshotKey } from '../../platform/ids.ts';
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
  flight: DataLoader<string, FlightSnapshot | null>;
  /** Flights as they were published at one version, by `<id>@<version>`. */
  flightSnapshot: DataLoader<string, FlightSnapshot | null>;
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
    flight: loaderByKey(
      (ids) => catalogue.flights(ids),
      ({ _id }) => _id,
    ),
    flightSnapshot: loaderByKey(
      async (keys) =>
        Array.from((await events.snapshots(keys)).values(), ({ data }) => data as FlightSnapshot),
      ({ _id, version }) => snapshotKey(_id, version),
    ),
  };
}

/**
 * A flight as it stands, or as it was at one version; null where there is none. A flight with changes that wait to be
 * published is ahead of its version, so that the version is looked up; one that was never published has no event.
 */
export async function loadFlight(
  loaders: Pick<Loaders, 'flight' | 'flightSnapshot'>,
  { id, version }: SnapshotKey,
): Promise<FlightSnapshot | null> {
  const live = await loaders.flight.load(id);
  if (version === null) return live;
  const isLive = live?.version === version;
  if (isLive && !live.unpublished) return live;
  return (await loaders.flightSnapshot.load(snapshotKey(id, version))) ?? (isLive ? live : null);
}
