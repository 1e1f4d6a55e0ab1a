import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentProvider } from '../../../subgraphs/orders/domain/payment-provider.ts';
import { eventually } from '../../kit/eventually.ts';
import {
  cancel,
  charged,
  everything,
  newPurchase,
  nothing,
  pay,
  startOrdersUnderTest,
  stored,
  tryToCancel,
  tryToPay,
} from './purchases.ts';
import type { OrdersUnderTest, Purchase } from './purchases.ts';

type Operation = keyof PaymentProvider;
type When = 'before' | 'after';

/**
 * A provider at which the process dies, as far as its stores can tell: it comes to the call, or back from it, and
 * nothing of what would follow happens.
 */
function dying(sandbox: PaymentProvider, operation: Operation, when: When): PaymentProvider {
  const dies = async (call: () => Promise<unknown>): Promise<never> => {
    if (when === 'after') await call();
    throw new Error(`died ${when} ${operation}`);
  };
  switch (operation) {
    case 'authorise':
      return { ...sandbox, authorise: (...given) => dies(() => sandbox.authorise(...given)) };
    case 'capture':
      return { ...sandbox, capture: (...given) => dies(() => sandbox.capture(...given)) };
    case 'void':
      return { ...sandbox, void: (...given) => dies(() => sandbox.void(...given)) };
    case 'refund':
      return { ...sandbox, refund: (...given) => dies(() => sandbox.refund(...given)) };
  }
}

const whens: When[] = ['before', 'after'];
const cells = (...operations: Operation[]) =>
  operations.flatMap((operation) => whens.map((when) => [when, operation] as const));

let orders: OrdersUnderTest;
beforeAll(async () => {
  // The sweeper of the surviving process settles orders without a repeated call.
  orders = await startOrdersUnderTest();
});
afterAll(() => orders.close());

/** A process that dies there, and does not sweep. */
const mortal = (operation: Operation, when: When) =>
  orders.another({ SETTLE_INTERVAL_MS: '60000' }, (sandbox) => dying(sandbox, operation, when));

/** Types of the events of an order, in order, once all are published. */
async function eventsOf({ reservationId }: Purchase): Promise<string[]> {
  const { database } = orders;
  const order = await database.collection('orders').findOne({ reservationId });
  const events = database.collection<{ type: string }>('events');
  return eventually(async () => {
    const found = await events
      .find({ subject: String(order?._id) })
      .sort({ version: 1 })
      .toArray();
    expect(found).toHaveLength(Number(order?.['version']));
    return found.map(({ type }) => type);
  });
}

describe.each(cells('authorise', 'capture'))(
  'payOrder: a process that dies %s the %s call',
  (when, operation) => {
    const purchaseLeftBehind = async () => {
      const purchase = newPurchase();
      const { errors } = await tryToPay(await mortal(operation, when), purchase);
      expect(errors).toHaveLength(1);
      expect(await stored(orders, purchase)).toMatchObject({ status: 'PLACED', version: 1 });
      return purchase;
    };

    it('has charged once after the call is repeated', async () => {
      const purchase = await purchaseLeftBehind();
      expect(await pay(orders, purchase)).toMatchObject({ __typename: 'OrderPaid' });
      expect(await charged(orders, purchase)).toEqual(everything);
      expect(await eventsOf(purchase)).toEqual(['order.placed', 'order.paid']);
    });

    it('has charged once after the sweeper settles the order', async () => {
      const purchase = await purchaseLeftBehind();
      orders.advance(16);
      await eventually(async () => {
        expect(await stored(orders, purchase)).toMatchObject({ status: 'PAID', version: 2 });
      });
      expect(await charged(orders, purchase)).toEqual(everything);
      expect(await stored(orders, purchase)).not.toHaveProperty('dueAt');
      expect(await eventsOf(purchase)).toEqual(['order.placed', 'order.paid']);
    });

    it('has charged nothing after the order is cancelled', async () => {
      const purchase = await purchaseLeftBehind();
      await cancel(orders, purchase);
      expect(await charged(orders, purchase)).toEqual(nothing);
      const taken = when === 'after' && operation === 'capture';
      expect(await stored(orders, purchase)).toMatchObject({ status: taken ? 'REFUNDED' : 'CANCELLED' });
      expect(await pay(orders, purchase)).toMatchObject({ __typename: 'OrderAlreadyCancelled' });
      expect(await charged(orders, purchase)).toEqual(nothing);
      expect(await eventsOf(purchase)).toEqual([
        'order.placed',
        taken ? 'order.refunded' : 'order.cancelled',
      ]);
    });
  },
);

describe.each(cells('void', 'refund'))(
  'cancelOrder: a process that dies %s the %s call',
  (when, operation) => {
    /** A void needs an authorised payment, a refund a captured one: the order is left in that state. */
    const purchaseLeftBehind = async () => {
      const purchase = newPurchase();
      if (operation === 'refund') await pay(orders, purchase);
      else await tryToPay(await mortal('capture', 'before'), purchase);
      const { errors } = await tryToCancel(await mortal(operation, when), purchase);
      expect(errors).toHaveLength(1);
      return purchase;
    };
    const status = operation === 'refund' ? 'REFUNDED' : 'CANCELLED';

    it('has charged nothing after the call is repeated', async () => {
      const purchase = await purchaseLeftBehind();
      await cancel(orders, purchase);
      expect(await stored(orders, purchase)).toMatchObject({ status });
      expect(await charged(orders, purchase)).toEqual(nothing);
    });

    it('has charged nothing after the sweeper settles the order', async () => {
      const purchase = await purchaseLeftBehind();
      orders.advance(16);
      await eventually(async () => {
        expect(await stored(orders, purchase)).toMatchObject({ status });
      });
      expect(await charged(orders, purchase)).toEqual(nothing);
    });

    it('refuses a later payOrder', async () => {
      const purchase = await purchaseLeftBehind();
      expect(await pay(orders, purchase)).toMatchObject({ __typename: 'OrderAlreadyCancelled' });
      expect(await stored(orders, purchase)).toMatchObject({ status });
      expect(await charged(orders, purchase)).toEqual(nothing);
    });
  },
);

describe('the sweeper', () => {
  it('leaves an order to its caller first, then retries with growing delays', async () => {
    const cut = await startOrdersUnderTest({}, (sandbox) => dying(sandbox, 'authorise', 'before'));
    try {
      const lonely = newPurchase();
      await tryToPay(cut, lonely);
      const placed = await stored(cut, lonely);
      expect(placed?.dueAt?.getTime()).toBe((placed?.placedAt.getTime() ?? 0) + 15_000);
      for (const [sweeps, seconds] of [
        [1, 15],
        [2, 30],
        [3, 60],
      ] as const) {
        const due = (await stored(cut, lonely))?.dueAt?.getTime() ?? 0;
        cut.advance(seconds);
        await eventually(async () => {
          expect(await stored(cut, lonely)).toMatchObject({ sweeps });
        });
        const again = (await stored(cut, lonely))?.dueAt?.getTime() ?? 0;
        expect(again - due).toBeGreaterThanOrEqual(seconds * 1_000);
      }
    } finally {
      await cut.close();
    }
  });
});
