import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeSubgraph } from '../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../kit/fake-subgraph.ts';
import { profileOperations } from '../../kit/profiler.ts';
import { errorCodes, startRouterUnderTest } from '../../kit/router.ts';
import type { RouterUnderTest } from '../../kit/router.ts';
import { startWorld } from '../../kit/world.ts';
import type { RunningSubgraph, World } from '../../kit/world.ts';
import { newcomer } from './accounts.ts';
import type { SignedIn } from './accounts.ts';

/** A fourth subgraph that contributes users by their ids. */
const reviewsSdl = `
  type Query { reviews: [Review!] byNobody: Review }
  type Review { id: ID! author: User }
  type User @key(fields: "id", resolvable: false) { id: ID! }`;

describe('User contributed by another subgraph', () => {
  let world: World;
  let users: RunningSubgraph;
  let reviews: FakeSubgraph;
  let router: RouterUnderTest;
  let redis: Redis;
  const authors: SignedIn[] = [];
  beforeAll(async () => {
    world = await startWorld();
    redis = new Redis(world.stores.redisUrl);
    const [startedUsers, orders] = await Promise.all([world.startUsers(), world.startOrders()]);
    users = startedUsers;
    for (let at = 0; at < 5; at += 1) {
      authors.push(await newcomer(users.router, { displayName: `Author ${at}` }));
    }
    reviews = await startFakeSubgraph({
      ...{ name: 'reviews', typeDefs: reviewsSdl },
      resolvers: {
        Query: {
          reviews: () => authors.map(({ user }, at) => ({ id: `r${at}`, author: { id: user.id } })),
          byNobody: () => ({ id: 'r', author: { id: `usr_${'0'.repeat(20)}` } }),
        },
      },
    });
    const definition = async (name: 'users' | 'orders', { origin }: RunningSubgraph) => ({
      ...{ name, url: `${origin}/graphql` },
      typeDefs: await readFile(`schema/${name}.graphql`, 'utf8'),
    });
    router = await startRouterUnderTest(
      [await definition('users', users), await definition('orders', orders), reviews],
      { CALLER_KEY: world.callers.routerKey, JWKS_URL: `${users.origin}/.well-known/jwks.json` },
    );
  });
  afterAll(async () => {
    await router.close();
    await reviews.stop();
    redis.disconnect();
    await world.close();
  });
  const tokenOf = (at: number) => authors[at]?.accessToken;

  it('author { displayName }: answered for anybody, with a single query of the store', async () => {
    const query = '{ reviews { author { id displayName } } }';
    for (const token of [undefined, tokenOf(0)]) {
      await redis.flushall();
      const operations = await profileOperations(await world.database('users'), ['users'], async () => {
        const { data, errors } = await router.ask(query, { token });
        expect(errors).toBeUndefined();
        expect(data).toEqual({
          reviews: authors.map(({ user: { id, displayName } }) => ({ author: { id, displayName } })),
        });
      });
      expect(operations).toMatchObject([{ op: 'query', nreturned: authors.length }]);
    }
  });

  it('author { email }: FORBIDDEN for other users, the own address for oneself', async () => {
    const answer = await router.ask('{ reviews { author { displayName email } } }', { token: tokenOf(2) });

    const { displayName, email } = authors[2]?.user ?? {};
    expect(answer.data).toEqual({
      reviews: authors.map((_author, at) => ({ author: at === 2 ? { displayName, email } : null })),
    });
    expect(errorCodes(answer)).toEqual(Array(4).fill('FORBIDDEN'));
    expect(answer.errors?.[0]?.path).toEqual(['reviews', 0, 'author', 'email']);
  });

  it('author { displayName phone orders }: the name, and an error for each private field', async () => {
    const query = '{ reviews { author { displayName phone orders { nodes { id } } } } }';
    const answer = await router.ask(query, { token: tokenOf(0) });

    expect(answer.data?.['reviews']).toEqual([
      { author: { displayName: 'Author 0', phone: null, orders: { nodes: [] } } },
      ...[1, 2, 3, 4].map((at) => ({ author: { displayName: `Author ${at}`, phone: null, orders: null } })),
    ]);
    expect(errorCodes(answer)).toEqual(Array(8).fill('FORBIDDEN'));
  });

  it('author { email } without an access token: UNAUTHENTICATED', async () => {
    const answer = await router.ask('{ reviews { author { email } } }');

    expect(new Set(errorCodes(answer))).toEqual(new Set(['UNAUTHENTICATED']));
  });

  it('an author without an account: NOT_FOUND', async () => {
    const answer = await router.ask('{ byNobody { id author { displayName } } }');

    expect(answer.data).toEqual({ byNobody: { id: 'r', author: null } });
    expect(errorCodes(answer)).toEqual(['NOT_FOUND']);
  });
});
