import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isFault } from '../../../subgraphs/reservations/suppliers/resilient-calls.ts';
import { eventually } from '../../kit/eventually.ts';
import { inTime, startHttpSupplierWorld, stays } from './http-supplier-world.ts';
import type { HttpSupplierWorld } from './http-supplier-world.ts';
import { supplierToken } from './fake-supplier.ts';

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

describe('a price', () => {
  it.each([
    ['negative', { amount: -20_000, currency: 'EUR' }, '-20000 EUR'],
    ['in an unknown currency', { amount: 20_000, currency: 'XXX' }, '20000 XXX'],
    ['in another currency', { amount: 20_000, currency: 'USD' }, '20000 USD'],
    ['other than was quoted', { amount: 20_001, currency: 'EUR' }, '20001 EUR'],
    ['with a fraction', { amount: 20_000.5, currency: 'EUR' }, '20000.5 EUR'],
    ['in words', 'twenty thousand euros', 'an invalid price'],
  ])('%s: the hold fails and the error names the price', async (_, asked, shown) => {
    stub.books.price(() => asked);
    const message = `expected stay-0 at 20000 EUR, got ${shown}`;
    await expect(hotels.hold(id, stays, inTime())).rejects.toThrow(message);
    expect(stub.callsOf('hold', id)).toBe(1);
    expect(world.faults()).toMatchObject([
      { callee: 'the hotel supplier', operation: 'hold', reservationId: id, status: 200 },
    ]);
    expect(world.faults()[0]?.['body']).toContain(JSON.stringify(asked));

    // The state query after an unanswered hold checks the price as well.
    stub.next('hold', 'does it, and never answers');
    await expect(hotels.hold(id, stays, inTime())).rejects.toThrow(message);
    // A release ignores the price.
    stub.next('release', 'does it, and never answers');
    await hotels.release(id, stays, inTime());
    expect(stub.books.of(id)).toEqual(['released', 'released']);
  });

  it('of a line that is not in the request: the hold fails', async () => {
    stub.next('hold', 'answers about an unknown line');
    await expect(hotels.hold(id, stays, inTime())).rejects.toThrow(
      'answered for a line that is not in the request',
    );
  });
});

describe('a supplier that repeats effects or answers', () => {
  it.each(['does it twice', 'answers twice', 'answers the next call too'] as const)(
    '%s: hold, confirmation and release succeed',
    async (behaviour) => {
      stub.next('hold', behaviour);
      expect(await hotels.hold(id, stays, inTime())).toEqual({ outcome: 'held' });
      stub.next('confirmation', behaviour);
      await hotels.confirm(id, stays);
      stub.next('release', behaviour);
      await hotels.release(id, stays, inTime());
      expect(stub.books.of(id)).toEqual(['released', 'released']);
    },
  );

  it('answers twice on a connection: the next call refuses the answer to another reservation', async () => {
    // Without open connections.
    const adapter = world.hotelsWith({});
    stub.books.sell(stub.books.taken() + 3);
    stub.next('hold', 'answers the next call too');
    expect(await adapter.hold(id, stays, inTime())).toEqual({ outcome: 'held' });
    const others = [1, 2, 3, 4].map((other) => `${id}_${other}`);
    // The call that reuses the connection reads the second answer to the first call.
    for (const other of others) {
      expect(await adapter.hold(other, stays, inTime())).toEqual({ outcome: 'sold_out', lineId: 'stay-0' });
      expect(stub.books.of(other)).toEqual([]);
    }
    expect(world.faults()[0]).toMatchObject({ kind: 'invalid_answer' });
    expect(world.faults()[0]?.['body']).toContain(`"reservationId":"${id}"`);
  });
});

describe('the log of a failed call', () => {
  it('has a line with the start of the response body and without the token', async () => {
    const hasty = world.hotelsWith({ retries: 0 });
    stub.always({ hold: 'echoes the token', state: 'does it, and answers without end' });
    await expect(hasty.hold(id, stays, inTime())).rejects.toThrow();
    expect(world.faults().map(({ operation }) => operation)).toEqual(['hold', 'state']);
    expect(world.faults()[0]).toMatchObject({
      body: 'you sent Bearer [redacted]',
      status: 500,
      kind: 'invalid_answer',
    });
    expect(Math.max(...world.logged().map((line) => JSON.stringify(line).length))).toBeLessThan(600);
    expect(JSON.stringify(world.logged())).not.toContain(supplierToken);
  });

  it('has the status of an unknown token', async () => {
    const stranger = world.hotelsWith({ token: 'tok_wrong', retries: 0 });
    await expect(stranger.hold(id, stays, inTime())).rejects.toThrow('answered 401');
    expect(world.faults()[0]).toMatchObject({ status: 401 });
  });
});

describe('circuit breaker', () => {
  it('opens after consecutive failures and closes after an answer', async () => {
    const hasty = world.hotelsWith({ breakMs: 150, retries: 0 });
    stub.always({ hold: 'fails', state: 'fails' });
    await eventually(async () => {
      await expect(hasty.hold(id, stays, inTime())).rejects.toSatisfy((error) => isFault(error, 'not_sent'));
    });
    expect(world.logged().map(({ msg }) => msg)).toContain('circuit breaker opened');
    stub.always({});
    await eventually(async () => {
      expect(await hasty.hold(id, stays, inTime())).toEqual({ outcome: 'held' });
    });
    expect(world.logged().map(({ msg }) => msg)).toContain('circuit breaker closed');
  });

  it('ignores refusals and contradictory prices', async () => {
    stub.books.price(() => ({ amount: 1, currency: 'EUR' }));
    for (let call = 0; call < 12; call += 1) {
      stub.next('hold', call % 2 === 0 ? 'refuses the call' : 'well');
      await expect(hotels.hold(id, stays, inTime())).rejects.toSatisfy((error) =>
        isFault(error, 'refused', 'contradictory'),
      );
    }
    stub.books.price((line) => line.price);
    expect(await hotels.hold(`${id}_other`, stays, inTime())).toEqual({ outcome: 'held' });
  });
});
