import type { NightForSale, NightsForSale, NightsWanted } from '../domain/inventory.ts';
import type { Cabin } from '../domain/trip.ts';
import type { CatalogueModels } from './catalogue.ts';
import type { FlightSnapshot } from './flights.ts';
import { withoutHolds } from './holds.ts';
import type { HotelDocument } from './hotels.ts';
import { roomMonthId } from './room-months.ts';
import type { RoomMonth } from './room-months.ts';
import type { RoomTypeDocument } from './room-types.ts';

/** The flights of a day between two airports. */
export interface FlightSearch {
  /** IATA codes. */
  origin: string;
  destination: string;
  /** `YYYY-MM-DD`, where the flight leaves. */
  localDate: string;
  cabin: Cabin;
  passengers: number;
  /** Flights that left before are left out. */
  now: Date;
}

/** Where a flight stands in the list of a day's flights. */
export type Earliest = readonly [departsAtMs: number, id: string];
/** Where a hotel stands in the list of a city's hotels. */
export type ByName = readonly [name: string, id: string];

/** What is read of the catalogue. Each call is one round trip, however many ids it is given; holds are never fetched. */
export interface CatalogueReads {
  hotels(ids: readonly string[]): Promise<HotelDocument[]>;
  roomTypes(ids: readonly string[]): Promise<RoomTypeDocument[]>;
  flights(ids: readonly string[]): Promise<FlightSnapshot[]>;
  /** The hotels of a city by name, after one of them. */
  hotelsOf(cityKey: string, after: ByName | null, limit: number): Promise<HotelDocument[]>;
  /** The room types of some hotels that take enough guests a room. */
  roomTypesOf(hotelIds: readonly string[], capacity: number): Promise<RoomTypeDocument[]>;
  /** What room types have for sale on some nights, by room type. */
  nightsForSale(wanted: readonly NightsWanted[]): Promise<ReadonlyMap<string, NightsForSale>>;
  /** Flights with enough seats free, earliest first, after one of them. */
  flightsOf(search: FlightSearch, after: Earliest | null, limit: number): Promise<FlightSnapshot[]>;
  /** The time zone of a city; null where we have no hotel in it. */
  zoneOfCity(cityKey: string): Promise<string | null>;
  /** The time zone of an airport; null where no flight of ours leaves from it. */
  zoneOfAirport(code: string): Promise<string | null>;
}

/** All of it in the first answer: by itself a server sends 101 rows, and is asked for the rest. */
const batchSize = 10_000;

/** Reads the catalogue from its collections. */
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
      const hotel = await hotels.findOne({ cityKey }, { timeZone: 1 }).lean<HotelDocument>().exec();
      return hotel?.timeZone ?? null;
    },
    async zoneOfAirport(code) {
      const flight = await flights
        .findOne({ origin: code }, { originTimeZone: 1 })
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

/** The outer range is what the index serves; the inner condition only breaks the tie at its edge. */
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
