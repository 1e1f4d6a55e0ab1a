import type { Connection } from 'mongoose';
import { catalogueModels } from '../../subgraphs/reservations/store/catalogue.ts';
import { cityKeyOf } from '../../subgraphs/reservations/store/hotels.ts';
import { roomMonthId } from '../../subgraphs/reservations/store/room-months.ts';
import type { TripInput } from '../../tests/generated/documents.ts';

/** The inventory for sale, over so many documents that bookings rarely compete for a document. */
export interface Inventory {
  sizes: Readonly<Record<string, number>>;
  /** A room for two nights and a seat: two or three inventory documents. */
  randomTrip(random: () => number): TripInput;
  /** Creates a room type with one room on every night. @returns a trip with that room */
  lastRoom(name: string): Promise<TripInput>;
}

type Models = ReturnType<typeof catalogueModels>;

const sizes = { hotels: 100, roomTypes: 300, months: 4, roomsANight: 100, flights: 1_000, seatsAFlight: 200 };
const nights = 2;
const rate = 12_300;
const dayMs = 86_400_000;
const maxDocumentsPerInsert = 500;

const hotelId = (at: number) => `htl_bench-${at % sizes.hotels}`;
const flightId = (at: number) => `flt_bench-${at}`;
const roomTypeId = (at: number) => `rmt_bench-${at}`;

/** Fills an empty database. */
export async function fillInventory(connection: Connection): Promise<Inventory> {
  const models = catalogueModels(connection);
  const months = comingMonths(new Date(), sizes.months);
  const days = months.flatMap((month) => daysOf(month));
  await insertHotels(models, months);
  await insertFlights(models, days);
  const below = (random: () => number, end: number) => Math.floor(random() * end);
  return {
    sizes: { ...sizes, nightsForSale: days.length },
    randomTrip(random) {
      const first = below(random, days.length - nights);
      const [checkIn, checkOut] = [dayAt(days, first), dayAt(days, first + nights)];
      return {
        stays: [{ roomTypeId: roomTypeId(below(random, sizes.roomTypes)), checkIn, checkOut, guests: 2 }],
        flights: [{ flightId: flightId(below(random, sizes.flights)) }],
      };
    },
    async lastRoom(name) {
      const id = `rmt_bench-last-${name}`;
      const [month] = months;
      if (month === undefined) throw new Error('expected a month');
      await models.roomTypes.insertOne(roomTypeDocument(id, hotelId(0)));
      await models.roomMonths.insertOne(monthDocument(id, hotelId(0), month, 1));
      const [checkIn, checkOut] = [dayAt(daysOf(month), 9), dayAt(daysOf(month), 9 + nights)];
      return { stays: [{ roomTypeId: id, checkIn, checkOut, guests: 2 }] };
    },
  };
}

async function insertHotels(
  { hotels, roomTypes, roomMonths }: Models,
  months: readonly string[],
): Promise<void> {
  await hotels.insertMany(
    Array.from({ length: sizes.hotels }, (_, at) => ({
      ...{ _id: hotelId(at), name: `Hotel ${at}`, city: 'Lisbon', cityKey: cityKeyOf('Lisbon') },
      ...{ country: 'PT', timeZone: 'Europe/Lisbon', stars: 3 },
    })),
  );
  await roomTypes.insertMany(
    Array.from({ length: sizes.roomTypes }, (_, at) => roomTypeDocument(roomTypeId(at), hotelId(at))),
  );
  await inBatches(
    Array.from({ length: sizes.roomTypes }, (_, at) =>
      months.map((month) => monthDocument(roomTypeId(at), hotelId(at), month, sizes.roomsANight)),
    ).flat(),
    (batch) => roomMonths.insertMany(batch),
  );
}

async function insertFlights({ flights }: Models, days: readonly string[]): Promise<void> {
  const seats = { total: sizes.seatsAFlight, free: sizes.seatsAFlight, price: rate, refundable: true };
  await inBatches(
    Array.from({ length: sizes.flights }, (_, at) => {
      const localDate = dayAt(days, at);
      return {
        ...{ _id: flightId(at), carrier: 'WF', number: `WF${at}`, origin: 'CDG', destination: 'LIS' },
        ...{ currency: 'EUR', originTimeZone: 'Europe/Paris', localDate, cabins: { ECONOMY: seats } },
        ...{ departsAt: new Date(`${localDate}T08:00Z`), arrivesAt: new Date(`${localDate}T10:30Z`) },
        ...{ version: 1, revision: 1, unpublished: false, changedAt: new Date(), holds: {}, tombstones: [] },
      };
    }),
    (batch) => flights.insertMany(batch),
  );
}

function roomTypeDocument(id: string, hotel: string) {
  return { _id: id, hotelId: hotel, name: 'Double', capacity: 2, currency: 'EUR', refundable: true };
}

function monthDocument(id: string, hotel: string, month: string, rooms: number) {
  return {
    ...{ _id: roomMonthId(id, month), roomTypeId: id, hotelId: hotel, month },
    nights: Object.fromEntries(
      daysOf(month).map((day) => [day.slice(8), { total: rooms, free: rooms, rate }]),
    ),
    ...{ holds: {}, tombstones: [] },
  };
}

/** `count` months from the month after next, as `YYYY-MM`: all their days are in the future in every time zone. */
function comingMonths(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, at) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2 + at, 1)).toISOString().slice(0, 7),
  );
}

function daysOf(month: string): string[] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  return Array.from({ length: 31 }, (_, at) =>
    new Date(first + at * dayMs).toISOString().slice(0, 10),
  ).filter((day) => day.startsWith(month));
}

function dayAt(days: readonly string[], at: number): string {
  const day = days[at % days.length];
  if (day === undefined) throw new Error('expected a day');
  return day;
}

async function inBatches<T>(
  documents: readonly T[],
  insert: (batch: T[]) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < documents.length; at += maxDocumentsPerInsert)
    await insert(documents.slice(at, at + maxDocumentsPerInsert));
}
