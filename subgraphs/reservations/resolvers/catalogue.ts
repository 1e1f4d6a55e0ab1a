import { z } from 'zod';
import type { Clock } from '../../../platform/clock.ts';
import { encodeCursor, parsePage, toPageConnection } from '../../../platform/page-connections.ts';
import type { Page } from '../../../platform/page-connections.ts';
import { keyOfReference, loadSnapshot, snapshotKey } from '../../../platform/events/snapshots.ts';
import { parseId } from '../../../platform/id-input.ts';
import { flightIds, hotelIds } from '../domain/ids.ts';
import type { Logger } from '../../../platform/log.ts';
import { cursorInstant } from '../../../platform/stores/keyset-pages.ts';
import { rulesOf } from '../domain/cancellation-terms.ts';
import { money } from '../domain/money.ts';
import { offered } from '../domain/pricing.ts';
import type { FaultyPrice } from '../domain/pricing.ts';
import { searchHotels } from '../domain/search.ts';
import type { FoundHotels, HotelOffer } from '../domain/search.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { ByName, CatalogueReads, Earliest } from '../store/catalogue-reads.ts';
import type { HotelDocument } from '../store/hotels.ts';
import type { Cabin } from '../domain/trip.ts';
import { parseFlightSearch, parseHotelSearch } from './inputs.ts';

type CatalogueResolvers = Required<Pick<Resolvers, 'Hotel' | 'Flight'>> & {
  Query: Pick<NonNullable<Resolvers['Query']>, 'hotels' | 'hotel' | 'flights' | 'flight'>;
};

/** A search that stopped early ends its page with the keyset to continue from. */
function toOffers({ offers, stoppedAt }: FoundHotels<HotelDocument>, page: Page<ByName>) {
  const cursorOf = ({ hotel }: HotelOffer<HotelDocument>) => encodeCursor('hotels', [hotel.name, hotel._id]);
  const found = toPageConnection(offers, page, cursorOf, (offer) => offer);
  if (stoppedAt === null) return found;
  const endCursor = encodeCursor('hotels', stoppedAt);
  return { ...found, pageInfo: { ...found.pageInfo, hasNextPage: true, endCursor } };
}

const byName: z.ZodType<ByName> = z.tuple([z.string(), z.string()]);
const earliest: z.ZodType<Earliest> = z.tuple([cursorInstant, z.string()]);

/** Queries of hotels and flights. */
export function catalogueResolvers(options: {
  catalogue: CatalogueReads;
  clock: Clock;
  logger: Logger;
}): CatalogueResolvers {
  const { catalogue, clock, logger } = options;
  const logged = new Set<string>();
  const onInvalidPrice = (err: FaultyPrice) => {
    // Logged once per fault, because each search meets it again.
    if (logged.has(err.message)) return;
    logged.add(err.message);
    logger.error({ documentId: err.documentId, err }, 'price invalid: not offered');
  };
  return {
    Query: {
      async hotels(_parent, args) {
        const page = parsePage('hotels', byName, args);
        const search = await parseHotelSearch(args, catalogue, clock());
        return toOffers(await searchHotels(catalogue, search, page, onInvalidPrice), page);
      },
      hotel: (_parent, { id }, { loaders }) => loaders.hotel.load(parseId(hotelIds, id)),
      async flights(_parent, args) {
        const page = parsePage('flights', earliest, args);
        const search = await parseFlightSearch(args, catalogue, clock());
        const flights = await catalogue.flightsOf(search, page.after, page.first + 1);
        const cursorOf = ({ departsAt, _id }: (typeof flights)[number]) =>
          encodeCursor('flights', [departsAt.getTime(), _id]);
        return toPageConnection(flights, page, cursorOf, (flight) => flight);
      },
      flight: (_parent, { id }, { loaders }) => loaders.flights.live.load(parseId(flightIds, id)),
    },

    Hotel: {
      __resolveReference: ({ id }, { loaders }) => loaders.hotel.load(parseId(hotelIds, id)),
      id: ({ _id }) => _id,
    },

    Flight: {
      __resolveReference(reference, { loaders }) {
        const key = keyOfReference(flightIds, reference);
        return loadSnapshot(loaders.flights, key, ({ unpublished }) => !unpublished);
      },
      id: ({ _id }) => _id,
      snapshot: ({ _id, version }) => snapshotKey(_id, version),
      fares: ({ _id, cabins, currency }) =>
        Object.entries(cabins).flatMap(([cabin, seats]) => {
          const fare = () => ({
            ...{ cabin: cabin as Cabin, available: seats.free, refundable: seats.refundable },
            ...{ price: money(seats.price, currency), refundRules: rulesOf(seats) },
          });
          return offered(_id, fare, onInvalidPrice) ?? [];
        }),
    },
  };
}
