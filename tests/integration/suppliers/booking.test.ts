import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../kit/eventually.ts';
import { startBookingWorld } from '../../kit/booking-world.ts';
import type { BookingWorld } from '../../kit/booking-world.ts';
import type { Behaviour } from './fake-supplier-behaviours.ts';
import { startFakeSupplier, supplierToken } from './fake-supplier.ts';
import type { FakeSupplier } from './fake-supplier.ts';

let world: BookingWorld;
let worker: Awaited<ReturnType<BookingWorld['startWorker']>>;
let hotels: FakeSupplier;
let flights: FakeSupplier;
let count = 0;

beforeAll(async () => {
  [world, hotels, flights] = await Promise.all([
    startBookingWorld(),
    startFakeSupplier(),
    startFakeSupplier(),
  ]);
  worker = await world.startWorker(
    {},
    {
      ...{ HOTEL_SUPPLIER_URL: `${hotels.url}/`, HOTEL_SUPPLIER_TOKEN: supplierToken },
      ...{ FLIGHT_SUPPLIER_URL: flights.url, FLIGHT_SUPPLIER_TOKEN: supplierToken },
      SUPPLIER_TIMEOUT_MS: '200',
    },
  );
});
afterAll(async () => {
  await world.close();
  await Promise.all([hotels.close(), flights.close()]);
});
beforeEach(() => {
  count += 1;
  worker.logged.splice(0);
  world.orders.payment = 'pays';
  world.holdFor(900);
  for (const stub of [hotels, flights]) {
    stub.always({});
    stub.books.price(({ price }) => price);
    stub.books.sell(1_000);
  }
});

const trip = () => ({ roomTypeId: `rmt_${count}`, flightId: `flt_${count}` });

/** Waits until a booking is final and checks the suppliers' holds against it. */
async function settled(id: string) {
  const row = await world.settled(id);
  const expected = row.status === 'COMPLETED' ? ['booked'] : [];
  for (const stub of [hotels, flights]) {
    expect(stub.books.of(id).filter((state) => state !== 'released')).toEqual(expected);
  }
  expect(world.orders.orders.get(id) === 'PAID').toBe(row.status === 'COMPLETED');
  return row;
}

/** The ways in which a call gets no valid answer. */
const faulty: readonly Behaviour[] = [
  'does it after the timeout',
  'does it, and never answers',
  'never answers',
  'does it, and fails',
  'fails',
  'does it, and drops the answer half way',
  'does it, and hangs up',
  'hangs up',
  'answers twice',
  'answers the next call too',
  'does it twice',
  'answers with a web page',
  'answers with wrong types',
  'does it, and answers about another reservation',
  'does it, and answers without end',
  'refuses the call',
];

