import type { Connection } from 'mongoose';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.ts';
import { createLease } from '../../../platform/events/lease.ts';
import { eventually } from '../../kit/eventually.ts';
import { startStores, uniqueDatabase } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';

let stores: Stores;
let connection: Connection;
beforeAll(async () => {
  stores = await startStores();
  connection = await mongoose
    .createConnection(stores.mongoUrl, { dbName: uniqueDatabase('leases') })
    .asPromise();
});
afterAll(async () => {
  await connection.close();
  await stores.close();
});

let leases = 0;
const newName = () => `lease-${(leases += 1)}`;
function leaseOf(name: string, { aheadSeconds = 0, leaseMs = 60_000 } = {}) {
  const clock = () => new Date(systemClock().getTime() + aheadSeconds * 1_000);
  return createLease({ connection, name, clock, leaseMs });
}

describe('relay lease', () => {
  it('has one holder', async () => {
    const name = newName();
    expect(await leaseOf(name).hold(0)).toEqual({ epoch: 1, n: 0 });
    expect(await leaseOf(name).hold(0)).toBeNull();
  });

  it('is created once by processes that start together', async () => {
    const name = newName();
    const held = await Promise.all(Array.from({ length: 5 }, () => leaseOf(name).hold(0)));
    expect(held.filter((each) => each !== null)).toEqual([{ epoch: 1, n: 0 }]);
  });

  it('is taken at its expiry, with the next epoch and the last reported position', async () => {
    const name = newName();
    const dead = leaseOf(name, { leaseMs: 90 });
    await dead.hold(0);
    await eventually(async () => {
      await dead.hold(7);
      const stored = await connection.collection('relay_leases').findOne({ _id: name as never });
      expect(stored?.['n']).toBe(7);
    });
    const next = leaseOf(name);
    await eventually(async () => {
      expect(await next.hold(0)).toEqual({ epoch: 2, n: 7 });
    });
  });

  it('is taken at once after its release', async () => {
    const name = newName();
    const first = leaseOf(name);
    await first.hold(0);
    await first.release();
    expect(await leaseOf(name).hold(0)).toEqual({ epoch: 2, n: 0 });
  });

  it('of a dead holder 300 s ahead is taken within the lease time', async () => {
    const name = newName();
    await leaseOf(name, { aheadSeconds: 300, leaseMs: 300 }).hold(0);
    const next = leaseOf(name, { leaseMs: 300 });
    await eventually(async () => {
      expect(await next.hold(0)).toEqual({ epoch: 2, n: 0 });
    });
  });

  it('of a live holder 300 s ahead is not taken: it is renewed', async () => {
    const name = newName();
    const holder = leaseOf(name, { aheadSeconds: 300, leaseMs: 600 });
    const other = leaseOf(name, { leaseMs: 600 });
    const untilMs = performance.now() + 1_500;
    while (performance.now() < untilMs) {
      expect(await holder.hold(0)).toEqual({ epoch: 1, n: 0 });
      expect(await other.hold(0)).toBeNull();
    }
  });

  it('of a holder that lost it is not renewed', async () => {
    const name = newName();
    const paused = leaseOf(name, { leaseMs: 30 });
    await paused.hold(0);
    const next = leaseOf(name);
    await eventually(async () => {
      expect(await next.hold(0)).toMatchObject({ epoch: 2 });
    });
    expect(await paused.hold(0)).toBeNull();
  });
});
