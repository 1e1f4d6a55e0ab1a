import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous } from '../../../platform/identity.ts';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import type { User } from '../../../subgraphs/users/domain/user.ts';
import { createUserCache } from '../../../subgraphs/users/store/user-cache.ts';
import { createUsersMetrics } from '../../../subgraphs/users/metrics.ts';
import { profileOperations } from '../../kit/profiler.ts';
import { signedIn } from '../../kit/subgraph-client.ts';
import { newcomer, startUsersUnderTest } from './accounts.ts';
import type { SignedIn, UsersUnderTest } from './accounts.ts';

const agent = signedIn(`usr_${'a'.repeat(20)}`, 'read:any');

describe('queries of users', () => {
  let users: UsersUnderTest;
  let redis: Redis;
  const people: SignedIn[] = [];
  beforeAll(async () => {
    users = await startUsersUnderTest();
    redis = new Redis(users.redisUrl);
    for (let at = 0; at < 5; at += 1) {
      people.push(await newcomer(users.client, { displayName: `Person ${at}` }));
      users.clock.advance(1);
    }
  });
  afterAll(async () => {
    redis.disconnect();
    await users.close();
  });

  const person = (at: number) => {
    const found = people[at];
    if (found === undefined) throw new Error(`there is no person ${at}`);
    return found;
  };
  const representationsOf = (ids: readonly string[]) => ids.map((id) => ({ __typename: 'User', id }));
  const names = '... on User { id displayName }';

  /** The number of cache reads so far. */
  const cacheReads = async () =>
    Number(/cmdstat_mget:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1] ?? 0);

  it('me: returns the signed-in user', async () => {
    const { caller, user } = person(0);
    const { me } = await users.client.data('{ me { id email roles createdAt } }', {}, { caller });
    expect(me).toMatchObject({ id: user.id, email: user.email, roles: ['CUSTOMER'] });
  });

  it('fails with UNAUTHENTICATED without an access token', async () => {
    const { data, errors } = await users.client.send('{ me { id } }');
    expect(data).toEqual({ me: null });
    expect(errors).toMatchObject([{ path: ['me'], extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('user: null for another user, as for an unknown id', async () => {
    const { caller } = person(0);
    const unknownId = `usr_${'0'.repeat(20)}`;
    for (const id of [person(1).user.id, unknownId]) {
      expect(
        await users.client.send('query ($id: ID!) { user(id: $id) { id } }', { id }, { caller }),
      ).toEqual({
        status: 200,
        data: { user: null },
        errors: [],
      });
    }
  });

  it('user: BAD_USER_INPUT for a malformed id', async () => {
    const { errors } = await users.client.send('{ user(id: "nonsense") { id } }', {}, { caller: agent });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'id' } }]);
  });

  it('_entities: the public profile of another user, for anybody', async () => {
    const { id, displayName } = person(1).user;
    for (const caller of [person(0).caller, anonymous]) {
      expect(await users.client.entities(representationsOf([id]), names, { caller })).toEqual([
        { id, displayName },
      ]);
    }
  });

  it.each(['email', 'roles', 'phone', 'createdAt', 'isActive', 'version'])(
    '_entities: %s fails with FORBIDDEN for other users, UNAUTHENTICATED for anonymous callers',
    async (field) => {
      for (const [caller, code] of [
        [person(0).caller, 'FORBIDDEN'],
        [anonymous, 'UNAUTHENTICATED'],
      ] as const) {
        const { data, errors } = await users.client.send(
          `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { ${field} } } }`,
          { of: representationsOf([person(1).user.id]) },
          { caller },
        );
        expect(JSON.stringify(data)).not.toContain('@example.com');
        expect(errors).toMatchObject([{ path: ['_entities', 0, field], extensions: { code } }]);
      }
    },
  );

  it.each([`usr_${'0'.repeat(20)}`, 'nonsense'])('_entities: NOT_FOUND for the id %s', async (id) => {
    const { data, errors } = await users.client.send(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ${names} } }`,
      { of: representationsOf([id]) },
      { caller: agent },
    );
    expect(data).toEqual({ _entities: [null] });
    expect(errors).toMatchObject([{ path: ['_entities', 0], extensions: { code: 'NOT_FOUND' } }]);
  });

  it('_entities: keeps the order of the representations, repeats included', async () => {
    const ids = [3, 1, 3, 0, 4].map((at) => person(at).user.id);
    const found = await users.client.entities<{ id: string }>(representationsOf(ids), names, {
      caller: agent,
    });
    expect(found.map((entity) => entity?.id)).toEqual(ids);
  });

  it('reads 5 and 50 users with a single cache command and a single query, cached or not', async () => {
    const ids = people.map(({ user }) => user.id);
    for (let at = ids.length; at < 50; at += 1) ids.push(`usr_${String(at).padStart(20, '0')}`);
    for (const count of [5, 50]) {
      const asked = ids.slice(0, count);
      const forgotten = asked.map((id) => `wayfare:cache:user:2:${id}`).slice(1);
      await redis.del(forgotten);
      const readsBefore = await cacheReads();
      const operations = await profileOperations(users.database, ['users'], async () => {
        const { data } = await users.client.send<{ _entities: unknown[] }>(
          `query ($of: [_Any!]!) { _entities(representations: $of) { ${names} } }`,
          { of: representationsOf(asked) },
          { caller: person(0).caller },
        );
        expect(data?._entities.filter((entity) => entity !== null)).toHaveLength(5);
      });
      expect(await cacheReads()).toBe(readsBefore + 1);
      expect(operations).toMatchObject([{ op: 'query', nreturned: 4, docsExamined: 4 }]);
    }
  });

  it('cache: keeps a user for a minute', async () => {
    const { user } = await newcomer(users.client);
    const seconds = await redis.ttl(`wayfare:cache:user:2:${user.id}`);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('cache: a late read does not overwrite a newer version', async () => {
    const { user } = await newcomer(users.client);
    const cache = createUserCache({
      redis,
      ttlSeconds: 60,
      logger: createLogger('test', 'silent'),
      metrics: createUsersMetrics(createMetrics('test')),
    });
    const at = (version: number): User => ({
      id: user.id,
      email: user.email,
      displayName: `Version ${version}`,
      roles: ['CUSTOMER'],
      isActive: true,
      phone: null,
      createdAt: new Date(),
      version,
    });
    await cache.put([at(3)]);
    await cache.put([at(2)]);
    expect((await cache.get([user.id])).get(user.id)?.displayName).toBe('Version 3');
    await cache.put([at(11)]);
    expect((await cache.get([user.id])).get(user.id)?.displayName).toBe('Version 11');
  });

  it('cache: serves a cached user without a query', async () => {
    const { user, caller } = await newcomer(users.client);
    await users.database
      .collection<{ _id: string }>('users')
      .updateOne({ _id: user.id }, { $set: { displayName: 'Changed behind its back' } });
    const { me } = await users.client.data('{ me { displayName } }', {}, { caller });
    expect(me).toEqual({ displayName: user.displayName });
  });

  it('cache: shows a change at once, also in another process', async () => {
    const { caller } = await newcomer(users.client);
    const other = await users.another();
    await other.data('{ me { displayName } }', {}, { caller });
    await users.client.data(
      'mutation { updateProfile(input: { displayName: "Renamed" }) { version } }',
      {},
      { caller },
    );
    const { me } = await other.data('{ me { displayName version } }', {}, { caller });
    expect(me).toEqual({ displayName: 'Renamed', version: 2 });
  });

  it('cache: reads from MongoDB if an entry is invalid', async () => {
    const { caller, user } = await newcomer(users.client);
    await redis.set(`wayfare:cache:user:2:${user.id}`, '1:{"not":"a user"}');
    const { me } = await users.client.data('{ me { displayName } }', {}, { caller });
    expect(me).toEqual({ displayName: user.displayName });
  });

  describe('users', () => {
    interface Page {
      users: {
        nodes: { id: string }[];
        edges: { cursor: string }[];
        pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
      };
    }
    const list = `query ($first: Int! = 20, $after: String) { users(first: $first, after: $after) {
      nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor }
    } }`;

    it('pages through all accounts, newest first', async () => {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const { users: page }: Page = await users.client.data<Page>(
          list,
          { first: 2, after },
          { caller: agent },
        );
        expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
        seen.push(...page.nodes.map(({ id }) => id));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      const everyone = await users.database.collection('users').countDocuments();
      expect(new Set(seen).size).toBe(everyone);
      expect(seen.slice(-5)).toEqual(people.map(({ user }) => user.id).toReversed());
    });

    it('reads at most the page size plus one', async () => {
      const operations = await profileOperations(users.database, ['users'], async () => {
        await users.client.data(list, { first: 2 }, { caller: agent });
      });
      expect(operations).toMatchObject([{ op: 'query', nreturned: 3, docsExamined: 3 }]);
    });

    it('fails with FORBIDDEN for customers', async () => {
      const asCustomer = await users.client.send(list, {}, { caller: person(0).caller });
      expect(asCustomer.data).toEqual({ users: null });
      expect(asCustomer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      const asNobody = await users.client.send(list);
      expect(asNobody.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    });

    it.each([
      [{ first: 0 }, 'first'],
      [{ first: 101 }, 'first'],
      [{ after: 'nonsense' }, 'after'],
    ])('BAD_USER_INPUT for %j, with the argument', async (args, field) => {
      const { errors } = await users.client.send(list, args, { caller: agent });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
    });
  });
});
