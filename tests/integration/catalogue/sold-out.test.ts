import mongoose from 'mongoose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Supplier } from '../../../subgraphs/reservations/domain/suppliers.ts';
import {
  createInHouseFlightSupplier,
  createInHouseHotelSupplier,
} from '../../../subgraphs/reservations/suppliers/in-house-supplier.ts';
import {
  flightLine,
  flightRow,
  now,
  roomMonthRow,
  someReservation,
  startCatalogue,
  stayLine,
} from './catalogue-documents.ts';

const minuteMs = 60_000;
let time = now;
const clock = () => time;
const catalogue = await startCatalogue();
const { roomMonths, flights } = catalogue.models;
const onChange = () => undefined;

afterAll(() => catalogue.close());
beforeEach(() => {
  time = now;
});

const { calculateObjectSize } = mongoose.mongo.BSON;
const sizeOf = (document: object | null) => calculateObjectSize(document ?? {});

/** Books as the saga does: a hold is refused, and the intended step is undone. */
async function bookInVain<Line>(supplier: Supplier<Line>, lines: readonly Line[]): Promise<void> {
  const id = someReservation();
  const deadline = new Date(time.getTime() + 15 * minuteMs);
  expect((await supplier.hold(id, lines, deadline)).outcome).toBe('sold_out');
  await supplier.release(id, lines, deadline);
}

/** @param everyMs between two bookings, on the test's clock */
async function bookManyInVain<Line>(
  supplier: Supplier<Line>,
  lines: readonly Line[],
  { bookings, everyMs }: { bookings: number; everyMs: number },
): Promise<void> {
  const together = 20;
  for (let at = 0; at < bookings; at += together) {
    time = new Date(time.getTime() + together * everyMs);
    await Promise.all(Array.from({ length: together }, () => bookInVain(supplier, lines)));
  }
}

describe('refused holds', () => {
  it('10,000 on a sold-out room: its document keeps the tombstones of the last 25 minutes only', async () => {
    await roomMonths.insertOne(roomMonthRow('rmt_any', '2027-04', 0));
    const hotels = createInHouseHotelSupplier({ roomMonths, clock });
    const month = () => roomMonths.findById('rmt_any:2027-04').lean().exec();
    const emptySize = sizeOf(await month());

    await bookManyInVain(hotels, [stayLine()], { bookings: 10_000, everyMs: 30_000 });

    expect((await month())?.tombstones.length).toBeLessThanOrEqual(80);
    expect(sizeOf(await month()) - emptySize).toBeLessThan(10_000);
    time = new Date(time.getTime() + 26 * minuteMs);
    await bookInVain(hotels, [stayLine()]);
    expect((await month())?.tombstones).toHaveLength(1);
  }, 400_000);

  it('on a sold-out flight: the same', async () => {
    await flights.insertOne(flightRow('any', 0));
    const airline = createInHouseFlightSupplier({ flights, clock, onChange });

    await bookManyInVain(airline, [flightLine()], { bookings: 400, everyMs: 60_000 });

    const flight = await flights.findById('flt_any').lean().exec();
    expect(flight?.tombstones.length).toBeLessThanOrEqual(40);
    expect(flight).toMatchObject({ revision: 1, unpublished: false });
  }, 60_000);
});
