import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isFault } from '../../../subgraphs/reservations/suppliers/resilient-calls.ts';
import { eventually } from '../../kit/eventually.ts';
import { inTime, startAdapterWorld, stays } from './adapter-world.ts';
import type { AdapterWorld } from './adapter-world.ts';
import { stubToken } from './supplier-stub.ts';

let world: AdapterWorld;
let stub: AdapterWorld['stub'];
let hotels: AdapterWorld['hotels'];
/** A reservation of its own for each test. */
let id = '';
beforeAll(async () => {
  world = await startAdapterWorld();
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
    ['in words', 'twenty thousand euros', 'what is no price'],
  ])('%s is a fault that names it, however it is asked for', async (_, asked, shown) => {
    stub.books.price(() => asked);
    const message = `expected stay-0 at 20000 EUR, got ${shown}`;
    await expect(hotels.hold(id, stays, inTime())).rejects.toThrow(message);
    expect(stub.callsOf('hold', id)).toBe(1);
    expect(world.faults()).toMatchObject([
      { callee: 'the hotel supplier', call: 'hold', reservationId: id, status: 200 },
    ]);
    expect(world.faults()[0]?.['came']).toContain(JSON.stringify(asked));

    // Asking what became of it must not make it right.
    stub.next('hold', 'does it, and never answers');
    await expect(hotels.hold(id, stays, inTime())).rejects.toThrow(message);
    // Nor does a wrong price keep it from being let go.
    stub.next('release', 'does it, and never answers');
    await hotels.release(id, stays, inTime());
    expect(stub.books.of(id)).toEqual(['released', 'released']);
  });

  it('of a line that was not asked for, or a refusal of one, is a fault', async () => {
    stub.next('hold', 'answers about an unknown line');
    await expect(hotels.hold(id, stays, inTime())).rejects.toThrow(
      'answered about a line that was not asked for',
    );
  });
});

describe('a supplier that does or says things twice', () => {
  it.each(['does it twice', 'answers twice', 'answers the next call too'] as const)(
    'is understood where it %s',
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

  it('does not have its second answer taken for that of another reservation', async () => {
    // With no connections yet.
    const adapter = world.hotelsWith({});
    stub.books.sell(stub.books.taken() + 3);
    stub.next('hold', 'answers the next call too');
    expect(await adapter.hold(id, stays, inTime())).toEqual({ outcome: 'held' });
    const others = [1, 2, 3, 4].map((other) => `${id}_${other}`);
    // One of them comes on the same connection, and gets the answer to the first.
    for (const other of others) {
      expect(await adapter.hold(other, stays, inTime())).toEqual({ outcome: 'sold_out', lineId: 'stay-0' });
      expect(stub.books.of(other)).toEqual([]);
    }
    expect(world.faults()[0]).toMatchObject({ kind: 'garbage' });
    expect(world.faults()[0]?.['came']).toContain(`"reservationId":"${id}"`);
  });
});

describe('the log', () => {
  it('names a fault once, with the start of what came, and never with the token', async () => {
    const hasty = world.hotelsWith({ retries: 0 });
    stub.always({ hold: 'echoes the token', state: 'does it, and answers without end' });
    await expect(hasty.hold(id, stays, inTime())).rejects.toThrow();
    expect(world.faults().map(({ call }) => call)).toEqual(['hold', 'state']);
    expect(world.faults()[0]).toMatchObject({
      came: 'you sent Bearer [redacted]',
      status: 500,
      kind: 'garbage',
    });
    expect(Math.max(...world.logged().map((line) => JSON.stringify(line).length))).toBeLessThan(600);
    expect(JSON.stringify(world.logged())).not.toContain(stubToken);
  });

  it('names a token that the supplier does not know', async () => {
    const stranger = world.hotelsWith({ token: 'tok_wrong', retries: 0 });
    await expect(stranger.hold(id, stays, inTime())).rejects.toThrow('answered 401');
    expect(world.faults()[0]).toMatchObject({ status: 401 });
  });
});

describe('a supplier that fails every call', () => {
  it('is left alone for a while, and called again once it answers', async () => {
    const hasty = world.hotelsWith({ breakMs: 150, retries: 0 });
    stub.always({ hold: 'fails', state: 'fails' });
    await eventually(async () => {
      await expect(hasty.hold(id, stays, inTime())).rejects.toSatisfy((error) => isFault(error, 'not_sent'));
    });
    expect(world.logged().map(({ msg }) => msg)).toContain(
      'the hotel supplier fails every call: it is left alone for a while',
    );
    stub.always({});
    await eventually(async () => {
      expect(await hasty.hold(id, stays, inTime())).toEqual({ outcome: 'held' });
    });
    expect(world.logged().map(({ msg }) => msg)).toContain('the hotel supplier answers again');
  });

  it('is not one that refuses calls of one reservation, or asks other prices', async () => {
    stub.books.price(() => ({ amount: 1, currency: 'EUR' }));
    for (let call = 0; call < 12; call += 1) {
      stub.next('hold', call % 2 === 0 ? 'refuses the call' : 'well');
      await expect(hotels.hold(id, stays, inTime())).rejects.toSatisfy((error) =>
        isFault(error, 'refused', 'contradicts'),
      );
    }
    stub.books.price((line) => line.price);
    expect(await hotels.hold(`${id}_other`, stays, inTime())).toEqual({ outcome: 'held' });
  });
});
