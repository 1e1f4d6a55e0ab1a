import type { NightForSale, NightsForSale, NightsWanted } from '../domain/inventory.ts';
import type { Cabin } from '../domain/trip.ts';
import type { CatalogueModels } from './catalogue.ts';
import type { FlightSnapshot } from './flights.ts';
import { withoutHolds } from './holds.ts';
import type { HotelDocument } from './hotels.ts';
import { roomMonthId } from './room-months.ts';
import type { RoomMonth } from './room-months.ts';
import type { RoomTypeDocument } from './room-types.ts';

export interface FlightSearch {
  /** IATA codes. */
  origin: string;
  destination: string;
  /** The date of departure, local to the departure airport: `YYYY-MM-DD`. */
  localDate: string;
  cabin: Cabin;
  passengers: number;
  /** Excludes departed flights. */
  now: Date;
}

/** The keyset of a flight in a search. */
export type Earliest = readonly [departsAtMs: number, id: string];
/** The keyset of a hotel in a search. */
export type ByName = readonly [name: string, id: string];

/** Reads of the catalogue. Each call is one round trip, and never fetches holds. */
export interface CatalogueReads {
  hotels(ids: readonly string[]): Promise<HotelDocument[]>;
  roomTypes(ids: readonly string[]): Promise<RoomTypeDocument[]>;
  flights(ids: readonly string[]): Promise<FlightSnapshot[]>;
  /** The hotels of a city by name. */
  hotelsOf(cityKey: string, after: ByName | null, limit: number): Promise<HotelDocument[]>;
  /** The hotels' room types with at least this capacity per room. */
  roomTypesOf(hotelIds: readonly string[], capacity: number): Promise<RoomTypeDocument[]>;
  /** The free rooms and rates per night, by room type and date. */
  nightsForSale(wanted: readonly NightsWanted[]): Promise<ReadonlyMap<string, NightsForSale>>;
  /** The flights with enough free seats, earliest first. */
  flightsOf(search: FlightSearch, after: Earliest | null, limit: number): Promise<FlightSnapshot[]>;
  /** The IANA time zone of a city's first hotel by name; null if the city has no hotel. */
  zoneOfCity(cityKey: string): Promise<string | null>;
  /** The IANA time zone of an airport; null if no flight departs from it. */
  zoneOfAirport(code: string): Promise<string | null>;
}

/** Fetches the whole result in one round trip: MongoDB's default first batch is 101 documents. */
const batchSize = 10_000;

export function createCatalogueReads(models: Omit<CatalogueModels, 'quotes'>): CatalogueReads {
  const { hotels, roomTypes, roomMonths, flights } = models;
  return {
    hotels: (ids) =>
      hotels
        .find({ _id: { $in: [...ids] } })
        .lean<HotelDocument[]>()
        .exec(),
    roomTypes: (ids) =>
      roomTypes
        .find({ _id: { $in: [...ids] } })
        .lean<RoomTypeDocument[]>()
        .exec(),
    flights: (ids) =>
      flights
        .find({ _id: { $in: [...ids] } }, withoutHolds)
        .lean<FlightSnapshot[]>()
        .exec(),

    hotelsOf: (cityKey, after, limit) =>
      hotels
        .find({ cityKey, ...afterName(after) })
        .sort({ name: 1, _id: 1 })
        .limit(limit)
        .batchSize(batchSize)
        .lean<HotelDocument[]>()
        .exec(),
    roomTypesOf: (hotelIds, capacity) =>
      roomTypes
        .find({ hotelId: { $in: [...hotelIds] }, capacity: { $gte: capacity } })
        .batchSize(batchSize)
        .lean<RoomTypeDocument[]>()
        .exec(),
    async nightsForSale(wanted) {
      const ids = wanted.flatMap(({ roomTypeId, months }) =>
        months.map(({ month }) => roomMonthId(roomTypeId, month)),
      );
      const days = new Set(wanted.flatMap(({ months }) => months.flatMap((month) => month.days)));
      const nights = Array.from(days, (day) => [`nights.${day}`, 1] as const);
      const found = await roomMonths
        .find({ _id: { $in: [...new Set(ids)] } }, { roomTypeId: 1, month: 1, ...Object.fromEntries(nights) })
        .batchSize(batchSize)
        .lean<Pick<RoomMonth, 'roomTypeId' | 'month' | 'nights'>[]>()
        .exec();
      return byRoomType(found);
    },

    flightsOf: ({ origin, destination, localDate, cabin, passengers, now }, after, limit) =>
      flights
        .find(
          {
            ...{ origin, destination, localDate },
            [`cabins.${cabin}.free`]: { $gte: passengers },
            ...afterDeparture(after, now),
          },
          withoutHolds,
        )
        .sort({ departsAt: 1, _id: 1 })
        .limit(limit)
        .lean<FlightSnapshot[]>()
        .exec(),

    async zoneOfCity(cityKey) {
      const hotel = await hotels
        .findOne({ cityKey }, { timeZone: 1 })
        .sort({ name: 1, _id: 1 })
        .lean<HotelDocument>()
        .exec();
      return hotel?.timeZone ?? null;
    },
    async zoneOfAirport(code) {
      const flight = await flights
        .findOne({ origin: code }, { originTimeZone: 1 })
        .sort({ destination: 1, localDate: 1, departsAt: 1, _id: 1 })
        .lean<Pick<FlightSnapshot, 'originTimeZone'>>()
        .exec();
      return flight?.originTimeZone ?? null;
    },
  };
}

function byRoomType(
  months: readonly Pick<RoomMonth, 'roomTypeId' | 'month' | 'nights'>[],
): Map<string, Map<string, NightForSale>> {
  const found = new Map<string, Map<string, NightForSale>>();
  for (const { roomTypeId, month, nights } of months) {
    const forSale = found.get(roomTypeId) ?? new Map<string, NightForSale>();
    for (const [day, night] of Object.entries(nights)) forSale.set(`${month}-${day}`, night);
    found.set(roomTypeId, forSale);
  }
  return found;
}

/** The range on `name` uses the index; `$or` excludes the documents up to `id` with the same name. */
function afterName(after: ByName | null) {
  if (after === null) return {};
  const [name, id] = after;
  return { name: { $gte: name }, $or: [{ name: { $gt: name } }, { _id: { $gt: id } }] };
}

function afterDeparture(after: Earliest | null, now: Date) {
  if (after === null || after[0] < now.getTime()) return { departsAt: { $gt: now } };
  const departsAt = new Date(after[0]);
  return {
    departsAt: { $gte: departsAt, $gt: now },
    $or: [{ departsAt: { $gt: departsAt } }, { _id: { $gt: after[1] } }],
  };
}
