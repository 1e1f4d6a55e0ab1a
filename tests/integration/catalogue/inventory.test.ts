import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { FlightLine, StayLine } from '../../../subgraphs/reservations/domain/trip.ts';
import type { FlightDocument } from '../../../subgraphs/reservations/store/flights.ts';
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

const minuteMs = 60_000;
const deadline = new Date(now.getTime() + 15 * minuteMs);

let time = now;
let changes = 0;
const clock = () => time;
const catalogue = await startCatalogue();
const { models } = catalogue;
const hotels = createInHouseHotelSupplier({ roomMonths: models.roomMonths, clock });
const flights = createInHouseFlightSupplier({
  flights: models.flights,
  clock,
  onChange: () => (changes += 1),
});

afterAll(() => catalogue.close());
beforeEach(async () => {
  time = now;
  changes = 0;
  await models.roomMonths.deleteMany({});
  await models.flights.deleteMany({});
  await models.roomMonths.insertMany([
    roomMonthRow('rmt_any', '2027-04', 5),
    roomMonthRow('rmt_any', '2027-05', 5),
  ]);
  await models.flights.insertMany([flightRow('any', 5), flightRow('back', 5)]);
});

const april = 'rmt_any:2027-04';

async function month(id = april): Promise<RoomMonthDocument> {
  const found = await models.roomMonths.findById(id).lean<RoomMonthDocument>().exec();
  if (found === null) throw new Error(`there is no month ${id}`);
  return found;
}

async function flight(id = 'flt_any'): Promise<FlightDocument> {
  const found = await models.flights.findById(id).lean<FlightDocument>().exec();
  if (found === null) throw new Error(`there is no flight ${id}`);
  return found;
}

describe('hold', () => {
  it('is idempotent, concurrently and later', async () => {
    const id = someReservation();
    const repeats = await Promise.all(
      Array.from({ length: 10 }, () => hotels.hold(id, [stayLine({ rooms: 2 })], deadline)),
    );
    expect(new Set(repeats.map(({ outcome }) => outcome))).toEqual(new Set(['held']));
    time = new Date(deadline.getTime() + minuteMs);
    expect(await hotels.hold(id, [stayLine({ rooms: 2 })], deadline)).toEqual({ outcome: 'held' });
    expect((await month()).nights['10']?.free).toBe(3);
    await expectBalance(models);
  });

  it('is refused after its deadline', async () => {
    time = deadline;
    expect(await hotels.hold(someReservation(), [stayLine()], deadline)).toEqual({ outcome: 'too_late' });
    expect((await month()).nights['10']?.free).toBe(5);
  });

  it('holds no night of a document if one of them is full', async () => {
    await hotels.hold(someReservation(), [stayLine({ checkIn: '2027-04-11', rooms: 5 })], deadline);
    const outcome = await hotels.hold(someReservation(), [stayLine()], deadline);
    expect(outcome).toEqual({ outcome: 'sold_out', lineId: 'stay-0' });
    expect((await month()).nights['10']?.free).toBe(5);
    await expectBalance(models);
  });

  it('is sold_out for an unknown room type or flight', async () => {
    const lines = [stayLine({ checkIn: '2027-06-01', checkOut: '2027-06-02' })];
    expect(await hotels.hold(someReservation(), lines, deadline)).toMatchObject({ outcome: 'sold_out' });
    const unknown = [flightLine({ flightId: 'flt_unknown' })];
    expect(await flights.hold(someReservation(), unknown, deadline)).toMatchObject({ outcome: 'sold_out' });
  });

  it('refused in the second month, it keeps the first until the release', async () => {
    const over = stayLine({ checkIn: '2027-04-29', checkOut: '2027-05-03' });
    await hotels.hold(
      someReservation(),
      [stayLine({ checkIn: '2027-05-01', checkOut: '2027-05-02', rooms: 5 })],
      deadline,
    );
    const id = someReservation();
    expect(await hotels.hold(id, [over], deadline)).toEqual({ outcome: 'sold_out', lineId: 'stay-0' });
    expect(await freeRooms(models, april)).toMatchObject({ 28: 5, 29: 4, 30: 4 });
    await hotels.release(id, [over], deadline);
    expect(await freeRooms(models, april)).toMatchObject({ 28: 5, 29: 5, 30: 5 });
    await expectBalance(models);
  });

  it('holds two lines of a trip in the same document', async () => {
    const id = someReservation();
    const stays = [
      stayLine({ rooms: 2 }),
      stayLine({ lineId: 'stay-1', checkIn: '2027-04-11', checkOut: '2027-04-13' }),
    ];
    const legs = [flightLine(), flightLine({ lineId: 'flight-1', cabin: 'BUSINESS', passengers: 2 })];
    expect(await hotels.hold(id, stays, deadline)).toEqual({ outcome: 'held' });
    expect(await flights.hold(id, legs, deadline)).toEqual({ outcome: 'held' });
    expect(await freeRooms(models, april)).toMatchObject({ 10: 3, 11: 2, 12: 4 });
    expect((await flight()).cabins).toMatchObject({ ECONOMY: { free: 4 }, BUSINESS: { free: 2 } });
    await expectBalance(models);
    await hotels.confirm(id, stays);
    await flights.confirm(id, legs);
    await hotels.release(id, stays, deadline);
    await flights.release(id, legs, deadline);
    expect(await freeRooms(models, april)).toMatchObject({ 10: 5, 11: 5, 12: 5 });
    expect((await flight()).holds).toEqual({});
    await expectBalance(models);
  });
});

