import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { deadLettersOf, replaysOf, streamOf } from '../../../platform/events/channels.ts';
import type { CloudEvent } from '../../../platform/events/cloud-event.ts';
import { createDeadLetterStreams } from '../../../platform/events/dead-letters/dead-letter-streams.ts';
import { newId } from '../../../platform/ids.ts';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import { buyerModel, createBuyerStore } from '../../../subgraphs/orders/store/buyers.ts';
import type { Buyer } from '../../../subgraphs/orders/store/buyers.ts';
import { eventually } from '../../kit/eventually.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import { newPurchase, pay, startOrdersUnderTest } from './purchases.ts';
import type { OrdersUnderTest } from './purchases.ts';

let orders: OrdersUnderTest;
let redis: Redis;
beforeAll(async () => {
  orders = await startOrdersUnderTest();
  redis = new Redis(orders.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await orders.close();
});

describe('buyers', () => {
  const tell = (userId: string, version: number, data: unknown, type = 'user.updated') => {
    const event: CloudEvent = {
      ...{ specversion: '1.0', id: `${userId}@${version}`, source: '/subgraphs/users', type, version, data },
      ...{ subject: userId, time: new Date().toISOString(), datacontenttype: 'application/json' },
    };
    return redis.xadd(streamOf('users'), '*', 'event', JSON.stringify(event));
  };
  const person = (displayName: string) => ({ displayName, email: `${displayName}@example.com`, roles: [] });

  async function buyerOf({ reservationId, userId }: { reservationId: string; userId: string }) {
    const { order } = await orders.router.data<{ order: { buyer: unknown } }>(
      'query ($id: ID!) { order(id: $id) { buyer { displayName email } } }',
      { id: orderIdFor(reservationId) },
      { caller: signedIn(userId) },
    );
    return order.buyer;
  }

  it('are null until a user event arrives, then at the newest version', async () => {
    const purchase = newPurchase();
    await pay(orders, purchase);
    expect(await buyerOf(purchase)).toBeNull();
    await tell(purchase.userId, 1, person('ada'), 'user.created');
    await eventually(async () => {
      expect(await buyerOf(purchase)).toEqual({ displayName: 'ada', email: 'ada@example.com' });
    });
    await tell(purchase.userId, 3, person('ada-3'));
    await eventually(async () => {
      expect(await buyerOf(purchase)).toMatchObject({ displayName: 'ada-3' });
    });
  });

  it('ignore older and repeated events', async () => {
    const purchase = newPurchase();
    const other = newPurchase();
    await pay(orders, purchase);
    await pay(orders, other);
    await tell(purchase.userId, 2, person('grace-2'));
    await tell(purchase.userId, 1, person('grace-1'), 'user.created');
    await tell(purchase.userId, 2, person('grace-2'));
    // A later event of the stream is applied, so these are as well.
    await tell(other.userId, 1, person('last'), 'user.created');
    await eventually(async () => {
      expect(await buyerOf(other)).toMatchObject({ displayName: 'last' });
    });
    expect(await buyerOf(purchase)).toMatchObject({ displayName: 'grace-2' });
  });

  it('dead-letter an invalid event with the reason, and continue', async () => {
    const purchase = newPurchase();
    await pay(orders, purchase);
    await redis.xadd(streamOf('users'), '*', 'event', '{"not":"an event"}');
    await tell(purchase.userId, 1, person('after'), 'user.created');
    await eventually(async () => {
      expect(await buyerOf(purchase)).toMatchObject({ displayName: 'after' });
    });
    const parked = await redis.xrange(deadLettersOf('orders'), '-', '+');
    expect(parked).toHaveLength(1);
    expect(parked[0]?.[1]).toEqual(expect.arrayContaining(['{"not":"an event"}', 'reason']));
  });

  it('accept unknown fields, and skip unknown event types', async () => {
    const purchase = newPurchase();
    await pay(orders, purchase);
    await tell(purchase.userId, 3, person('mystery'), 'user.teleported');
    await tell(purchase.userId, 2, { ...person('lin'), pronouns: ['they'], schema: 2 });
    await eventually(async () => {
      expect(await buyerOf(purchase)).toEqual({ displayName: 'lin', email: 'lin@example.com' });
    });
    // Had the unknown been applied, at its version, this would have been too old.
    const buyers = orders.database.collection<{ _id: string }>('buyers');
    expect(await buyers.findOne({ _id: purchase.userId })).toMatchObject({ version: 2 });
  });

  it('dead-letter events of a future shape; their replay after newer events changes nothing', async () => {
    const purchase = newPurchase();
    await pay(orders, purchase);
    await tell(purchase.userId, 1, { name: { given: 'mae' }, email: 'mae@example.com' }, 'user.created');
    await tell(purchase.userId, 2, person('mae-2'));
    await eventually(async () => {
      expect(await buyerOf(purchase)).toMatchObject({ displayName: 'mae-2' });
    });
    const letters = createDeadLetterStreams(redis);
    const ours = async () =>
      (await letters.list({ group: 'orders' })).filter(({ event }) => event.includes(purchase.userId));
    const [letter] = await ours();
    expect(letter).toMatchObject({ source: 'users', replays: 0, deliveries: 1 });
    expect(letter?.reason).toContain('→ at displayName');

    // As after an upgrade: what it says can be read.
    const readable = (letter?.event ?? '').replace('"name":{"given":"mae"}', '"displayName":"mae"');
    await letters.replay((await ours()).map((each) => ({ ...each, event: readable })));

    const replays = replaysOf('users', 'orders');
    await eventually(async () => {
      expect(await redis.xlen(replays)).toBe(0);
    });
    expect(await ours()).toEqual([]);
    expect(await buyerOf(purchase)).toMatchObject({ displayName: 'mae-2' });
  });

  it('write a batch of 100 in one round trip, or in two if some exist', async () => {
    const own = orders.database.useDb(orders.database.name, { useCache: false });
    const model = buyerModel(own);
    const store = createBuyerStore(model);
    const bulkWrite = vi.spyOn(model, 'bulkWrite');
    const buyers = Array.from({ length: 100 }, (_, at): Buyer => {
      return { id: newId('usr'), version: 2, displayName: `name ${at}`, email: 'x@y' };
    });
    await store.save(buyers);
    expect(bulkWrite).toHaveBeenCalledTimes(1);
    const again = buyers.map((buyer, at) => ({ ...buyer, version: 1 + (at % 3) }));
    await store.save(again);
    expect(bulkWrite).toHaveBeenCalledTimes(3);
    const kept = await store.find(buyers.map(({ id }) => id));
    expect(kept.filter(({ version }) => version === 3)).toHaveLength(33);
    expect(kept.filter(({ version }) => version === 2)).toHaveLength(67);
  });

  it('end at the newest version, for any order of concurrent writes', async () => {
    const model = buyerModel(orders.database);
    const store = createBuyerStore(model);
    const ids = Array.from({ length: 8 }, () => newId('usr'));
    const at = (id: string, version: number): Buyer => ({
      id,
      version,
      ...{ displayName: 'x', email: 'x@y' },
    });
    const versions = [3, 1, 5, 2, 4, 5];
    await Promise.all(versions.map((version) => store.save(ids.map((id) => at(id, version)))));
    expect((await store.find(ids)).map(({ version }) => version)).toEqual(ids.map(() => 5));
  });
});
