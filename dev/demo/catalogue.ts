import type { Collection, WriteError } from 'mongodb';
import type { Connection } from 'mongoose';
import { prepareModels } from '../../platform/stores/mongo.ts';
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

/** How far the demo's inventory reaches: kept in the database, so that each day adds only what is new. */
interface Horizon {
  _id: 'catalogue';
  /** The last date there is inventory for. */
  through: string;
}

/**
 * Fills the catalogue with the demo's hotels and flights, or moves its horizon on. Running it again adds nothing
 * that is there, and changes nothing that was booked.
 * @param today the calendar date now, in UTC
 * @param days how many days from today there is inventory for
 * @returns how many nights or days of departures were added; 0 where it was all there
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

/** From yesterday in UTC (it may still be today somewhere) to so many days from today, less what there is. */
function missingDates(reached: string | undefined, today: string, days: number): string[] {
  const todayMs = Date.parse(`${today}T00:00:00Z`);
  const yesterday = new Date(todayMs - dayMs).toISOString().slice(0, 10);
  return datesFrom(yesterday, days + 2).filter((date) => reached === undefined || date > reached);
}

/**
 * Inserts what is not there yet, by `_id`.
 * @returns the rows that were there, and stay as they are
 */
async function insertNew<Row extends object>(collection: unknown, rows: readonly Row[]): Promise<Row[]> {
  const known: Row[] = [];
  for (let at = 0; at < rows.length; at += rowsPerWrite) {
    const batch = rows.slice(at, at + rowsPerWrite);
    // Straight to the driver: these rows are ours, and there are tens of thousands of them.
    await (collection as Collection).insertMany(batch, { ordered: false }).catch((error: unknown) => {
      const refused = duplicatesIn(error);
      known.push(...batch.filter((_, index) => refused.has(index)));
    });
  }
  return known;
}

/** Where in its batch each row was that was there already. @throws whatever else went wrong */
function duplicatesIn(error: unknown): Set<number> {
  const { writeErrors } = error as { writeErrors?: readonly WriteError[] };
  if (writeErrors === undefined || writeErrors.some(({ code }) => code !== 11_000)) throw error;
  return new Set(writeErrors.map(({ index }) => index));
}

/** Adds the nights that months which are there lack, and touches no other. */
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
