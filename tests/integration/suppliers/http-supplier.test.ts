import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FlightLine } from '../../../subgraphs/reservations/domain/trip.ts';
import { createHttpFlightSupplier } from '../../../subgraphs/reservations/suppliers/http-supplier.ts';
import { isFault } from '../../../subgraphs/reservations/suppliers/resilient-calls.ts';
import { eventually } from '../../kit/eventually.ts';
import { inTime, priced, startHttpSupplierWorld, stays } from './http-supplier-world.ts';
import type { HttpSupplierWorld } from './http-supplier-world.ts';
import { startFakeSupplier, supplierToken } from './fake-supplier.ts';
import type { SupplierCall } from './fake-supplier.ts';

let world: HttpSupplierWorld;
let stub: HttpSupplierWorld['stub'];
let hotels: HttpSupplierWorld['hotels'];
/** A new reservation for each test. */
let id = '';
beforeAll(async () => {
  world = await startHttpSupplierWorld();
  ({ stub, hotels } = world);
});
afterAll(() => world.close());
beforeEach(() => {
  id = world.reset();
});

describe('HTTP supplier', () => {
  it('holds, confirms and releases, each once for repeated calls', async () => {
    for (let again = 0; again < 2; again += 1) {
      expect(await hotels.hold(id, stays, inTime())).toEqual({ outcome: 'held' });
    }
    expect(stub.books.taken()).toBe(3);
    for (let again = 0; again < 2; again += 1) await hotels.confirm(id, stays);
    expect(stub.books.of(id)).toEqual(['booked', 'booked']);
    for (let again = 0; again < 2; again += 1) await hotels.release(id, stays, inTime());
    expect(stub.books.taken()).toBe(0);
    expect([...stub.keys]).toEqual(
      expect.arrayContaining([`${id}/hold`, `${id}/confirmation`, `${id}/release`]),
    );
    expect(world.faults()).toEqual([]);
  });

  it('sells seats as well as rooms', async () => {
    const { logger, metrics } = world;
    const flights = createHttpFlightSupplier({
      url: stub.url,
      token: supplierToken,
      logger,
      metrics,
      timeoutMs: 1_000,
    });
    const seat: FlightLine = {
      ...{ kind: 'flight', lineId: 'flight-0', description: 'Seats', flightId: 'flt_a' },
      ...{ cabin: 'ECONOMY', passengers: 4, ...priced },
    };
    expect(await flights.hold(id, [seat], inTime())).toEqual({ outcome: 'held' });
    expect(stub.books.taken()).toBe(4);
    await flights.release(id, [seat], inTime());
    expect(stub.books.taken()).toBe(0);
    await flights.close();
  });

  it('names the line that is sold out', async () => {
    stub.books.sell(2);
    expect(await hotels.hold(id, stays, inTime())).toEqual({ outcome: 'sold_out', lineId: 'stay-0' });
  });

  it('refuses a hold after its deadline and after its release', async () => {
    expect(await hotels.hold(id, stays, new Date(Date.now() - 1))).toEqual({ outcome: 'too_late' });
    await hotels.release(id, stays, inTime());
    expect(await hotels.hold(id, stays, inTime())).toEqual({ outcome: 'too_late' });
  });

  it('accepts an answer without prices', async () => {
    stub.books.price(() => undefined);
    expect(await hotels.hold(id, stays, inTime())).toEqual({ outcome: 'held' });
  });

  it('waits for a slow answer within the timeout', async () => {
    const patient = world.hotelsWith({ timeoutMs: 10_000 });
    stub.next('hold', 'delayed');
    const holding = patient.hold(id, stays, inTime());
    await eventually(() => {
      expect(stub.delayed()).toBe(1);
    });
    stub.deliver();
    expect(await holding).toEqual({ outcome: 'held' });
    expect(stub.callsOf('hold', id)).toBe(1);
    expect(stub.callsOf('state', id)).toBe(0);
  });
});

