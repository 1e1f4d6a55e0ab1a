import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reservationIdFor } from '../../../subgraphs/reservations/domain/ids.ts';
import { auditInventory } from '../../../subgraphs/reservations/inventory-audit.ts';
import { flightModel } from '../../../subgraphs/reservations/store/flights.ts';
import { roomMonthModel } from '../../../subgraphs/reservations/store/room-months.ts';
import { inventoryCheck } from '../../kit/operator-commands.ts';
import type { CommandResult } from '../../kit/operator-commands.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';

let world: BookingWorld;
let roomMonths: ReturnType<typeof roomMonthModel>;
let flights: ReturnType<typeof flightModel>;
let booked: string;
beforeAll(async () => {
  world = await startBookingWorld();
  await world.startWorker();
  const { models } = world.connection;
  roomMonths = models['RoomMonth'] as typeof roomMonths;
  flights = models['Flight'] as typeof flights;
  const trip = { roomTypeId: await world.roomType('rmt_a', 3), flightId: await world.flight('flt_a', 5) };
  booked = await world.book(trip);
  await world.settled(booked);
  await world.settled(await world.book(trip, 'pm_declined'));
});
afterAll(() => world.close());

const check = () => {
  const { stores, connection } = world;
  return inventoryCheck({ MONGODB_URL: stores.mongoUrl, MONGODB_DATABASE: connection.name });
};

/** Damages a document, runs the check and repairs the document. */
async function checkedAfter(
  document: 'rooms' | 'seats',
  harm: { $set?: object; $unset?: object; $inc?: Record<string, number> },
): Promise<CommandResult> {
  const collection = (document === 'rooms' ? roomMonths : flights).collection;
  const _id = document === 'rooms' ? 'rmt_a:2031-05' : 'flt_a';
  const before = await collection.findOne({ _id } as object);
  if (before === null) throw new Error(`${_id} is gone`);
  await collection.updateOne({ _id } as object, harm);
  try {
    return await check();
  } finally {
    await collection.replaceOne({ _id } as object, before);
  }
}

// Long timeouts: each command starts a process.
describe('npm run inventory:check', { timeout: 120_000 }, () => {
  it('finds no differences after completed and failed bookings', async () => {
    expect(await check()).toEqual({
      code: 0,
      lines: [
        'Compared 2 inventory documents with 2 nights and 5 seats against 2 reservations: no differences.',
      ],
      errors: '',
    });
  });

  it('finds a free counter that is too low', async () => {
    const { code, lines } = await checkedAfter('rooms', { $inc: { 'nights.11.free': -1 } });
    expect(code).toBe(1);
    expect(lines).toEqual([
      'rmt_a:2031-05 night 11: expected 2 free (3 less 1 taken), found 1 free',
      expect.stringContaining('1 difference.'),
    ]);
  });

  it('finds a hold without a reservation, although its counters agree', async () => {
    const stray = reservationIdFor('usr_00000000000000000000', 'stray');
    const hold = { state: 'held', count: 1, deadline: new Date(), cabin: 'ECONOMY' };
    const { code, lines } = await checkedAfter('seats', {
      $set: { [`holds.${stray}:flight-0`]: hold },
      $inc: { 'cabins.ECONOMY.free': -1 },
    });
    expect(code).toBe(1);
    expect(lines).toEqual([
      `flt_a hold ${stray}:flight-0: expected none (no reservation claims it), found held 1 × ECONOMY`,
      'flt_a ECONOMY seats: expected 4 free (5 less 1 taken), found 3 free',
      expect.stringContaining('2 differences.'),
    ]);
  });

  it('finds a completed booking without its hold, although the counters agree', async () => {
    const { code, lines } = await checkedAfter('seats', {
      $unset: { [`holds.${booked}:flight-0`]: true },
      $inc: { 'cabins.ECONOMY.free': 1 },
    });
    expect(code).toBe(1);
    expect(lines).toEqual([
      `flt_a hold ${booked}:flight-0: expected booked 1 × ECONOMY (the reservation is COMPLETED), found none`,
      'flt_a ECONOMY seats: expected 4 free (5 less 1 taken), found 5 free',
      expect.stringContaining('2 differences.'),
    ]);
  });

  it('finds a missing inventory document', async () => {
    const before = await flights.findById('flt_a').lean().exec();
    await flights.deleteOne({ _id: 'flt_a' });
    const { code, lines } = await check();
    await flights.insertOne(before ?? {});
    expect(code).toBe(1);
    expect(lines.slice(0, 2)).toEqual([
      `flt_a hold ${booked}:flight-0: expected booked 1 × ECONOMY (the reservation is COMPLETED), found none`,
      'flt_a ECONOMY: expected 1 taken, found not for sale',
    ]);
  });

  it('leaves out the inventory of external suppliers and prints that', async () => {
    const { stores, connection } = world;
    const { lines } = await inventoryCheck({
      ...{ MONGODB_URL: stores.mongoUrl, MONGODB_DATABASE: connection.name },
      FLIGHT_SUPPLIER_URL: 'http://supplier.example',
    });
    expect(lines).toEqual([
      'Left out: seats, which an external supplier holds.',
      'Compared 1 inventory document with 2 nights and 0 seats against 2 reservations: no differences.',
    ]);
  });

  it('exits with 2 and the reason where it cannot run', async () => {
    const away = await inventoryCheck({ MONGODB_URL: 'mongodb://127.0.0.1:1' });
    expect(away).toMatchObject({ code: 2, lines: [] });
    expect(away.errors).toContain('Cannot reach MongoDB at mongodb://127.0.0.1:1');
    const faulty = await inventoryCheck({ MONGODB_URL: 'redis://127.0.0.1' });
    expect(faulty).toEqual({
      code: 2,
      lines: [],
      errors: 'Faulty settings:\n  MONGODB_URL: expected a mongodb:// address\n',
    });
  });
});

