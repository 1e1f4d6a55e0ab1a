import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subgraphs } from '../../../schema/subgraphs.ts';
import { errorCodes, startRouterUnderTest } from '../../kit/router.ts';
import type { RouterUnderTest } from '../../kit/router.ts';
import { startWorld } from '../../kit/world.ts';
import type { RunningSubgraph, World } from '../../kit/world.ts';
import { newcomer } from '../users/accounts.ts';

const everything = '{ me { id displayName phone orders { nodes { id } } reservations { nodes { id } } } }';
/** Fields that may be null, of each subgraph. */
const nullables = '{ me { phone orders { nodes { id } } reservations { nodes { id } } } }';
const contributed = '{ me { orders { nodes { id } } reservations { nodes { id } } } }';

describe('me, resolved by users, orders and reservations', () => {
  let world: World;
  let running: Record<(typeof subgraphs)[number]['name'], RunningSubgraph>;
  let router: RouterUnderTest;
  beforeAll(async () => {
    world = await startWorld();
    const [users, orders, reservations] = await Promise.all([
      world.startUsers(),
      world.startOrders(),
      world.startReservations(),
    ]);
    running = { users, orders, reservations };
    const definitions = subgraphs.map(async ({ name, sdlPath }) => ({
      ...{ name, url: `${running[name].origin}/graphql` },
      typeDefs: await readFile(sdlPath, 'utf8'),
    }));
    router = await startRouterUnderTest(await Promise.all(definitions), {
      CALLER_KEY: world.callers.routerKey,
      JWKS_URL: `${users.origin}/.well-known/jwks.json`,
    });
  });
  afterAll(async () => {
    await router.close();
    await world.close();
  });

  it('answers the account and the lists of the caller', async () => {
    const { user, accessToken: token } = await newcomer(running.users.router);

    const { data, errors } = await router.ask(everything, { token });

    expect(errors).toBeUndefined();
    const { id, displayName } = user;
    expect(data).toEqual({
      me: { id, displayName, phone: null, orders: { nodes: [] }, reservations: { nodes: [] } },
    });
  });

  it.each([everything, nullables, contributed])(
    'null with a single UNAUTHENTICATED without an access token: %s',
    async (query) => {
      const answer = await router.ask(query);

      expect(answer.data).toEqual({ me: null });
      expect(answer.errors?.map(({ path }) => path)).toEqual([['me']]);
      expect(errorCodes(answer)).toEqual(['UNAUTHENTICATED']);
    },
  );

  it('each subgraph refuses anonymous callers and services', async () => {
    for (const { router: client } of Object.values(running)) {
      for (const caller of [{ kind: 'anonymous' }, { kind: 'service', name: 'reservations' }] as const) {
        const { data, errors } = await client.send('{ me { id } }', {}, { caller });
        expect(data).toEqual({ me: null });
        expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
      }
    }
  });

  it.each(['orders', 'reservations'] as const)(
    'User.%s fails with FORBIDDEN for other users',
    async (name) => {
      const { user } = await newcomer(running.users.router);
      const { caller } = await newcomer(running.users.router);
      const { data, errors } = await running[name].router.send(
        `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { ${name} { nodes { id } } } } }`,
        { of: [{ __typename: 'User', id: user.id }] },
        { caller },
      );

      expect(data).toEqual({ _entities: [{ [name]: null }] });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    },
  );

  describe('a deleted account with an access token that is still valid', () => {
    let token: string;
    beforeAll(async () => {
      const { user, accessToken } = await newcomer(running.users.router);
      token = accessToken;
      const database = await world.database('users');
      await database.collection<{ _id: string }>('users').deleteOne({ _id: user.id });
      const redis = new Redis(world.stores.redisUrl);
      await redis.flushall();
      redis.disconnect();
    });

    it.each([everything, nullables])('UNAUTHENTICATED, and no part of it: %s', async (query) => {
      const answer = await router.ask(query, { token });

      expect(answer.data).toEqual({ me: null });
      expect(errorCodes(answer)).toEqual(['UNAUTHENTICATED']);
      expect(answer.errors?.[0]?.message).toContain('no longer exists');
    });

    it('fields of orders and reservations alone are answered until the token expires', async () => {
      const { data, errors } = await router.ask(contributed, { token });

      expect(errors).toBeUndefined();
      expect(data).toEqual({ me: { orders: { nodes: [] }, reservations: { nodes: [] } } });
    });
  });
});
