import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { orderIdFor } from '../../../subgraphs/orders/domain/ids.ts';
import { profileOperations } from '../../kit/profiler.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import { cancel, newPurchase, pay, startOrdersUnderTest } from './purchases.ts';
import type { OrdersUnderTest, Purchase } from './purchases.ts';

let orders: OrdersUnderTest;
beforeAll(async () => {
  // Neither sweeps nor relays look at the orders while their reads are counted.
  orders = await startOrdersUnderTest({ SETTLE_INTERVAL_MS: '60000' });
});
afterAll(() => orders.close());

const idOf = ({ reservationId }: Purchase) => orderIdFor(reservationId);

async function purchased(userId?: string): Promise<Purchase> {
  const purchase = newPurchase('pm_ok', userId);
  await pay(orders, purchase);
  return purchase;
}

describe('queries of an order', () => {
  const query = 'query ($id: ID!) { order(id: $id) { id status } }';

  it('return it to its buyer and to callers with read:any', async () => {
    const purchase = await purchased();
    const id = idOf(purchase);
    for (const caller of [signedIn(purchase.userId), signedIn(newId('usr'), 'read:any')]) {
      expect(await orders.router.data(query, { id }, { caller })).toEqual({ order: { id, status: 'PAID' } });
    }
  });

  it("return null for another user's and for an unknown order; UNAUTHENTICATED without a token", async () => {
    const id = idOf(await purchased());
    const caller = signedIn(newId('usr'));
    const unknown = idOf(newPurchase('pm_ok', caller.kind === 'user' ? caller.userId : undefined));
    const answers = await Promise.all([
      orders.router.send(query, { id }, { caller }),
      orders.router.send(query, { id: unknown }, { caller }),
    ]);
    for (const answer of answers) expect(answer).toEqual({ status: 200, data: { order: null }, errors: [] });
    const { data, errors } = await orders.router.send(query, { id });
    expect(data).toEqual({ order: null });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('_entities: by id, at the newest and at one version', async () => {
    const purchase = await purchased();
    const id = idOf(purchase);
    const options = { caller: signedIn(purchase.userId) };
    const representations = [{ id }, { snapshot: id }, { snapshot: `${id}@2` }].map((key) => ({
      __typename: 'Order',
      ...key,
    }));
    const found = await orders.router.entities(
      representations,
      '... on Order { id version status snapshot }',
      options,
    );
    const paid = { id, version: 2, status: 'PAID', snapshot: `${id}@2` };
    expect(found).toEqual([paid, paid, paid]);
    const stranger = { caller: signedIn(newId('usr')) };
    expect(await orders.router.entities(representations, '... on Order { id }', stranger)).toEqual([
      null,
      null,
      null,
    ]);
  });

  it.each(['ord_1', 'rsv_1', ''])('fail with BAD_USER_INPUT for the malformed id "%s"', async (id) => {
    const { errors } = await orders.router.send(query, { id }, { caller: signedIn(newId('usr')) });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'id' } }]);
  });

  it.each([
    [{ __typename: 'Order', id: 'ord_1' }, 'id'],
    [{ __typename: 'Order', snapshot: 'ord_1@1' }, 'id'],
    [{ __typename: 'Order', snapshot: `${idOf(newPurchase())}@0` }, 'snapshot'],
    [{ __typename: 'User', id: 'me' }, 'id'],
    [{ __typename: 'Reservation', id: 'mine' }, 'id'],
  ])('_entities: BAD_USER_INPUT for %j', async (representation, field) => {
    const { errors } = await orders.router.send(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
      { representations: [representation] },
      { caller: signedIn(newId('usr')) },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });
});