describe('confirm', () => {
  it('turns holds into bookings, and is idempotent', async () => {
    const id = someReservation();
    const over = [stayLine({ checkIn: '2027-04-29', checkOut: '2027-05-03' })];
    await hotels.hold(id, over, deadline);
    await hotels.confirm(id, over);
    await hotels.confirm(id, over);
    expect(Object.values((await month()).holds)).toEqual([
      { state: 'booked', count: 1, nights: ['29', '30'], deadline },
    ]);
    expect(Object.values((await month('rmt_any:2027-05')).holds)).toMatchObject([{ state: 'booked' }]);
    await expectBalance(models);
  });

  it('fails without a hold', async () => {
    const id = someReservation();
    await expect(hotels.confirm(id, [stayLine()])).rejects.toThrow(`expected a hold of stay-0 for ${id}`);
    await hotels.hold(id, [stayLine()], deadline);
    await hotels.release(id, [stayLine()], deadline);
    await expect(hotels.confirm(id, [stayLine()])).rejects.toThrow('found none');
  });

  it('accepts an empty list', async () => {
    const { commands } = await catalogue.commandsOf(() => hotels.confirm(someReservation(), []));
    expect(commands).toEqual([]);
  });
});

describe('release', () => {
  it.each(['held', 'booked'])('releases a %s room or seat once, for repeated calls', async (state) => {
    const id = someReservation();
    const lines = [flightLine({ passengers: 3 })];
    await flights.hold(id, lines, deadline);
    if (state === 'booked') await flights.confirm(id, lines);
    await Promise.all(Array.from({ length: 10 }, () => flights.release(id, lines, deadline)));
    expect((await flight()).tombstones).toHaveLength(1);
    time = new Date(deadline.getTime() + 60 * minuteMs);
    await flights.release(id, lines, deadline);
    expect((await flight()).cabins.ECONOMY?.free).toBe(5);
    expect((await flight()).tombstones).toEqual([]);
    await expectBalance(models);
  });

  it('before its hold, leaves a tombstone that refuses the hold', async () => {
    const id = someReservation();
    await hotels.release(id, [stayLine()], deadline);
    expect(await hotels.hold(id, [stayLine()], deadline)).toEqual({ outcome: 'too_late' });
    expect((await month()).nights['10']?.free).toBe(5);
    await expectBalance(models);
  });

  it('keeps its tombstone until ten minutes after the deadline; the next hold then deletes it', async () => {
    const lines: StayLine[] = [stayLine()];
    await hotels.release(someReservation(), lines, deadline);
    const until = new Date(deadline.getTime() + 10 * minuteMs);
    expect((await month()).tombstones).toMatchObject([{ until }]);

    time = until;
    const later = new Date(until.getTime() + 15 * minuteMs);
    await hotels.hold(someReservation(), lines, later);
    expect((await month()).tombstones).toHaveLength(1);
    time = new Date(until.getTime() + 1);
    await hotels.hold(someReservation(), lines, later);
    expect((await month()).tombstones).toEqual([]);
  });

  it('a thousand tombstones are the most: a hold that arrives after its release is refused as before', async () => {
    const lines: StayLine[] = [stayLine()];
    const [early, late] = [someReservation(), someReservation()];
    const later = new Date(deadline.getTime() + minuteMs);
    await hotels.release(early, lines, deadline);
    const until = new Date(deadline.getTime() + 10 * minuteMs);
    const others = Array.from({ length: 999 }, (_, index) => ({ key: `other-${index}`, until }));
    await models.roomMonths.updateOne({}, { $push: { tombstones: { $each: others } } });

    await hotels.release(late, lines, later);

    expect((await month()).tombstones).toHaveLength(1);
    expect(await hotels.hold(early, lines, deadline)).toEqual({ outcome: 'too_late' });
    expect(await hotels.hold(late, lines, later)).toEqual({ outcome: 'too_late' });
    expect(await hotels.hold(someReservation(), lines, later)).toEqual({ outcome: 'held' });
    await expectBalance(models);
  });

  it('leaves no tombstone once no hold can arrive', async () => {
    const id = someReservation();
    await hotels.hold(id, [stayLine()], deadline);
    await hotels.confirm(id, [stayLine()]);
    time = new Date(deadline.getTime() + 60 * minuteMs);
    await hotels.release(id, [stayLine()], deadline);
    expect(await month()).toMatchObject({ holds: {}, tombstones: [] });
    expect((await month()).nights['10']?.free).toBe(5);
    expect(await hotels.hold(id, [stayLine()], deadline)).toEqual({ outcome: 'too_late' });
  });
});

describe("a change of a flight's seats", () => {
  const lines: FlightLine[] = [flightLine()];

  it('marks the flight as unpublished, and notifies the relay', async () => {
    const id = someReservation();
    time = new Date(now.getTime() + minuteMs);
    await flights.hold(id, lines, deadline);
    expect(await flight()).toMatchObject({ version: 1, revision: 2, unpublished: true, changedAt: time });
    expect(changes).toBe(1);
    await flights.release(id, lines, deadline);
    expect(await flight()).toMatchObject({ version: 1, revision: 3, unpublished: true });
  });

  it('is not marked without a public change: repeats, confirmations, refusals, early releases', async () => {
    const id = someReservation();
    await flights.release(someReservation(), lines, deadline);
    expect(await flight()).toMatchObject({ revision: 1, unpublished: false });
    await flights.hold(id, lines, deadline);
    await flights.hold(id, lines, deadline);
    await flights.confirm(id, lines);
    await flights.hold(someReservation(), [flightLine({ passengers: 5 })], deadline);
    expect(await flight()).toMatchObject({ revision: 2 });
  });
});
