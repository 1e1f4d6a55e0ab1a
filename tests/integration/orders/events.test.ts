import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { streamOf, notificationChannel } from '../../../platform/events/channels.ts';
import type { CloudEvent } from '../../../platform/events/cloud-event.ts';
import { newId } from '../../../platform/ids.ts';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import { eventually } from '../../kit/eventually.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import { cancel, newPurchase, pay, refund, startOrdersUnderTest, stored, tryToPay } from './purchases.ts';
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

/** The events of an order in the stream, oldest first. */
async function eventsOf(orderId: string): Promise<CloudEvent[]> {
  const entries = await redis.xrange(streamOf('orders'), '-', '+');
  return entries
    .map(([, fields]) => JSON.parse(fields[fields.indexOf('event') + 1] ?? '') as CloudEvent)
    .filter(({ subject }) => subject === orderId);
}

describe('order events', () => {
  it.each([
    ['pm_ok', 'order.paid', 'PAID'],
    ['pm_declined', 'order.payment_failed', 'PAYMENT_FAILED'],
  ])('with %s: published in order, each with the order at its version', async (method, type, status) => {
    const purchase = newPurchase(method);
    const subject = orderIdFor(purchase.reservationId);
    await pay(orders, purchase);
    const [placed, outcome] = await eventually(async () => {
      const found = await eventsOf(subject);
      expect(found).toHaveLength(2);
      return found;
    });
    const { reservationId, userId } = purchase;
    const source = '/subgraphs/orders';
    expect(placed).toMatchObject({
      ...{ id: `${subject}@1`, source, type: 'order.placed', version: 1 },
      data: { id: subject, reservationId, userId, status: 'PLACED', version: 1 },
    });
    expect(outcome).toMatchObject({
      ...{ id: `${subject}@2`, source, type, version: 2 },
      data: { id: subject, reservationId, userId, status, total: 279_50, currency: 'EUR' },
    });
    expect(JSON.stringify(outcome)).not.toContain('sandbox_');
    await eventually(async () => {
      expect(await stored(orders, purchase)).toMatchObject({ outbox: [] });
    });
  });

  it('notify the channel of the order', async () => {
    const purchase = newPurchase();
    const id = orderIdFor(purchase.reservationId);
    const heard: unknown[] = [];
    const listener = new Redis(orders.redisUrl);
    try {
      listener.on('message', (_channel, message) => heard.push(JSON.parse(message)));
      await listener.subscribe(notificationChannel(`Order:${id}`));
      await pay(orders, purchase);
      await cancel(orders, purchase);
      await eventually(() => {
        expect(heard).toEqual([1, 2, 3].map((version) => ({ id, version })));
      });
    } finally {
      listener.disconnect();
    }
  });

  it('snapshots: readable at each version, by the owner only', async () => {
    const purchase = newPurchase();
    const id = orderIdFor(purchase.reservationId);
    await pay(orders, purchase);
    await cancel(orders, purchase);
    await eventually(async () => {
      expect(await eventsOf(id)).toHaveLength(3);
    });
    const representations = [1, 2, 3, 4].map((version) => ({
      __typename: 'Order',
      snapshot: `${id}@${version}`,
    }));
    const selection = `... on Order {
      snapshot version status placedAt refunded { amount } payments { status } user { id } reservation { id }
    }`;
    const found = await orders.router.entities(representations, selection, {
      caller: signedIn(purchase.userId),
    });
    const order = (version: number, status: string, refunded: number, payment: string) => ({
      ...{ snapshot: `${id}@${version}`, version, status, refunded: { amount: refunded } },
      placedAt: expect.stringMatching(/Z$/) as string,
      payments: [{ status: payment }],
      user: { id: purchase.userId },
      reservation: { id: purchase.reservationId },
    });
    expect(found).toEqual([
      order(1, 'PLACED', 0, 'PENDING'),
      order(2, 'PAID', 0, 'CAPTURED'),
      order(3, 'REFUNDED', 279_50, 'REFUNDED'),
      null,
    ]);
    expect(
      await orders.router.entities(representations, selection, { caller: signedIn(newId('usr')) }),
    ).toEqual([null, null, null, null]);
  });

  it('order.refunded: one event per refund, in order, each with its snapshot', async () => {
    const purchase = newPurchase();
    const id = orderIdFor(purchase.reservationId);
    await pay(orders, purchase);
    const part = (key: string, amount: number) => ({ key, amount, reason: `For ${key}` });
    await refund(orders, purchase, part('a', 40_00), part('b', 9_50));
    await cancel(orders, purchase);
    const told = await eventually(async () => {
      const found = await eventsOf(id);
      expect(found).toHaveLength(5);
      return found.map(({ type, version }) => [type, version]);
    });
    const refunds = [3, 4, 5].map((version) => ['order.refunded', version]);
    expect(told).toEqual([['order.placed', 1], ['order.paid', 2], ...refunds]);
    const found = await orders.router.entities(
      [2, 3, 4, 5].map((version) => ({ __typename: 'Order', snapshot: `${id}@${version}` })),
      '... on Order { status refunded { amount } payments { refunds { reason } } }',
      { caller: signedIn(purchase.userId) },
    );
    const reasons = ['For a', 'For b', 'no room was left'];
    expect(found).toEqual(
      [0, 40_00, 49_50, 279_50].map((amount, given) => ({
        status: given === 3 ? 'REFUNDED' : 'PAID',
        refunded: { amount },
        payments: [{ refunds: reasons.slice(0, given).map((reason) => ({ reason })) }],
      })),
    );
  });

  it('keep the same snapshot at one version, before and after the provider answers', async () => {
    const purchase = newPurchase();
    const id = orderIdFor(purchase.reservationId);
    const selection =
      '... on Order { snapshot status version updatedAt payments { status refunded { amount } } }';
    const asSeen = async () => {
      const keys = [{ snapshot: `${id}@1` }, { snapshot: id }, { id }];
      const found = await orders.router.entities(
        keys.map((key) => ({ __typename: 'Order', ...key })),
        selection,
        { caller: signedIn(purchase.userId) },
      );
      expect(found).toEqual([found[0], found[0], found[0]]);
      return found[0];
    };
    let beforeAnswer: unknown;
    const stopped = await orders.another({}, (sandbox) => ({
      ...sandbox,
      async authorise(...given) {
        beforeAnswer = await asSeen();
        orders.advance(1);
        return sandbox.authorise(...given);
      },
      capture: () => Promise.reject(new Error('died')),
    }));

    expect((await tryToPay(stopped, purchase)).errors).toHaveLength(1);

    expect(await stored(orders, purchase)).toMatchObject({
      version: 1,
      payments: [{ status: 'AUTHORISED' }],
    });
    expect(beforeAnswer).toMatchObject({ snapshot: `${id}@1`, status: 'PLACED' });
    expect(await asSeen()).toEqual(beforeAnswer);
    // And once it is the past: from the event.
    await pay(orders, purchase);
    const [past] = await eventually(async () => {
      const found = await orders.router.entities([{ __typename: 'Order', snapshot: `${id}@1` }], selection, {
        caller: signedIn(purchase.userId),
      });
      expect(found).not.toEqual([null]);
      return found;
    });
    expect(past).toEqual(beforeAnswer);
  });

  it('are not published for a tombstone', async () => {
    const [unplaced, placed] = [newPurchase(), newPurchase()];
    await cancel(orders, unplaced);
    await pay(orders, placed);
    await eventually(async () => {
      expect(await eventsOf(orderIdFor(placed.reservationId))).toHaveLength(2);
    });
    expect(await eventsOf(orderIdFor(unplaced.reservationId))).toEqual([]);
  });
});