describe("the saga's mutations", () => {
  it('fail with FORBIDDEN for users', async () => {
    const { reservationId, userId, ...rest } = newPurchase();
    const caller = signedIn(userId, 'read:any');
    const answers = await Promise.all([
      orders.router.send(
        'mutation ($input: PayOrderInput!) { payOrder(input: $input) { __typename } }',
        { input: { reservationId, userId, ...rest } },
        { caller },
      ),
      orders.router.send(
        'mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { orderId } }',
        { input: { reservationId, userId, reason: 'because' } },
        { caller },
      ),
    ]);
    for (const { errors } of answers) expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('are the only operations of the reservations service', async () => {
    const purchase = await purchased();
    const answers = await Promise.all([
      orders.reservations.send('query ($id: ID!) { order(id: $id) { id } }', { id: idOf(purchase) }),
      orders.reservations.send('{ _entities(representations: []) { __typename } }'),
      orders.reservations.send('{ _service { sdl } }'),
    ]);
    for (const { errors } of answers) expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

interface OrdersOfUser {
  orders: {
    nodes: { id: string; status: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  } | null;
}

describe('User.orders', () => {
  const selection = (args: string) =>
    `... on User { orders(${args}) { nodes { id status } pageInfo { hasNextPage endCursor } } }`;

  async function page(userId: string, args: string, caller = signedIn(userId)) {
    const [user] = await orders.router.entities<OrdersOfUser>(
      [{ __typename: 'User', id: userId }],
      selection(args),
      { caller },
    );
    return user?.orders ?? null;
  }

  it('pages through the orders, newest first', async () => {
    const userId = newId('usr');
    const bought: string[] = [];
    for (let n = 0; n < 5; n++) {
      bought.unshift(idOf(await purchased(userId)));
      orders.advance(1);
    }
    const first = await page(userId, 'first: 2');
    const second = await page(userId, `first: 2, after: "${first?.pageInfo.endCursor ?? ''}"`);
    const third = await page(userId, `first: 2, after: "${second?.pageInfo.endCursor ?? ''}"`);
    const all = [first, second, third].flatMap((each) => each?.nodes ?? []);
    expect(all.map(({ id }) => id)).toEqual(bought);
    expect(third?.pageInfo.hasNextPage).toBe(false);
  });

  it('filters by status', async () => {
    const userId = newId('usr');
    const kept = await purchased(userId);
    const undone = await purchased(userId);
    await cancel(orders, undone);
    expect((await page(userId, 'status: REFUNDED'))?.nodes).toEqual([
      { id: idOf(undone), status: 'REFUNDED' },
    ]);
    expect((await page(userId, 'status: PAID'))?.nodes).toEqual([{ id: idOf(kept), status: 'PAID' }]);
  });

  it('fails with FORBIDDEN for other users, except with read:any', async () => {
    const { userId } = await purchased();
    const answer = await orders.router.send(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ${selection('first: 1')} } }`,
      { of: [{ __typename: 'User', id: userId }] },
      { caller: signedIn(newId('usr')) },
    );
    expect(answer.data).toEqual({ _entities: [{ orders: null }] });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect((await page(userId, 'first: 1', signedIn(newId('usr'), 'read:any')))?.nodes).toHaveLength(1);
  });

  it.each([
    ['first: 0', 'first'],
    ['first: 101', 'first'],
    ['after: "nonsense"', 'after'],
  ])('BAD_USER_INPUT for the arguments %s', async (args, field) => {
    const userId = newId('usr');
    const { errors } = await orders.router.send(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ${selection(args)} } }`,
      { of: [{ __typename: 'User', id: userId }] },
      { caller: signedIn(userId) },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });
});

describe('batched reads', () => {
  const agent = { caller: signedIn(newId('usr'), 'read:any') };
  /** The orders of 50 users, 4 each. */
  let bought: Purchase[][];
  beforeAll(async () => {
    bought = [];
    for (let n = 0; n < 50; n++) {
      const userId = newId('usr');
      bought.push(await Promise.all(Array.from({ length: 4 }, () => purchased(userId))));
    }
  });

  it('User.orders: one command for any number of users, examining no more than their pages', async () => {
    const first = 2;
    for (const count of [5, 50]) {
      const users = bought.slice(0, count).map(([any]) => ({ __typename: 'User', id: any?.userId }));
      const operations = await profileOperations(orders.database, ['orders'], async () => {
        const found = await orders.router.entities<OrdersOfUser>(
          users,
          `... on User { orders(first: ${first}) { nodes { id lines { description } reservation { id } } } }`,
          agent,
        );
        expect(found.map((user) => user?.orders?.nodes.length)).toEqual(users.map(() => first));
      });
      expect(operations).toHaveLength(1);
      expect(operations[0]?.docsExamined).toBeLessThanOrEqual(count * (first + 1));
    }
  });

  it('Reservation.order: one command for any number of reservations, each order once', async () => {
    const some = bought.flat();
    for (const count of [5, 50]) {
      const reservations = some
        .slice(0, count)
        .map(({ reservationId }) => ({ __typename: 'Reservation', id: reservationId }));
      const operations = await profileOperations(orders.database, ['orders'], async () => {
        const found = await orders.router.entities<{ order: { id: string } | null }>(
          [...reservations, ...reservations],
          '... on Reservation { order { id } }',
          agent,
        );
        expect(found.every((each) => each?.order?.id.startsWith('ord_'))).toBe(true);
      });
      expect(operations).toHaveLength(1);
      expect(operations[0]?.docsExamined).toBe(count);
    }
  });

  it("Reservation.order: null for another user's reservation, without a query", async () => {
    const purchase = await purchased();
    const operations = await profileOperations(orders.database, ['orders'], async () => {
      const found = await orders.router.entities(
        [{ __typename: 'Reservation', id: purchase.reservationId }],
        '... on Reservation { order { id } }',
        { caller: signedIn(newId('usr')) },
      );
      expect(found).toEqual([{ order: null }]);
    });
    expect(operations).toEqual([]);
  });

  it('Order.buyer: one command for all buyers', async () => {
    for (const count of [5, 50]) {
      const some = bought.slice(0, count).flatMap(([any]) => any ?? []);
      const operations = await profileOperations(orders.database, ['buyers'], async () => {
        await orders.router.entities(
          some.map((purchase) => ({ __typename: 'Order', id: idOf(purchase) })),
          '... on Order { buyer { displayName } }',
          agent,
        );
      });
      expect(operations).toHaveLength(1);
    }
  });
});
