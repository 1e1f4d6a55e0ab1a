import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import { ProviderUnavailable } from '../../../subgraphs/orders/domain/payment-provider.ts';
import { eventually } from '../../kit/eventually.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import {
  cancel,
  charged,
  newPurchase,
  nothing,
  pay,
  purchaseTotal,
  refund,
  startOrdersUnderTest,
  stored,
  tryToRefund,
} from './purchases.ts';
import type { OrdersUnderTest, Purchase } from './purchases.ts';

const reason = 'Cancelled: a flight to Lisbon';
const part = (key: string, amount: number) => ({ key, amount, reason });
const manyParts = Array.from({ length: 101 }, (_, at) => part(`p-${at}`, 1));

let orders: OrdersUnderTest;
beforeAll(async () => {
  orders = await startOrdersUnderTest();
});
afterAll(() => orders.close());

async function paid(changes: Partial<Purchase> = {}): Promise<Purchase> {
  const purchase = { ...newPurchase(), ...changes };
  await pay(orders, purchase);
  return purchase;
}

async function seenByBuyer({ reservationId, userId }: Purchase) {
  const query = `query ($id: ID!) {
    order(id: $id) {
      status version refunded { amount currency }
      payments { status refunded { amount } refunds { id reason amount { amount currency } createdAt } }
    }
  }`;
  const id = orderIdFor(reservationId);
  const { order } = await orders.router.data<{ order: object }>(query, { id }, { caller: signedIn(userId) });
  return order;
}

