import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { respondJson } from '../../../kit/faults.ts';

/** Books and films have keys of the same name and of different types: the plan fetches one key under an alias. */
describe('entity keys fetched under aliases', () => {
  let subgraphs: FakeSubgraph[] = [];
  let router: RouterUnderTest;
  const query = '{ shelves { id things { ... on Book { title } ... on Film { title } } } }';

  beforeAll(async () => {
    subgraphs = await Promise.all([
      startFakeSubgraph({
        name: 'rooms',
        typeDefs: 'type Shelf @key(fields: "id") { id: ID! } type Query { shelves: [Shelf!] }',
        resolvers: { Query: { shelves: () => [{ id: '1' }] } },
      }),
      startFakeSubgraph({
        name: 'shelves',
        typeDefs: `
          type Shelf @key(fields: "id") { id: ID! things: [Thing!] }
          union Thing = Book | Film
          type Book @key(fields: "code") { code: ID! }
          type Film @key(fields: "code") { code: Int! }`,
        resolvers: {
          Shelf: {
            things: () => [
              { __typename: 'Book', code: 'b1' },
              { __typename: 'Film', code: 1 },
            ],
          },
        },
      }),
      startFakeSubgraph({
        name: 'titles',
        typeDefs: `
          type Book @key(fields: "code") { code: ID! title: String }
          type Film @key(fields: "code") { code: Int! title: String }`,
        resolvers: {
          Book: { title: ({ code }: { code: string }) => `The book ${code}` },
          Film: { title: ({ code }: { code: number }) => `The film ${code + 1}` },
        },
      }),
    ]);
    router = await startRouterUnderTest(subgraphs);
  });
  afterAll(async () => {
    await router.close();
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });

  it('representations read the aliased key fields', async () => {
    const { data } = await router.ask(query);

    expect(data).toEqual({
      shelves: [{ id: '1', things: [{ title: 'The book b1' }, { title: 'The film 2' }] }],
    });
    expect(subgraphs[1]?.requests.at(-1)?.query).toMatch(/\w+: ?code/);
  });

  it('lists nested 100,000 deep in key data: no stack overflow', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    subgraphs[1]?.respondWith(
      respondJson(`{"data":{"_entities":[{"__typename":"Shelf","things":${deep}}]}}`),
    );

    const answer = await router.ask(query);

    expect(answer.data).toEqual({ shelves: [{ id: '1', things: null }] });
    expect(new Set(errorCodes(answer))).toEqual(new Set(['SUBGRAPH_INVALID_RESPONSE']));
    subgraphs[1]?.respondWith(null);
  });
});
