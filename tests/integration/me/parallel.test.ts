import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subgraphs } from '../../../schema/subgraphs.ts';
import { startFakeSubgraph } from '../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../kit/fake-subgraph.ts';
import { startRouterUnderTest } from '../../kit/router.ts';
import type { RouterUnderTest } from '../../kit/router.ts';

/** Resolves for each caller once all of them have called. */
function rendezvous(count: number): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === count) for (const release of waiting) release();
    });
}

const emptyPage = { nodes: [], edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false } };

describe('me, with fields of users, orders and reservations', () => {
  let served: FakeSubgraph[];
  let router: RouterUnderTest;
  let meet: () => Promise<void>;
  beforeAll(async () => {
    served = await Promise.all(
      subgraphs.map(async ({ name, sdlPath }) =>
        startFakeSubgraph({
          name,
          typeDefs: await readFile(sdlPath, 'utf8'),
          resolvers: {
            Query: {
              async me() {
                await meet();
                return { id: 'usr_1', displayName: 'Ada', orders: emptyPage, reservations: emptyPage };
              },
            },
          },
        }),
      ),
    );
    router = await startRouterUnderTest(served);
  });
  afterAll(async () => {
    await router.close();
    await Promise.all(served.map((subgraph) => subgraph.stop()));
  });

  it('asks the three subgraphs at the same time, once each', async () => {
    meet = rendezvous(3);

    const { data, errors } = await router.ask(
      '{ me { displayName orders { nodes { id } } reservations { nodes { id } } } }',
    );

    expect(errors).toBeUndefined();
    expect(data).toEqual({ me: { displayName: 'Ada', orders: { nodes: [] }, reservations: { nodes: [] } } });
    expect(served.map(({ requests }) => requests.length)).toEqual([1, 1, 1]);
  });

  it.each([
    ['users', '{ me { id displayName } }'],
    ['orders', '{ me { id orders { nodes { id } } } }'],
    ['reservations', '{ me { reservations { nodes { id } } } }'],
  ])('asks only %s for %s', async (name, query) => {
    meet = rendezvous(1);
    for (const { requests } of served) requests.length = 0;

    const { errors } = await router.ask(query);

    expect(errors).toBeUndefined();
    const asked = served.filter(({ requests }) => requests.length > 0);
    expect(asked.map((subgraph) => subgraph.name)).toEqual([name]);
  });
});
