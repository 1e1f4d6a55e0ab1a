import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { expect } from 'vitest';
import { prepareModels } from '../../../platform/stores/prepare-models.ts';
import { addDays } from '../../../subgraphs/reservations/domain/dates.ts';
import type { FlightLine, StayLine } from '../../../subgraphs/reservations/domain/trip.ts';
import { catalogueModels } from '../../../subgraphs/reservations/store/catalogue.ts';
import type { CatalogueModels } from '../../../subgraphs/reservations/store/catalogue.ts';
import type { FlightDocument } from '../../../subgraphs/reservations/store/flights.ts';
import { cityKeyOf } from '../../../subgraphs/reservations/store/hotels.ts';
import type { HotelDocument } from '../../../subgraphs/reservations/store/hotels.ts';
import { roomMonthId } from '../../../subgraphs/reservations/store/room-months.ts';
import type { Night, RoomMonthDocument } from '../../../subgraphs/reservations/store/room-months.ts';
import type { RoomTypeDocument } from '../../../subgraphs/reservations/store/room-types.ts';
import { startStores } from '../../kit/stores.ts';

/** Every test's now: a Monday, at noon in Lisbon. */
export const now = new Date('2027-03-01T12:00:00Z');

/** A database of its own with the catalogue's collections, counting the commands that reach it. */
export async function startCatalogue(): Promise<{
  models: CatalogueModels;
  connection: Connection;
  /** The names of the commands that an action sends, in order. */
  commandsOf<Result>(action: () => Promise<Result>): Promise<{ result: Result; commands: string[] }>;
  close(): Promise<void>;
}> {
  const stores = await startStores();
  const dbName = stores.uniqueDatabase('catalogue');
  const connection = await mongoose
    .createConnection(stores.mongoUrl, { dbName, autoIndex: false, autoCreate: false, monitorCommands: true })
    .asPromise();
  const models = catalogueModels(connection);
  await prepareModels(connection);
  const sent: string[] = [];
  connection.getClient().on('commandStarted', ({ commandName }) => sent.push(commandName));
  return {
    models,
    connection,
    async commandsOf(action) {
      sent.length = 0;
      const result = await action();
      return { result, commands: [...sent] };
    },
    async close() {
      await connection.close();
      await stores.close();
    },
  };
}

export function hotelRow(name: string, changes: Partial<HotelDocument> = {}): HotelDocument {
  const city = changes.city ?? 'Lisbon';
  return {
    _id: `htl_${name.toLowerCase()}`,
    name,
    city,
    cityKey: cityKeyOf(city),
    country: 'PT',
    timeZone: 'Europe/Lisbon',
    stars: 4,
    ...changes,
  };
}

export function roomTypeRow(name: string, changes: Partial<RoomTypeDocument> = {}): RoomTypeDocument {
  return {
    _id: `rmt_${name}`,
    hotelId: 'htl_any',
    name: 'Double',
    capacity: 2,
    currency: 'EUR',
    refundable: true,
    ...changes,
  };
}

/** A month with the same rooms every night. */
export function roomMonthRow(
  roomTypeId: string,
  month: string,
  rooms: number,
  changes: { rate?: number; nights?: Record<string, Night> } = {},
): RoomMonthDocument {
  const first = `${month}-01`;
  const days = Array.from({ length: 31 }, (_, day) => addDays(first, day)).filter((day) =>
    day.startsWith(month),
  );
  const night = { total: rooms, free: rooms, rate: changes.rate ?? 10_000 };
  const nights = Object.fromEntries(days.map((day) => [day.slice(8), { ...night }]));
  return {
    _id: roomMonthId(roomTypeId, month),
    ...{ roomTypeId, hotelId: 'htl_any', month },
    nights: { ...nights, ...changes.nights },
    ...{ holds: {}, tombstones: [] },
  };
}

/** A flight at noon UTC with as many seats in economy. */
export function flightRow(
  name: string,
  seats: number,
  changes: Partial<FlightDocument> = {},
): FlightDocument {
  const localDate = changes.localDate ?? '2027-04-01';
  const departsAt = changes.departsAt ?? new Date(`${localDate}T12:00:00Z`);
  return {
    _id: `flt_${name}`,
    ...{ carrier: 'TP', number: 'TP100', origin: 'LIS', destination: 'CDG', originTimeZone: 'Europe/Lisbon' },
    ...{ localDate, departsAt, arrivesAt: new Date(departsAt.getTime() + 9_000_000), currency: 'EUR' },
    cabins: {
      ECONOMY: { total: seats, free: seats, price: 9_900, refundable: false },
      BUSINESS: { total: 4, free: 4, price: 49_900, refundable: true },
    },
    ...{ version: 1, revision: 1, unpublished: false, changedAt: now },
    ...{ holds: {}, tombstones: [] },
    ...changes,
  };
}

const pricedLine = {
  description: 'A line',
  price: { amount: 1, currency: 'EUR' },
  charged: { amount: 1, currency: 'EUR' },
  exchangeRate: '1',
  refundable: true,
};

export function stayLine(changes: Partial<StayLine> = {}): StayLine {
  return {
    kind: 'stay',
    lineId: 'stay-0',
    ...pricedLine,
    ...{ hotelId: 'htl_any', roomTypeId: 'rmt_any', roomTypeName: 'Double' },
    ...{ checkIn: '2027-04-10', checkOut: '2027-04-12', rooms: 1, guests: 1 },
    ...changes,
  };
}

export function flightLine(changes: Partial<FlightLine> = {}): FlightLine {
  return {
    kind: 'flight',
    lineId: 'flight-0',
    ...pricedLine,
    ...{ flightId: 'flt_any', cabin: 'ECONOMY', passengers: 1 },
    ...changes,
  };
}

let reservations = 0;

/** A new reservation id. */
export function someReservation(): string {
  reservations += 1;
  return `rsv_${'u'.repeat(20)}_${String(reservations).padStart(20, '0')}`;
}

/** The free rooms of each night of a month, by day. */
export async function freeRooms(models: CatalogueModels, id: string): Promise<Record<string, number>> {
  const month = await models.roomMonths.findById(id).lean<RoomMonthDocument>().exec();
  return Object.fromEntries(Object.entries(month?.nights ?? {}).map(([day, { free }]) => [day, free]));
}

/** Asserts in all documents that each night and cabin has total = free + held. */
export async function expectBalance(models: CatalogueModels): Promise<void> {
  for (const { nights, holds } of await models.roomMonths.find().lean<RoomMonthDocument[]>().exec()) {
    for (const [day, { total, free }] of Object.entries(nights)) {
      const taken = Object.values(holds).filter((hold) => hold.nights.includes(day));
      expect(free + taken.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      expect(free).toBeGreaterThanOrEqual(0);
    }
  }
  for (const { cabins, holds } of await models.flights.find().lean<FlightDocument[]>().exec()) {
    for (const [cabin, { total, free }] of Object.entries(cabins)) {
      const taken = Object.values(holds).filter((hold) => hold.cabin === cabin);
      expect(free + taken.reduce((sum, { count }) => sum + count, 0)).toBe(total);
      expect(free).toBeGreaterThanOrEqual(0);
    }
  }
}