describe('a booking with external suppliers', () => {
  it('completes with their holds and without in-house holds', async () => {
    const roomTypeId = await world.roomType(trip().roomTypeId, 1);
    const id = await world.book({ ...trip(), roomTypeId });
    expect(await settled(id)).toMatchObject({ status: 'COMPLETED' });
    expect(await world.rooms(roomTypeId)).toEqual({ free: [1, 1], holds: [] });
  });

  it('releases its holds after a declined payment', async () => {
    const id = await world.book(trip(), 'pm_declined');
    expect(await settled(id)).toMatchObject({ status: 'FAILED', failure: { code: 'PAYMENT_DECLINED' } });
    expect([hotels, flights].map(({ books }) => books.of(id))).toEqual([['released'], ['released']]);
  });

  it('fails as SOLD_OUT and releases the holds of its remaining lines', async () => {
    flights.books.sell(flights.books.taken());
    const id = await world.book(trip());
    expect(await settled(id)).toMatchObject({ status: 'FAILED', failure: { code: 'SOLD_OUT' } });
  });

  it.each(faulty)('completes after a faulty call of each step: the supplier %s', async (behaviour) => {
    for (const stub of [hotels, flights]) {
      stub.next('hold', behaviour);
      stub.next('confirmation', behaviour);
    }
    const id = await world.book(trip());
    expect(await settled(id)).toMatchObject({ status: 'COMPLETED', version: 4 });
  });

  it.each(faulty)('is compensated after a faulty release: the supplier %s', async (behaviour) => {
    for (const stub of [hotels, flights]) stub.next('release', behaviour);
    const id = await world.book(trip(), 'pm_declined');
    expect(await settled(id)).toMatchObject({ status: 'FAILED' });
  });

  it.each(['does it, and never answers', 'refuses the call'] as const)(
    'fails as SUPPLIER_UNAVAILABLE without a hold: the supplier always %s and fails state queries',
    async (behaviour) => {
      flights.always({ hold: behaviour, state: 'fails' });
      const id = await world.book(trip());
      expect(await settled(id)).toMatchObject({
        status: 'FAILED',
        failure: { code: 'SUPPLIER_UNAVAILABLE' },
      });
    },
  );

  it('stays without a hold where the call arrives after the compensation', async () => {
    hotels.always({ hold: 'delayed' });
    const id = await world.book(trip());
    expect(await settled(id)).toMatchObject({ status: 'FAILED', failure: { code: 'SUPPLIER_UNAVAILABLE' } });
    expect(hotels.delayed()).toBeGreaterThan(0);
    hotels.deliver();
    expect(hotels.books.of(id)).toEqual([]);
  });

  it.each([
    ['refuses the call', 'answered 422'],
    ['says that nothing is held', 'it holds nothing'],
  ] as const)('completes once paid, however often the supplier %s', async (behaviour, named) => {
    hotels.next('confirmation', ...Array.from({ length: 5 }, () => behaviour));
    const id = await world.book(trip());
    expect(await settled(id)).toMatchObject({ status: 'COMPLETED' });
    expect(hotels.callsOf('confirmation', id)).toBe(6);
    expect(worker.logged.filter((line) => line.includes(id)).join()).toContain(named);
  });

  it('waits for a slow supplier', async () => {
    hotels.next('hold', 'delayed');
    const id = await world.book(trip());
    await eventually(() => {
      expect(hotels.delayed()).toBe(1);
    });
    hotels.deliver();
    expect(await settled(id)).toMatchObject({ status: 'COMPLETED', version: 4 });
  });
});

describe('a price of an external supplier', () => {
  it.each([
    ['negative', { amount: -10_000, currency: 'EUR' }],
    ['in an unknown currency', { amount: 10_000, currency: 'ZZZ' }],
    ['other than the quoted one', { amount: 10_001, currency: 'EUR' }],
    ['in words', 'free of charge'],
  ])('%s: the booking is compensated and the log has the price', async (_, price) => {
    hotels.books.price(() => price);
    const id = await world.book(trip());
    expect(await settled(id)).toMatchObject({ status: 'FAILED', failure: { code: 'SUPPLIER_UNAVAILABLE' } });
    expect(hotels.books.of(id)).toEqual(['released']);
    const line = worker.logged.find(
      (text) => text.includes('expected stay-0 at 10000 EUR') && text.includes(id),
    );
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      ...{ callee: 'the hotel supplier', operation: 'hold', reservationId: id, kind: 'contradictory' },
    });
    expect(JSON.parse(line ?? '{}')).toHaveProperty('body', expect.stringContaining(JSON.stringify(price)));
    expect(world.orders.calls).not.toContain(`payOrder ${id}`);
  });
});

describe('a supplier that is down', () => {
  it('opens the circuit breaker; its holds are released when it is back', async () => {
    flights.next('hold', 'does it, and hangs up');
    flights.always({ hold: 'hangs up', state: 'hangs up', release: 'hangs up' });
    const id = await world.book(trip());
    const logged = (message: string) =>
      worker.logged.filter((line) => line.includes('"circuit":"flight supplier"') && line.includes(message));
    await eventually(
      async () => {
        expect(logged('circuit breaker opened')).not.toEqual([]);
        expect((await world.row(id)).status).toBe('COMPENSATING');
      },
      { timeoutMs: 25_000 },
    );
    expect(flights.books.of(id)).toEqual(['held']);
    flights.always({});
    expect(await settled(id)).toMatchObject({ status: 'FAILED', failure: { code: 'SUPPLIER_UNAVAILABLE' } });
    expect(flights.books.of(id)).toEqual(['released']);
    expect(logged('circuit breaker closed')).not.toEqual([]);
  });
});
