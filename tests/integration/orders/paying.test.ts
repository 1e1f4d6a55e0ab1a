import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import { ProviderUnavailable } from '../../../subgraphs/orders/domain/payment-provider.ts';
import { eventually } from '../../kit/eventually.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import {
  charged,
  everything,
  newPurchase,
  nothing,
  pay,
  startOrdersUnderTest,
  stored,
  tryToPay,
} from './purchases.ts';
import type { OrdersUnderTest } from './purchases.ts';

describe('payOrder', () => {
  let orders: OrdersUnderTest;
  beforeAll(async () => {
    orders = await startOrdersUnderTest();
  });
  afterAll(() => orders.close());

  it('places the order and captures the payment', async () => {
    const purchase = newPurchase();
    const orderId = orderIdFor(purchase.reservationId);
    expect(await pay(orders, purchase)).toEqual({ __typename: 'OrderPaid', orderId });
    expect(await charged(orders, purchase)).toEqual(everything);
    const { order } = await orders.router.data(
      `query ($id: ID!) {
        order(id: $id) {
          id number status version placedAt snapshot
          user { id } reservation { id } total { amount currency } refunded { amount currency }
          lines { description amount { amount currency } }
          payments { status method amount { amount currency } refunded { amount } createdAt }
        }
      }`,
      { id: orderId },
      { caller: signedIn(purchase.userId) },
    );
    const eur = (amount: number) => ({ amount, currency: 'EUR' });
    expect(order).toEqual({
      id: orderId,
      number: expect.stringMatching(/^WF(-[0-9A-Z]{4}){3}$/) as string,
      status: 'PAID',
      version: 2,
      snapshot: `${orderId}@2`,
      placedAt: expect.stringMatching(/Z$/) as string,
      user: { id: purchase.userId },
      reservation: { id: purchase.reservationId },
      total: eur(279_50),
      refunded: eur(0),
      lines: [
        { description: 'Two nights in Lisbon', amount: eur(180_00) },
        { description: 'A flight to Lisbon', amount: eur(99_50) },
      ],
      payments: [
        {
          status: 'CAPTURED',
          method: 'pm_ok',
          amount: eur(279_50),
          refunded: { amount: 0 },
          createdAt: expect.stringMatching(/Z$/) as string,
        },
      ],
    });
  });

  it('returns the same result for repeated calls, and charges once', async () => {
    const purchase = newPurchase();
    const first = await pay(orders, purchase);
    expect(await pay(orders, purchase)).toEqual(first);
    expect(await charged(orders, purchase)).toEqual(everything);
    expect(await stored(orders, purchase)).toMatchObject({ version: 2, revision: 3 });
  });

  it.each([
    ['pm_declined', 'The card was declined.'],
    ['pm_nobody_knows', 'The payment method is not known.'],
  ])('%s: declined for good, nothing is charged', async (method, message) => {
    const purchase = newPurchase(method);
    const declined = {
      __typename: 'OrderPaymentFailed',
      orderId: orderIdFor(purchase.reservationId),
      message,
    };
    expect(await pay(orders, purchase)).toEqual(declined);
    expect(await pay(orders, purchase)).toEqual(declined);
    expect(await charged(orders, purchase)).toEqual(nothing);
    expect(await stored(orders, purchase)).toMatchObject({
      status: 'PAYMENT_FAILED',
      payments: [{ status: 'DECLINED' }],
    });
  });

  it('pm_flaky: retries until the provider answers', async () => {
    const purchase = newPurchase('pm_flaky');
    expect(await pay(orders, purchase)).toMatchObject({ __typename: 'OrderPaid' });
    expect(await charged(orders, purchase)).toEqual(everything);
    const provider = orders.database.collection('sandbox_payments');
    expect(await provider.findOne({ method: 'pm_flaky' })).toMatchObject({ faults: 2 });
  });

  it('pm_slow: waits for the answer', async () => {
    const purchase = newPurchase('pm_slow');
    expect(await pay(orders, purchase)).toMatchObject({ __typename: 'OrderPaid' });
    expect(await charged(orders, purchase)).toEqual(everything);
  });

  it.each(['pm_ok', 'pm_slow', 'pm_flaky', 'pm_declined'])(
    '%s: one result for concurrent calls',
    async (method) => {
      const purchase = newPurchase(method);
      const other = await orders.another();
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, n) => pay(n % 2 === 0 ? orders : other, purchase)),
      );
      expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
      expect(await charged(orders, purchase)).toEqual(method === 'pm_declined' ? nothing : everything);
      // Placed, authorised, taken (or declined): each was written by one of them only.
      expect(await stored(orders, purchase)).toMatchObject({
        version: 2,
        revision: method === 'pm_declined' ? 2 : 3,
      });
    },
  );

  it('fails with CONFLICT for an order with other lines', async () => {
    const purchase = newPurchase();
    await pay(orders, purchase);
    const lines = [{ description: 'Two nights in Lisbon', amount: 1 }];
    const { data, errors } = await tryToPay(orders, { ...purchase, lines });
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    expect(await charged(orders, purchase)).toEqual(everything);
  });

  it('fails while the provider does not answer in time, and returns the result when called again', async () => {
    const hasty = await orders.another({ PAYMENT_BUDGET_MS: '100', SANDBOX_SLOW_MS: '10000' });
    const purchase = newPurchase('pm_slow');
    const { errors } = await tryToPay(hasty, purchase);
    expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    expect(await stored(orders, purchase)).toMatchObject({
      status: 'PLACED',
      payments: [{ status: 'PENDING' }],
    });
    orders.advance(10);
    expect(await pay(orders, purchase)).toMatchObject({ __typename: 'OrderPaid' });
  });

  it('stops retrying while the provider is down, and continues once it is up', async () => {
    let away = true;
    const cut = await orders.another({ PAYMENT_BUDGET_MS: '200' }, (sandbox) => ({
      ...sandbox,
      authorise: (request, signal) =>
        away ? Promise.reject(new ProviderUnavailable('away')) : sandbox.authorise(request, signal),
    }));
    const purchase = newPurchase();
    const { errors } = await tryToPay(cut, purchase);
    expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    away = false;
    // A slow machine may not come to it within so small a budget: then it is asked again, as a caller would.
    await eventually(async () => {
      const { data } = await tryToPay(cut, purchase);
      expect(data).toMatchObject({ payOrder: { __typename: 'OrderPaid' } });
    });
  });

  it('metrics: counts payments and provider calls', async () => {
    const { metrics, reservations } = await orders.another();
    await pay({ reservations }, newPurchase('pm_flaky'));
    await eventually(async () => {
      const text = await metrics.metrics();
      expect(text).toContain('orders_transitions_total{type="order.paid",service="orders"} 1');
      expect(text).toContain(
        'payment_provider_calls_total{operation="authorise",outcome="unavailable",service="orders"} 2',
      );
      expect(text).toContain(
        'payment_provider_call_duration_seconds_count{service="orders",operation="capture"} 1',
      );
      expect(text).toContain('orders_unsettled{service="orders"} 0');
    });
  });
});

describe('the input of payOrder', () => {
  let orders: OrdersUnderTest;
  beforeAll(async () => {
    orders = await startOrdersUnderTest();
  });
  afterAll(() => orders.close());

  it.each([
    ['reservationId', { reservationId: 'rsv_1' }],
    ['userId', { userId: 'somebody' }],
    ['userId', { userId: newId('usr') }],
    ['paymentMethod', { paymentMethod: ' ' }],
    ['currency', { currency: 'euros' }],
    ['lines', { lines: [] }],
    ['lines', { lines: [{ description: 'for nothing', amount: 0 }] }],
    ['lines[0].amount', { lines: [{ description: 'a gift', amount: -1 }] }],
    ['lines[0].description', { lines: [{ description: '', amount: 1 }] }],
    [
      'lines',
      {
        lines: [
          { description: 'much', amount: Number.MAX_SAFE_INTEGER },
          { description: 'more', amount: 1 },
        ],
      },
    ],
  ])('BAD_USER_INPUT for an invalid %s', async (field, fault) => {
    const purchase = newPurchase();
    const { errors } = await tryToPay(orders, { ...purchase, ...fault });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: `input.${field}` } }]);
    expect(await stored(orders, purchase)).toBeNull();
  });
});
