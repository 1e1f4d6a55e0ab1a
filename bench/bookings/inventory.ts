import type { Connection } from 'mongoose';
import { catalogueModels } from '../../subgraphs/reservations/store/catalogue.ts';
import { cityKeyOf } from '../../subgraphs/reservations/store/hotels.ts';
import { roomMonthId } from '../../subgraphs/reservations/store/room-months.ts';
import type { TripInput } from '../../tests/generated/documents.ts';

/** What is for sale: so much, over so many documents, that bookings hardly ever meet at one. */
export interface Inventory {
  sizes: Readonly<Record<string, number>>;
  /** A room for two nights, and a seat: three inventory documents at most, mostly two. */
  randomTrip(random: () => number): TripInput;
  /** Puts a room type on sale with one room on every night. @returns the trip that wants it */
  lastRoom(name: string): Promise<TripInput>;
}

const sizes = { hotels: 100, roomTypes: 300, months: 4, roomsANight: 100, flights: 1_000, seatsAFlight: 200 };
const nights = 2;
const rate = 12_300;
const dayMs = 86_400_000;
const rowsPerInsert = 500;

/** Fills a database that has nothing for sale yet. */
export async function fillInventory(connection: Connection): Promise<Inventory> {
  const { hotels, roomTypes, roomMonths, flights } = catalogueModels(connection);
  const months = comingMonths(new Date(), sizes.months);
  const days = months.flatMap((month) => daysOf(month));
  const hotelId = (at: number) => `htl_bench-${at % sizes.hotels}`;
  const flightId = (at: number) => `flt_bench-${at}`;
  const roomTypeId = (at: number) => `rmt_bench-${at}`;

  const roomTypeRow = (id: string, hotel: string) => ({
    ...{ _id: id, hotelId: hotel, name: 'Double', capacity: 2, currency: 'EUR', refundable: true },
  });
  const monthRow = (id: string, hotel: string, month: string, rooms: number) => ({
    ...{ _id: roomMonthId(id, month), roomTypeId: id, hotelId: hotel, month },
    nights: Object.fromEntries(
      daysOf(month).map((day) => [day.slice(8), { total: rooms, free: rooms, rate }]),
    ),
    ...{ holds: {}, tombstones: [] },
  });
  const seats = { total: sizes.seatsAFlight, free: sizes.seatsAFlight, price: rate, refundable: true };

  await hotels.insertMany(
    Array.from({ length: sizes.hotels }, (_, at) => ({
      ...{ _id: hotelId(at), name: `Hotel ${at}`, city: 'Lisbon', cityKey: cityKeyOf('Lisbon') },
      ...{ country: 'PT', timeZone: 'Europe/Lisbon', stars: 3 },
    })),
  );
  await roomTypes.insertMany(
    Array.from({ length: sizes.roomTypes }, (_, at) => roomTypeRow(roomTypeId(at), hotelId(at))),
  );
  await inSlices(
    Array.from({ length: sizes.roomTypes }, (_, at) =>
      months.map((month) => monthRow(roomTypeId(at), hotelId(at), month, sizes.roomsANight)),
    ).flat(),
    (rows) => roomMonths.insertMany(rows),
  );
  await inSlices(
    Array.from({ length: sizes.flights }, (_, at) => {
      const localDate = dayAt(days, at);
      return {
        ...{ _id: flightId(at), carrier: 'WF', number: `WF${at}`, origin: 'CDG', destination: 'LIS' },
        ...{ currency: 'EUR', originTimeZone: 'Europe/Paris', localDate, cabins: { ECONOMY: seats } },
        ...{ departsAt: new Date(`${localDate}T08:00Z`), arrivesAt: new Date(`${localDate}T10:30Z`) },
        ...{ version: 1, revision: 1, unpublished: false, changedAt: new Date(), holds: {}, tombstones: [] },
      };
    }),
    (rows) => flights.insertMany(rows),
  );

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
      if (month === undefined) throw new Error('expected a month, got none');
      await roomTypes.insertOne(roomTypeRow(id, hotelId(0)));
      await roomMonths.insertOne(monthRow(id, hotelId(0), month, 1));
      const [checkIn, checkOut] = [dayAt(daysOf(month), 9), dayAt(daysOf(month), 9 + nights)];
      return { stays: [{ roomTypeId: id, checkIn, checkOut, guests: 2 }] };
    },
  };
}

/** The months after this one, as `YYYY-MM`: all their days are to come, wherever on earth. */
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
  if (day === undefined) throw new Error('expected a day, got none');
  return day;
}

async function inSlices<Row>(rows: readonly Row[], insert: (rows: Row[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsPerInsert) await insert(rows.slice(at, at + rowsPerInsert));
}