describe('refundOrder', () => {
  it('shows the buyer each refund with its reason', async () => {
    const purchase = await paid();
    expect(await refund(orders, purchase, part('flight-0', 40_00), part('stay-0', 10_00))).toBe(50_00);
    expect(await seenByBuyer(purchase)).toMatchObject({
      status: 'PAID',
      // Placed, captured and two refunds.
      version: 4,
      refunded: { amount: 50_00, currency: 'EUR' },
      payments: [
        {
          status: 'CAPTURED',
          refunded: { amount: 50_00 },
          refunds: [
            { reason, amount: { amount: 40_00, currency: 'EUR' } },
            { reason, amount: { amount: 10_00, currency: 'EUR' } },
          ],
        },
      ],
    });
    expect(await charged(orders, purchase)).toEqual({ taken: purchaseTotal - 50_00, setAside: 0 });
  });

  it.each([
    ['JPY', 1_001, [500, 501]],
    ['EUR', 100_01, [33_34, 66_67]],
    ['BHD', 10_001, [1, 10_000]],
  ])('in %s: the order is REFUNDED once the refunds total its amount', async (currency, amount, parts) => {
    const purchase = await paid({ currency, lines: [{ description: 'A night', amount }] });
    let refunded = 0;
    for (const [at, each] of parts.entries()) {
      refunded += each;
      expect(await refund(orders, purchase, part(`p-${at}`, each))).toBe(refunded);
      expect(await stored(orders, purchase)).toMatchObject({ refunded });
    }
    expect(await stored(orders, purchase)).toMatchObject({ status: 'REFUNDED', refunded: amount });
    expect(await charged(orders, purchase)).toEqual(nothing);
    // A repeat, long after, is answered as it was then.
    expect(await refund(orders, purchase, part('p-0', parts[0] ?? 0))).toBe(parts[0]);
    const { errors } = await tryToRefund(orders, purchase, part('p-0', parts[0] ?? 0), part('more', 1));
    expect(errors[0]?.extensions['code']).toBe('CONFLICT');
    expect(await charged(orders, purchase)).toEqual(nothing);
  });

  it('refunds once for concurrent calls, also in two processes', async () => {
    const purchase = await paid();
    const other = await orders.another();
    const twins = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        refund(at % 2 ? orders : other, purchase, part('flight-0', 60_00)),
      ),
    );
    expect(twins).toEqual(twins.map(() => 60_00));
    expect(await charged(orders, purchase)).toEqual({ taken: purchaseTotal - 60_00, setAside: 0 });
  });

  it("refunds all or none of the losing request's parts", async () => {
    const purchase = await paid();
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((key) => tryToRefund(orders, purchase, part(key, 100_00))),
    );
    const refused = answers.filter(({ errors }) => errors[0]?.extensions['code'] === 'CONFLICT');
    expect(refused).toHaveLength(2);
    expect(await charged(orders, purchase)).toEqual({ taken: purchaseTotal - 200_00, setAside: 0 });
  });

  it('leaves the rest to a cancellation', async () => {
    const purchase = await paid();
    await refund(orders, purchase, part('flight-0', 99_50));
    await cancel(orders, purchase);
    expect(await stored(orders, purchase)).toMatchObject({ status: 'REFUNDED', refunded: purchaseTotal });
    expect(await charged(orders, purchase)).toEqual(nothing);
    expect(await refund(orders, purchase, part('flight-0', 99_50))).toBe(99_50);
  });

  it('refunds once when it races a cancellation', async () => {
    const other = await orders.another();
    const rounds = Array.from({ length: 8 }, async (_, n) => {
      const purchase = await paid();
      const asked = tryToRefund(other, purchase, part('a', 40_00), part('b', 30_00));
      // Each round lets the refund come a little further before the order is cancelled: a read of the store each time.
      for (let step = 0; step < n; step++) await stored(orders, purchase);
      await cancel(orders, purchase);
      const { data, errors } = await asked;
      expect(data?.refundOrder.refunded.amount ?? errors[0]?.extensions['code']).toBeOneOf([
        70_00,
        'CONFLICT',
      ]);
      expect(await stored(orders, purchase)).toMatchObject({ status: 'REFUNDED', refunded: purchaseTotal });
      expect(await charged(orders, purchase)).toEqual(nothing);
    });
    await Promise.all(rounds);
  });

  it('shows a refund that was stored without a reason', async () => {
    const purchase = await paid();
    await refund(orders, purchase, part('a', 1_00));
    await orders.database
      .collection('orders')
      .updateOne(
        { reservationId: purchase.reservationId },
        { $unset: { 'payments.0.refunds.0.reason': true } },
      );
    expect(await seenByBuyer(purchase)).toMatchObject({
      payments: [{ refunds: [{ reason: 'Refunded.' }] }],
    });
  });

  it('fails with CONFLICT for an unpaid order, and for a key used with another amount', async () => {
    const never = await tryToRefund(orders, newPurchase(), part('a', 1));
    expect(never.errors[0]?.extensions['code']).toBe('CONFLICT');
    const declined = newPurchase('pm_declined');
    await pay(orders, declined);
    expect((await tryToRefund(orders, declined, part('a', 1))).errors[0]?.extensions['code']).toBe(
      'CONFLICT',
    );
    const purchase = await paid();
    await refund(orders, purchase, part('a', 10_00));
    const { errors } = await tryToRefund(orders, purchase, part('a', 11_00));
    expect(errors[0]).toMatchObject({
      message: 'refund key a was used for the amount 1000, not 1100',
      extensions: { code: 'CONFLICT' },
    });
  });

  it.each([
    [[], 'input.refunds', 'at least one refund'],
    [[part('a', 0)], 'input.refunds[0].amount', 'an amount of at least 1'],
    [[part('a', -5)], 'input.refunds[0].amount', 'an amount of at least 1'],
    [manyParts, 'input.refunds', 'at most 100 refunds'],
    [[part('', 1)], 'input.refunds[0].key', 'a key of 1 to 64 letters, digits, - or _'],
    [[part('k'.repeat(65), 1)], 'input.refunds[0].key', 'a key of 1 to 64 letters, digits, - or _'],
    [[part('a b', 1)], 'input.refunds[0].key', 'a key of 1 to 64 letters, digits, - or _'],
    [[part('a', 1), part('a', 2)], 'input.refunds', 'keys that differ'],
    [[{ ...part('a', 1), reason: ' ' }], 'input.refunds[0].reason', 'a text'],
  ])('names what is faulty of %.60j', async (parts, field, expected) => {
    const { errors } = await tryToRefund(orders, newPurchase(), ...parts);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field, expected });
  });

  it('fails with FORBIDDEN for other callers', async () => {
    const purchase = await paid();
    const { errors } = await orders.router.send(
      'mutation ($input: RefundOrderInput!) { refundOrder(input: $input) { orderId } }',
      { input: { reservationId: purchase.reservationId, userId: purchase.userId, refunds: [part('a', 1)] } },
      { caller: signedIn(purchase.userId) },
    );
    expect(errors[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});

describe.each(['before', 'after'] as const)('refundOrder: a process that dies %s the refund call', (when) => {
  const leftBehind = async (dyingAt = 1) => {
    const purchase = await paid();
    let refunds = 0;
    const mortal = await orders.another({ SETTLE_INTERVAL_MS: '60000' }, (sandbox) => ({
      ...sandbox,
      async refund(...given) {
        if (++refunds < dyingAt) return sandbox.refund(...given);
        if (when === 'after') await sandbox.refund(...given);
        throw new Error(`died ${when} the refund`);
      },
    }));
    const { errors } = await tryToRefund(mortal, purchase, part('a', 30_00), part('b', 20_00));
    expect(errors).toHaveLength(1);
    const done = dyingAt - 1;
    expect(await stored(orders, purchase)).toMatchObject({ refunded: 30_00 * done, version: 2 + done });
    return purchase;
  };

  it.each([
    ['first', 1],
    ['second', 2],
  ])('the %s of two: has made each refund once after the call is repeated', async (_which, dyingAt) => {
    const purchase = await leftBehind(dyingAt);
    expect(await refund(orders, purchase, part('a', 30_00), part('b', 20_00))).toBe(50_00);
    expect(await charged(orders, purchase)).toEqual({ taken: purchaseTotal - 50_00, setAside: 0 });
  });

  it('has refunded everything once after the order is cancelled', async () => {
    const purchase = await leftBehind();
    await cancel(orders, purchase);
    expect(await stored(orders, purchase)).toMatchObject({ status: 'REFUNDED', refunded: purchaseTotal });
    expect(await charged(orders, purchase)).toEqual(nothing);
    expect(await refund(orders, purchase, part('a', 30_00), part('b', 20_00))).toBe(50_00);
  });

  it('has made each refund once after the sweeper settles the order', async () => {
    const purchase = await leftBehind();
    orders.advance(16);
    await eventually(async () => {
      expect(await stored(orders, purchase)).toMatchObject({ refunded: 50_00 });
    });
    expect(await charged(orders, purchase)).toEqual({ taken: purchaseTotal - 50_00, setAside: 0 });
    expect(await stored(orders, purchase)).not.toHaveProperty('dueAt');
  });
});

it('a failing provider gets retries of the same refund', async () => {
  const purchase = await paid();
  let faults = 2;
  const flaky = await orders.another({}, (sandbox) => ({
    ...sandbox,
    async refund(...given) {
      const answer = await sandbox.refund(...given);
      if (faults-- > 0) throw new ProviderUnavailable('nothing was heard');
      return answer;
    },
  }));
  expect(await refund(flaky, purchase, part('a', 30_00))).toBe(30_00);
  expect(await charged(orders, purchase)).toEqual({ taken: purchaseTotal - 30_00, setAside: 0 });
});
