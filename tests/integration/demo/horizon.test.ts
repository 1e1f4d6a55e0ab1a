import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datesFrom } from '../../../dev/demo/flights.ts';
import type { FlightDocument } from '../../../subgraphs/reservations/store/flights.ts';
import { roomMonthId } from '../../../subgraphs/reservations/store/room-months.ts';
import type { RoomMonthDocument } from '../../../subgraphs/reservations/store/room-months.ts';
import type { RoomTypeDocument } from '../../../subgraphs/reservations/store/room-types.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import {
  book,
  bookedBy,
  connected,
  departuresOf,
  load,
  nightsOf,
  read,
  summaryOf,
} from './catalogue-snapshots.ts';
import type { Catalogue } from './catalogue-snapshots.ts';

let stores: Stores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());

describe('demo data horizon', () => {
  const roomType = 'rmt_lisbon-01-standard';

  it('two databases get the same data except for timestamps', async () => {
    const [one, other] = [stores.uniqueDatabase('demo'), stores.uniqueDatabase('demo')];
    await load(stores, one, '2026-10-01', 10);
    await load(stores, other, '2026-10-01', 10);
    const [first, second] = [await read(stores, one), await read(stores, other)];
    expect(first.flights.length).toBeGreaterThan(0);
    expect(summaryOf(first, ['changedAt'])).toEqual(summaryOf(second, ['changedAt']));
  });

  it('a later load adds missing nights and departures and keeps bookings', async () => {
    const database = stores.uniqueDatabase('demo');
    await load(stores, database, '2026-10-10', 10);
    const flightId = (await read(stores, database)).flights.find(
      ({ localDate }) => localDate === '2026-10-20',
    )?._id;
    await book(stores, database, roomMonthId(roomType, '2026-10'), '20', flightId ?? '');
    const before = await read(stores, database);

    // From 21 October: the rest of a stored month and the start of a new month.
    expect(await load(stores, database, '2026-10-22', 13)).toBe(15);
    const after = await read(stores, database);
    const dates = datesFrom('2026-10-09', 12 + 15);
    expect([...nightsOf(after).values()].filter((nights) => nights.join() !== dates.join())).toEqual([]);
    expect(nightsOf(after).size).toBe(600);
    expect([...departuresOf(after).values()].filter((all) => all.join() !== dates.join())).toEqual([]);

    const earlier = new Set(before.flights.map(({ _id }) => _id));
    const kept: Catalogue = {
      ...after,
      flights: after.flights.filter(({ _id }) => earlier.has(_id)),
      roomMonths: after.roomMonths
        .filter(({ month }) => month === '2026-10')
        .map((month) => ({
          ...month,
          nights: Object.fromEntries(Object.entries(month.nights).filter(([day]) => day <= '20')),
        })),
    };
    expect(summaryOf(kept)).toEqual(summaryOf(before));
    const booked = after.roomMonths.find(({ _id }) => _id === roomMonthId(roomType, '2026-10'));
    expect(booked?.nights['20']).toMatchObject({ total: 20, free: 18 });
    expect(Object.keys(booked?.holds ?? {})).toEqual([bookedBy]);
  });

  it('daily loads equal a single load', async () => {
    const [grown, atOnce] = [stores.uniqueDatabase('demo'), stores.uniqueDatabase('demo')];
    for (const day of ['2026-10-19', '2026-10-20', '2026-10-21']) await load(stores, grown, day, 10);
    await load(stores, atOnce, '2026-10-19', 12);
    const inOrder = ({ roomMonths, ...rest }: Catalogue) => ({
      ...rest,
      roomMonths: roomMonths.map((month) => ({
        ...month,
        nights: Object.fromEntries(Object.entries(month.nights).sort()),
      })),
    });
    expect(summaryOf(inOrder(await read(stores, grown)), ['changedAt'])).toEqual(
      summaryOf(inOrder(await read(stores, atOnce)), ['changedAt']),
    );
  });

  it('an interrupted load is completed by the next', async () => {
    const database = stores.uniqueDatabase('demo');
    await load(stores, database, '2026-10-10', 10);
    await connected(stores, database, async (connection) => {
      await connection.collection('demo').deleteMany({});
      await connection.collection<RoomTypeDocument>('roomTypes').deleteMany({ hotelId: 'htl_lisbon-10' });
      await connection.collection<RoomMonthDocument>('roomMonths').deleteMany({ hotelId: 'htl_lisbon-10' });
      await connection.collection<FlightDocument>('flights').deleteMany({ origin: 'LHR' });
    });
    await load(stores, database, '2026-10-11', 10);
    const { roomTypes, ...rest } = await read(stores, database);
    const dates = datesFrom('2026-10-10', 12);
    const covers = (all: string[]) => dates.every((date) => all.includes(date));
    expect(roomTypes).toHaveLength(600);
    const nights = [...nightsOf({ roomTypes, ...rest }).values()];
    expect([nights.length, nights.filter((all) => !covers(all))]).toEqual([600, []]);
    const departures = [...departuresOf({ roomTypes, ...rest }).values()];
    expect([departures.length, departures.filter((all) => !covers(all))]).toEqual([216, []]);
  });
});
