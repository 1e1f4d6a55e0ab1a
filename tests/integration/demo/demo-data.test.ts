import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datesFrom } from '../../../dev/demo/flights.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { book, load, nightsOf, read, summaryOf } from './catalogue-snapshots.ts';
import type { Catalogue } from './catalogue-snapshots.ts';

/** 180 days from here include both daylight saving changes on both sides of the Atlantic. */
const today = '2026-10-01';
const days = 180;
const sixAirports = ['LIS', 'CDG', 'LHR', 'BER', 'JFK', 'HND'];

let stores: Stores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());

describe('demo data, full size', () => {
  const wanted = datesFrom(today, days);
  let database: string;
  let catalogue: Catalogue;
  beforeAll(async () => {
    database = stores.uniqueDatabase('demo');
    await load(stores, database, today, days);
    catalogue = await read(stores, database);
  }, 60_000);

  it('20 cities with ten hotels, an airport and a time zone each', () => {
    const zones = new Map(catalogue.hotels.map(({ city, timeZone }) => [city, timeZone]));
    expect(zones.size).toBe(20);
    expect(catalogue.hotels).toHaveLength(200);
    for (const city of zones.keys())
      expect(catalogue.hotels.filter((hotel) => hotel.city === city)).toHaveLength(10);
    const airports = new Map(catalogue.flights.map(({ origin, originTimeZone }) => [origin, originTimeZone]));
    expect(airports.size).toBe(20);
    expect(new Set(catalogue.flights.map(({ destination }) => destination))).toEqual(
      new Set(airports.keys()),
    );
    expect([...airports.values()].sort()).toEqual([...zones.values()].sort());
  });

  it('three room types per hotel, with rooms and a rate each night', () => {
    const hotels = new Map<string, number>();
    for (const { hotelId } of catalogue.roomTypes) hotels.set(hotelId, (hotels.get(hotelId) ?? 0) + 1);
    expect([...hotels.keys()].sort()).toEqual(catalogue.hotels.map(({ _id }) => _id).sort());
    expect(new Set(hotels.values())).toEqual(new Set([3]));

    const nights = nightsOf(catalogue);
    const lacking = catalogue.roomTypes.flatMap(({ _id }) => {
      const there = new Set(nights.get(_id));
      return wanted.filter((date) => !there.has(date)).map((date) => `${_id} ${date}`);
    });
    expect(lacking).toEqual([]);
    const senseless = catalogue.roomMonths
      .flatMap((month) => Object.values(month.nights))
      .filter(
        ({ total, free, rate }) => !(total > 0 && free === total && rate > 0 && Number.isInteger(rate)),
      );
    expect(senseless).toEqual([]);
  });

  it('several daily flights in both cabins between six cities', () => {
    const perDay = new Map<string, number>();
    for (const { origin, destination, localDate, cabins } of catalogue.flights) {
      const { ECONOMY: economy, BUSINESS: business } = cabins;
      if (!economy || !business || economy.free === 0 || business.free === 0) continue;
      const key = `${origin} ${destination} ${localDate}`;
      perDay.set(key, (perDay.get(key) ?? 0) + 1);
    }
    const lacking = sixAirports.flatMap((from) =>
      sixAirports
        .filter((to) => to !== from)
        .flatMap((to) => wanted.map((date) => `${from} ${to} ${date}`))
        .filter((key) => (perDay.get(key) ?? 0) < 2),
    );
    expect(lacking).toEqual([]);
  });

  it('localDate is the departure date at the origin; arrival follows departure', () => {
    const formats = new Map<string, Intl.DateTimeFormat>();
    const localDateOf = (instant: Date, timeZone: string) => {
      // Sweden writes dates as ISO 8601 does.
      const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone });
      formats.set(timeZone, format);
      return format.format(instant);
    };
    const wrong = catalogue.flights.filter(
      ({ departsAt, arrivesAt, originTimeZone, localDate }) =>
        localDateOf(departsAt, originTimeZone) !== localDate || arrivesAt <= departsAt,
    );
    expect(wrong).toEqual([]);
  });

  it('departures keep their local time across daylight saving changes', () => {
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', timeStyle: 'short' });
    const times = new Map<string, Set<string>>();
    for (const { origin, number, departsAt } of catalogue.flights.filter(({ origin }) => origin === 'JFK'))
      times.set(number, (times.get(number) ?? new Set()).add(`${origin} ${format.format(departsAt)}`));
    expect(times.size).toBeGreaterThan(0);
    expect([...times.values()].filter(({ size }) => size !== 1)).toEqual([]);
  });

  it('a second load changes nothing and keeps bookings', async () => {
    await book(
      stores,
      database,
      catalogue.roomMonths.find(({ month }) => month === '2026-12')?._id ?? '',
      '15',
      catalogue.flights[1_000]?._id ?? '',
    );
    const before = summaryOf(await read(stores, database));
    expect(await load(stores, database, today, days)).toBe(0);
    expect(summaryOf(await read(stores, database))).toEqual(before);
  });
});