describe('auditInventory', () => {
  it('finds no differences while bookings are under way', async () => {
    const trip = { roomTypeId: await world.roomType('rmt_b', 20), flightId: await world.flight('flt_b', 20) };
    const ids = await Promise.all(
      Array.from({ length: 30 }, (_, at) => world.book(trip, at % 3 === 0 ? 'pm_declined' : 'pm_ok')),
    );
    const isSettled = async () => (await world.store.countUnfinished()).size === 0;
    do {
      expect((await auditInventory({ connection: world.connection })).differences).toEqual([]);
    } while (!(await isSettled()));
    await Promise.all(ids.map((id) => world.settled(id)));
  });

  it('takes the same number of round trips for any number of documents and reservations in a batch', async () => {
    const { db } = world.connection;
    if (db === undefined) throw new Error('not connected');
    const profile = db.collection('system.profile');
    const commandsOf = async () => {
      const before = await profile.countDocuments();
      await db.command({ profile: 2 });
      await auditInventory({ connection: world.connection });
      await db.command({ profile: 0 });
      return (
        (await profile.find().toArray())
          .slice(before)
          .filter(({ ns }) => !String(ns).endsWith('system.profile'))
          // Without the operations of the sweeper.
          .filter(({ command }) => !JSON.stringify(command).includes('"wakeAt"')).length
      );
    };
    const few = await commandsOf();
    for (let at = 0; at < 10; at += 1) await world.roomType(`rmt_more-${at}`, 1);
    for (let at = 0; at < 10; at += 1) {
      await world.settled(await world.book({ roomTypeId: `rmt_more-${at}` }));
    }
    expect(await commandsOf()).toBe(few);
  });

  it('finds all differences over many batches', async () => {
    for (let at = 0; at < 120; at += 1) await world.flight(`flt_many-${String(at).padStart(3, '0')}`, 1);
    const ids = [];
    for (let at = 0; at < 210; at += 1) ids.push(await world.insertBooking({ flightId: 'flt_many-000' }));
    const last = ids.toSorted().at(-1) ?? '';
    const { differences: none } = await auditInventory({ connection: world.connection });
    expect(none).toEqual([]);
    await flights.updateOne({ _id: 'flt_many-119' }, { $inc: { 'cabins.ECONOMY.free': -1 } });
    await world.bookings.updateOne({ _id: last }, { $set: { status: 'COMPLETED' } });
    const { differences } = await auditInventory({ connection: world.connection, looks: 1 });
    expect(differences.map(({ documentId, what }) => `${documentId} ${what}`).toSorted()).toEqual([
      'flt_many-000 ECONOMY seats',
      `flt_many-000 hold ${last}:flight-0`,
      'flt_many-119 ECONOMY seats',
    ]);
    await flights.updateOne({ _id: 'flt_many-119' }, { $inc: { 'cabins.ECONOMY.free': 1 } });
    await world.bookings.deleteMany({ _id: { $in: ids } });
  });
});
