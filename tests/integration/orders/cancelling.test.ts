import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import type { PaymentProvider } from '../../../subgraphs/orders/domain/payment-provider.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
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
} from './purchases.ts';
import type { OrdersUnderTest } from './purchases.ts';

/** Something that happens when a test says so. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** A provider that stops at one operation, before or after what it does, until it is let on. */
function stopping(operation: 'authorise' | 'capture', when: 'before' | 'after') {
  const reached = gate();
  const letOn = gate();
  const stop = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    const early = when === 'after' ? await call() : null;
    reached.open();
    await letOn.opened;
    return early ?? call();
  };
  const provider = (sandbox: PaymentProvider): PaymentProvider =>
    operation === 'authorise'
      ? { ...sandbox, authorise: (...given) => stop(() => sandbox.authorise(...given)) }
      : { ...sandbox, capture: (...given) => stop(() => sandbox.capture(...given)) };
  return { provider, reached: reached.opened, letOn: letOn.open };
}

describe('cancelOrder', () => {
  let orders: OrdersUnderTest;
  beforeAll(async () => {
    orders = await startOrdersUnderTest();
  });
  afterAll(() => orders.close());

  it('stores a tombstone for an unknown order, which refuses a late payment', async () => {
    const purchase = newPurchase();
    const orderId = orderIdFor(purchase.reservationId);
    expect((await tryToCancel(orders, purchase)).data).toEqual({ cancelOrder: { orderId } });
    expect(await pay(orders, purchase)).toMatchObject({ __typename: 'OrderAlreadyCancelled', orderId });
    expect(await pay(orders, purchase)).toMatchObject({ __typename: 'OrderAlreadyCancelled', orderId });
    expect(await charged(orders, purchase)).toEqual(nothing);
    expect(await stored(orders, purchase)).toMatchObject({ status: 'CANCELLED', payments: [], outbox: [] });
  });

  it('tombstone: never shown to the user', async () => {
    const purchase = newPurchase();
    await cancel(orders, purchase);
    const [user, reservation] = await orders.router.entities(
      [
        { __typename: 'User', id: purchase.userId },
        { __typename: 'Reservation', id: purchase.reservationId },
      ],
      '... on User { orders { nodes { id } } } ... on Reservation { order { id } }',
      { caller: signedIn(purchase.userId) },
    );
    expect(user).toEqual({ orders: { nodes: [] } });
    expect(reservation).toEqual({ order: null });
  });

  it('refunds a paid order once, for repeated calls', async () => {
    const purchase = newPurchase();
    await pay(orders, purchase);
    expect(await charged(orders, purchase)).toEqual(everything);
    await Promise.all(Array.from({ length: 6 }, () => cancel(orders, purchase)));
    await cancel(orders, purchase);
    expect(await charged(orders, purchase)).toEqual(nothing);
    expect(await stored(orders, purchase)).toMatchObject({
      status: 'REFUNDED',
      version: 3,
      total: 279_50,
      refunded: 279_50,
      payments: [{ status: 'REFUNDED', refunded: 279_50, refunds: [{ amount: 279_50, status: 'DONE' }] }],
    });
    const [provided] = await orders.database
      .collection('sandbox_payments')
      .find({ refunded: { $gt: 0 } })
      .toArray();
    expect(provided?.['refunds']).toHaveLength(1);
    expect(await pay(orders, purchase)).toMatchObject({ __typename: 'OrderAlreadyCancelled' });
    expect(await charged(orders, purchase)).toEqual(nothing);
  });

  it('changes nothing after a declined payment', async () => {
    const purchase = newPurchase('pm_declined');
    await pay(orders, purchase);
    await cancel(orders, purchase);
    expect(await stored(orders, purchase)).toMatchObject({ status: 'PAYMENT_FAILED', version: 2 });
  });

  it.each([
    ['authorise', 'before', 'CANCELLED'],
    ['authorise', 'after', 'CANCELLED'],
    ['capture', 'before', 'CANCELLED'],
    ['capture', 'after', 'REFUNDED'],
  ] as const)('during the payment step %s, %s the provider acts: nothing stays charged', async (...cell) => {
    const [operation, when, status] = cell;
    const stop = stopping(operation, when);
    const paying = await orders.another({}, stop.provider);
    const purchase = newPurchase();
    const answer = pay(paying, purchase);
    await stop.reached;
    await cancel(orders, purchase);
    expect(await charged(orders, purchase)).toEqual(nothing);
    stop.letOn();
    expect(await answer).toMatchObject({ __typename: 'OrderAlreadyCancelled' });
    expect(await charged(orders, purchase)).toEqual(nothing);
    expect(await stored(orders, purchase)).toMatchObject({ status });
  });

  it.each(['pm_ok', 'pm_flaky', 'pm_slow', 'pm_declined'])(
    'at any moment of a payment with %s: nothing stays charged',
    async (method) => {
      const other = await orders.another();
      const rounds = Array.from({ length: 12 }, async (_, n) => {
        const purchase = newPurchase(method);
        // Each round lets the payment come a little further before it is cancelled: a read of the store each time.
        const paid = pay(orders, purchase);
        for (let step = 0; step < n; step++) await stored(orders, purchase);
        await cancel(other, purchase);
        const { __typename: outcome } = await paid;
        const after = await pay(orders, purchase);
        expect(await charged(orders, purchase)).toEqual(nothing);
        const order = await stored(orders, purchase);
        expect(['CANCELLED', 'REFUNDED', 'PAYMENT_FAILED']).toContain(order?.status);
        // The first result holds, unless the order was cancelled since.
        if (outcome !== 'OrderPaid') expect(after.__typename).toBe(outcome);
        expect(after.__typename).not.toBe('OrderPaid');
      });
      await Promise.all(rounds);
    },
  );

  it.each([
    ['reservationId', { reservationId: 'rsv_1' }],
    ['userId', { userId: newPurchase().userId }],
  ])('BAD_USER_INPUT for an invalid %s', async (field, fault) => {
    const { errors } = await tryToCancel(orders, { ...newPurchase(), ...fault });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: `input.${field}` } }]);
  });
});
