import { afterAll, beforeEach, expect, it } from 'vitest';
import type { StayLine } from '../../../subgraphs/reservations/domain/trip.ts';
import {
  createInHouseFlightSupplier,
  createInHouseHotelSupplier,
} from '../../../subgraphs/reservations/suppliers/in-house-supplier.ts';
import type { RoomMonthDocument } from '../../../subgraphs/reservations/store/room-months.ts';
import {
  expectBalance,
  flightLine,
  flightRow,
  freeRooms,
  now,
  roomMonthRow,
  someReservation,
  startCatalogue,
  stayLine,
} from './catalogue-documents.ts';

const deadline = new Date(now.getTime() + 15 * 60_000);
const clock = () => now;
const april = 'rmt_any:2027-04';

const catalogue = await startCatalogue();
const { models } = catalogue;
const hotels = createInHouseHotelSupplier({ roomMonths: models.roomMonths, clock });
const flights = createInHouseFlightSupplier({ flights: models.flights, clock, onChange: () => undefined });

afterAll(() => catalogue.close());
beforeEach(async () => {
  await models.roomMonths.deleteMany({});
  await models.flights.deleteMany({});
  await models.roomMonths.insertMany([
    roomMonthRow('rmt_any', '2027-04', 5),
    roomMonthRow('rmt_any', '2027-05', 5),
  ]);
  await models.flights.insertMany([flightRow('any', 5), flightRow('back', 5)]);
});

it('50 concurrent holds of the last 5 rooms: 5 succeed', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () => hotels.hold(someReservation(), [stayLine()], deadline)),
  );
  expect(outcomes.filter(({ outcome }) => outcome === 'held')).toHaveLength(5);
  expect(outcomes.filter(({ outcome }) => outcome === 'sold_out')).toHaveLength(45);
  expect(await freeRooms(models, april)).toMatchObject({ '09': 5, 10: 0, 11: 0, 12: 5 });
  await expectBalance(models);
});

it('50 concurrent holds of the last 5 seats: 5 succeed', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () => flights.hold(someReservation(), [flightLine()], deadline)),
  );
  expect(outcomes.filter(({ outcome }) => outcome === 'held')).toHaveLength(5);
  await expectBalance(models);
});

it('two concurrent trips for the last of two documents: one gets both', async () => {
  const legs = [
    flightLine({ passengers: 5 }),
    flightLine({ lineId: 'flight-1', flightId: 'flt_back', passengers: 5 }),
  ];
  const outcomes = await Promise.all([
    flights.hold(someReservation(), legs, deadline),
    flights.hold(someReservation(), legs.toReversed(), deadline),
  ]);
  expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['held', 'sold_out']);
  await expectBalance(models);
});

it('a release that races its hold leaves no hold', async () => {
  const ids = Array.from({ length: 30 }, someReservation);
  await Promise.all(
    ids.flatMap((id) => [
      hotels.hold(id, [stayLine()], deadline),
      hotels.release(id, [stayLine()], deadline),
    ]),
  );
  expect(await models.roomMonths.findById(april).lean<RoomMonthDocument>().exec()).toMatchObject({
    holds: {},
  });
  expect(await freeRooms(models, april)).toMatchObject({ 10: 5, 11: 5 });
  await expectBalance(models);
});

it('500 random holds, confirmations and releases: total = free + held + booked', async () => {
  const ids = Array.from({ length: 25 }, someReservation);
  const seed = 20_270_301;
  let state = seed;
  /** A linear congruential generator (Numerical Recipes): the same run every time. */
  const random = (below: number) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
  const linesOf = (id: string): StayLine[] => {
    const start = 20 + (ids.indexOf(id) % 10);
    const [checkIn, checkOut] = [`2027-04-${start}`, `2027-05-0${1 + (start % 4)}`];
    return [stayLine({ checkIn, checkOut, rooms: 1 + (start % 2) })];
  };
  const acts = [
    (id: string) => hotels.hold(id, linesOf(id), deadline),
    (id: string) => hotels.confirm(id, linesOf(id)).catch(() => undefined),
    (id: string) => hotels.release(id, linesOf(id), deadline),
    (id: string) => hotels.hold(id, linesOf(id), deadline),
  ];
  const act = async () => {
    await acts[random(acts.length)]?.(ids[random(ids.length)] ?? '');
  };
  for (let round = 0; round < 25; round += 1) {
    await Promise.all(Array.from({ length: 20 }, act));
  }
  await expectBalance(models);
  await Promise.all(ids.map((id) => hotels.release(id, linesOf(id), deadline)));
  expect(await freeRooms(models, april)).toMatchObject({ 20: 5, 29: 5, 30: 5 });
});
