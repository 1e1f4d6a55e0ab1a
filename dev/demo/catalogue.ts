import type { Collection, WriteError } from 'mongodb';
import type { Connection } from 'mongoose';
import { prepareModels } from '../../platform/stores/prepare-models.ts';
import { catalogueModels } from '../../subgraphs/reservations/store/catalogue.ts';
import type { FlightDocument } from '../../subgraphs/reservations/store/flights.ts';
import { cityKeyOf } from '../../subgraphs/reservations/store/hotels.ts';
import type { HotelDocument } from '../../subgraphs/reservations/store/hotels.ts';
import { roomMonthId } from '../../subgraphs/reservations/store/room-months.ts';
import type { Night, RoomMonthDocument } from '../../subgraphs/reservations/store/room-months.ts';
import type { RoomTypeDocument } from '../../subgraphs/reservations/store/room-types.ts';
import { datesFrom, demoRotations, timesOf } from './flights.ts';
import type { Rotation } from './flights.ts';
import { demoHotels, nightlyRate } from './hotels.ts';
import type { DemoHotel, DemoRoomType } from './hotels.ts';

const dayMs = 86_400_000;
const rowsPerWrite = 2_000;

/** The end of the demo's inventory, stored so that each day adds only new dates. */
interface Horizon {
  _id: 'catalogue';
  /** The last date with inventory. */
  through: string;
}

/**
 * Fills the catalogue with the demo's hotels and flights, or extends its inventory. It adds only missing documents and
 * nights, and keeps bookings.
 * @param today today's date in UTC
 * @param days the number of days with inventory, from today
 * @returns the number of dates added; 0 where the inventory was complete
 */
export async function loadCatalogue(connection: Connection, today: string, days: number): Promise<number> {
  const models = catalogueModels(connection);
  await prepareModels(connection);
  const horizons = connection.collection<Horizon>('demo');
  const reached = (await horizons.findOne({ _id: 'catalogue' }))?.through;
  const dates = missingDates(reached, today, days);
  const last = dates.at(-1);
  if (last === undefined) return 0;

  const hotels = demoHotels();
  await insertNew(models.hotels.collection, hotels.map(hotelRow));
  await insertNew(models.roomTypes.collection, hotels.flatMap(roomTypeRows));
  const months = hotels.flatMap((hotel) => roomMonthRows(hotel, dates));
  await addNights(models.roomMonths.collection, await insertNew(models.roomMonths.collection, months));
  const now = new Date();
  await insertNew(
    models.flights.collection,
    demoRotations().flatMap((rotation) => dates.map((date) => flightRow(rotation, date, now))),
  );
  await horizons.updateOne({ _id: 'catalogue' }, { $set: { through: last } }, { upsert: true });
  return dates.length;
}

/** The dates without inventory from yesterday (still today in western time zones) to `days` days from today. */
function missingDates(reached: string | undefined, today: string, days: number): string[] {
  const todayMs = Date.parse(`${today}T00:00:00Z`);
  const yesterday = new Date(todayMs - dayMs).toISOString().slice(0, 10);
  return datesFrom(yesterday, days + 2).filter((date) => reached === undefined || date > reached);
}

/**
 * Inserts the documents with a new `_id`.
 * @returns the existing documents, which stay unchanged in the store
 */
async function insertNew<Row extends object>(collection: unknown, rows: readonly Row[]): Promise<Row[]> {
  const known: Row[] = [];
  for (let at = 0; at < rows.length; at += rowsPerWrite) {
    const batch = rows.slice(at, at + rowsPerWrite);
    // The driver without mongoose: tens of thousands of documents need no validation.
    await (collection as Collection).insertMany(batch, { ordered: false }).catch((error: unknown) => {
      const refused = duplicatesIn(error);
      known.push(...batch.filter((_, index) => refused.has(index)));
    });
  }
  return known;
}

/** The positions of duplicate keys in a batch. @throws all further errors */
function duplicatesIn(error: unknown): Set<number> {
  const { writeErrors } = error as { writeErrors?: readonly WriteError[] };
  if (writeErrors === undefined || writeErrors.some(({ code }) => code !== 11_000)) throw error;
  return new Set(writeErrors.map(({ index }) => index));
}

/** Adds the missing nights to existing months; keeps the existing nights. */
async function addNights(collection: unknown, months: readonly RoomMonthDocument[]): Promise<void> {
  const updates = months.flatMap(({ _id, nights }) =>
    Object.entries(nights).map(([day, night]) => ({
      updateOne: {
        filter: { _id, [`nights.${day}`]: { $exists: false } },
        update: { $set: { [`nights.${day}`]: night } },
      },
    })),
  );
  for (let at = 0; at < updates.length; at += rowsPerWrite) {
    const batch = updates.slice(at, at + rowsPerWrite);
    await (collection as Collection<RoomMonthDocument>).bulkWrite(batch, { ordered: false });
  }
}

function hotelRow({ id, name, city, stars }: DemoHotel): HotelDocument {
  return {
    _id: id,
    name,
    city: city.name,
    cityKey: cityKeyOf(city.name),
    country: city.country,
    timeZone: city.timeZone,
    stars,
  };
}

function roomTypeRows({ id, city, roomTypes }: DemoHotel): RoomTypeDocument[] {
  return roomTypes.map((roomType) => ({
    _id: roomType.id,
    hotelId: id,
    name: roomType.name,
    capacity: roomType.capacity,
    currency: city.currency,
    refundable: roomType.refundable,
    ...(roomType.refundRules === undefined ? {} : { refundRules: roomType.refundRules }),
  }));
}

function roomMonthRows(hotel: DemoHotel, dates: readonly string[]): RoomMonthDocument[] {
  const months = [...new Set(dates.map((date) => date.slice(0, 7)))];
  return hotel.roomTypes.flatMap((roomType) =>
    months.map((month) => ({
      _id: roomMonthId(roomType.id, month),
      roomTypeId: roomType.id,
      hotelId: hotel.id,
      month,
      nights: Object.fromEntries(
        dates
          .filter((date) => date.startsWith(month))
          .map((date) => [date.slice(8), night(roomType, hotel, date)]),
      ),
      holds: {},
      tombstones: [],
    })),
  );
}

function night(roomType: DemoRoomType, { city }: DemoHotel, date: string): Night {
  return { total: roomType.rooms, free: roomType.rooms, rate: nightlyRate(roomType, city, date) };
}

function flightRow(rotation: Rotation, date: string, now: Date): FlightDocument {
  const { from, to, number, economySeats, businessSeats } = rotation;
  return {
    _id: `flt_${number.toLowerCase()}-${date.replaceAll('-', '')}`,
    carrier: from.carrier,
    number,
    origin: from.airport,
    destination: to.airport,
    originTimeZone: from.timeZone,
    localDate: date,
    ...timesOf(rotation, date),
    currency: from.currency,
    cabins: {
      ECONOMY: { total: economySeats, free: economySeats, price: rotation.economyPrice, refundable: false },
      BUSINESS: {
        total: businessSeats,
        free: businessSeats,
        price: rotation.businessPrice,
        refundable: true,
      },
    },
    version: 1,
    revision: 1,
    unpublished: false,
    changedAt: now,
    holds: {},
    tombstones: [],
  };
}