const doubtful = [
  'does it after the timeout',
  'does it, and never answers',
  'never answers',
  'does it, and fails',
  'fails',
  'does it, and drops the answer half way',
  'does it, and hangs up',
  'hangs up',
  'answers with a web page',
  'answers with no JSON',
  'answers with wrong types',
  'answers with an unknown outcome',
  'does it, and answers about another reservation',
  'does it, and answers without end',
] as const;

describe('a call without a valid answer is settled by a state query or a retry: the supplier', () => {
  it.each(doubtful)('%s', async (behaviour) => {
    const named = (call: SupplierCall) =>
      world.faults().some((line) => line['operation'] === call && line['reservationId'] === id);

    stub.next('hold', behaviour);
    expect(await hotels.hold(id, stays, inTime())).toEqual({ outcome: 'held' });
    expect(stub.books.of(id)).toEqual(['held', 'held']);
    expect(stub.callsOf('state', id)).toBeGreaterThan(0);
    expect(named('hold')).toBe(true);

    stub.next('confirmation', behaviour);
    await hotels.confirm(id, stays);
    expect(stub.books.of(id)).toEqual(['booked', 'booked']);
    expect(named('confirmation')).toBe(true);

    stub.next('release', behaviour);
    await hotels.release(id, stays, inTime());
    expect(stub.books.of(id)).toEqual(['released', 'released']);
    expect(named('release')).toBe(true);
  });

  it.each([
    ['held', 'does it, and never answers'],
    ['booked', 'does it, and fails'],
  ] as const)(
    '%s the lines and %s: the state query settles the call without a retry',
    async (done, behaviour) => {
      if (done === 'booked') await hotels.hold(id, stays, inTime());
      const call = done === 'held' ? 'hold' : 'confirmation';
      stub.next(call, behaviour);
      await (done === 'held' ? hotels.hold(id, stays, inTime()) : hotels.confirm(id, stays));
      expect(stub.callsOf(call, id)).toBe(1);
      expect(world.logged().map(({ msg }) => msg)).toContain('upstream call outcome found by query');
    },
  );
});

describe('a call of unknown outcome fails', () => {
  it('after a hold and a state query without valid answers', async () => {
    stub.always({ hold: 'does it, and fails', state: 'fails' });
    await expect(hotels.hold(id, stays, inTime())).rejects.toSatisfy((error) =>
      isFault(error, 'invalid_answer'),
    );
    expect(stub.callsOf('hold', id)).toBe(3);
    expect(stub.callsOf('state', id)).toBe(3);
    // The release settles it.
    await hotels.release(id, stays, inTime());
    expect(stub.books.of(id)).toEqual(['released', 'released']);
  });

  it('for a hold that arrives after its timeout and its release: a tombstone refuses it', async () => {
    stub.always({ hold: 'delayed' });
    await expect(hotels.hold(id, stays, inTime())).rejects.toSatisfy((error) => isFault(error, 'no_answer'));
    await hotels.release(id, stays, inTime());
    stub.deliver();
    expect(stub.books.of(id)).toEqual([]);
    expect(stub.books.isBuried(id)).toBe(true);
  });

  it('for a supplier that refuses connections', async () => {
    const gone = await startFakeSupplier();
    const nobody = world.hotelsWith({ url: gone.url });
    await gone.close();
    await expect(nobody.hold(id, stays, inTime())).rejects.toThrow(
      /hotel supplier did not answer.*hold of rsv_/,
    );
  });

  it('for a call that the supplier refuses, without a retry', async () => {
    stub.next('hold', 'refuses the call');
    await expect(hotels.hold(id, stays, inTime())).rejects.toThrow('answered 422');
    expect(stub.callsOf('hold', id)).toBe(1);
    expect(world.faults()).toMatchObject([
      { operation: 'hold', reservationId: id, status: 422, body: '{"error":"not with us"}' },
    ]);
  });

  it('for a confirmation without a hold', async () => {
    await expect(hotels.confirm(id, stays)).rejects.toThrow(
      `the hotel supplier cannot confirm ${id}: expected holds of stay-0, stay-1, it holds nothing`,
    );
  });
});
