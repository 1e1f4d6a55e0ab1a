import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { expect } from 'vitest';
import { loadCatalogue } from '../../../dev/demo/catalogue.ts';
import { createLogger } from '../../../platform/log.ts';
import { connectMongo } from '../../../platform/stores/mongo.ts';
import type { FlightDocument } from '../../../subgraphs/reservations/store/flights.ts';
import type { HotelDocument } from '../../../subgraphs/reservations/store/hotels.ts';
import type { RoomMonthDocument } from '../../../subgraphs/reservations/store/room-months.ts';
import type { RoomTypeDocument } from '../../../subgraphs/reservations/store/room-types.ts';
import type { Stores } from '../../kit/stores.ts';

/** The key of the hold that `book` makes. */
export const bookedBy = 'rsv_someone:line_1';

/** Runs some work with a new connection, as each loading process has its own. */
export async function connected<Result>(
  { mongoUrl }: Stores,
  database: string,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const logger = createLogger('test', 'silent');
  const connection = await connectMongo({ url: mongoUrl, database, poolSize: 4, logger });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Loads or moves on the catalogue. @returns how many days were added */
export function load(stores: Stores, database: string, from: string, reach: number): Promise<number> {
  return connected(stores, database, (connection) => loadCatalogue(connection, from, reach));
}

export interface Catalogue {
  hotels: HotelDocument[];
  roomTypes: RoomTypeDocument[];
  roomMonths: RoomMonthDocument[];
  flights: FlightDocument[];
}

/** Everything that a catalogue holds, in the order of ids. */
export function read(stores: Stores, database: string): Promise<Catalogue> {
  return connected(stores, database, async (connection) => {
    const all = <Row extends { _id: string }>(name: string) =>
      connection.collection<Row>(name).find({}).sort({ _id: 1 }).toArray() as Promise<Row[]>;
    return {
      hotels: await all<HotelDocument>('hotels'),
      roomTypes: await all<RoomTypeDocument>('roomTypes'),
      roomMonths: await all<RoomMonthDocument>('roomMonths'),
      flights: await all<FlightDocument>('flights'),
    };
  });
}

/** Per collection, the number of documents and a hash of their content. */
export function summaryOf(catalogue: Catalogue, leaveOut: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    Object.entries(catalogue).map(([name, rows]: [string, object[]]) => {
      const text = JSON.stringify(rows, (key, value: unknown) => (leaveOut.includes(key) ? null : value));
      return [name, `${rows.length} ${createHash('sha256').update(text).digest('hex')}`];
    }),
  );
}

/** Books two rooms for a night, and an economy seat, as the hold books say it. */
export function book(
  stores: Stores,
  database: string,
  roomMonth: string,
  day: string,
  flightId: string,
): Promise<void> {
  const hold = { state: 'booked', deadline: new Date('2026-10-01T12:00:00Z') } as const;
  return connected(stores, database, async (connection) => {
    const rooms = { ...hold, count: 2, nights: [day] };
    const seat = { ...hold, count: 1, cabin: 'ECONOMY' as const };
    const booked = await Promise.all([
      connection
        .collection<RoomMonthDocument>('roomMonths')
        .updateOne(
          { _id: roomMonth },
          { $inc: { [`nights.${day}.free`]: -2 }, $set: { [`holds.${bookedBy}`]: rooms } },
        ),
      connection.collection<FlightDocument>('flights').updateOne(
        { _id: flightId },
        {
          $inc: { 'cabins.ECONOMY.free': -1, revision: 1 },
          $set: { [`holds.${bookedBy}`]: seat, unpublished: true },
        },
      ),
    ]);
    expect(booked.map(({ modifiedCount }) => modifiedCount)).toEqual([1, 1]);
  });
}

/** The nights of each room type, as dates. */
export function nightsOf(catalogue: Catalogue): Map<string, string[]> {
  const nights = new Map<string, string[]>();
  for (const { roomTypeId, month, nights: inMonth } of catalogue.roomMonths) {
    const dates = Object.keys(inMonth).map((day) => `${month}-${day}`);
    nights.set(roomTypeId, [...(nights.get(roomTypeId) ?? []), ...dates].sort());
  }
  return nights;
}

/** The dates on which each flight number leaves. */
export function departuresOf({ flights }: Catalogue): Map<string, string[]> {
  const departures = new Map<string, string[]>();
  for (const { number, localDate } of flights)
    departures.set(number, [...(departures.get(number) ?? []), localDate].sort());
  return departures;
}
