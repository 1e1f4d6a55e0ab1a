import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startFakeSubgraph } from '../fake-subgraph.ts';
import type { FakeSubgraph } from '../fake-subgraph.ts';
import { startRouterUnderTest } from '../router.ts';
import type { RouterUnderTest } from '../router.ts';

export interface Library {
  people: FakeSubgraph;
  books: FakeSubgraph;
  all: FakeSubgraph[];
  close(): Promise<void>;
}

/** Two subgraphs with one shared entity: `people` owns Person, `books` contributes `Person.books`. */
export async function startLibrary(): Promise<Library> {
  const names = new Map([
    ['1', 'Ada'],
    ['2', 'Grace'],
  ]);
  const people = await startFakeSubgraph({
    name: 'people',
    typeDefs: `
      type Person @key(fields: "id") { id: ID! name: String! rude: String coded: String }
      type Query { person(id: ID!): Person everybody: [Person!] }
      type Mutation { rename(id: ID!, name: String!): Person }`,
    resolvers: {
      Query: {
        person: (_parent: unknown, { id }: { id: string }) => (names.has(id) ? { id } : null),
        everybody: () => [...names.keys()].map((id) => ({ id })),
      },
      Mutation: {
        rename(_parent: unknown, { id, name }: { id: string; name: string }) {
          names.set(id, name);
          return { id };
        },
      },
      Person: {
        __resolveReference: ({ id }: { id: string }) => (names.has(id) ? { id } : null),
        name: ({ id }: { id: string }) => names.get(id),
        rude() {
          throw new Error('password=hunter2 at db.internal');
        },
        coded() {
          throw Object.assign(new Error('Not on a Sunday.'), { extensions: { code: 'CLOSED_ON_SUNDAYS' } });
        },
      },
    },
  });
  const books = await startFakeSubgraph({
    name: 'books',
    typeDefs: `
      type Person @key(fields: "id") { id: ID! books: [Book!] }
      type Book @key(fields: "id") { id: ID! title: String! author: Person }
      type Query { book(id: ID!): Book }`,
    resolvers: {
      Query: { book: (_parent: unknown, { id }: { id: string }) => ({ id }) },
      Person: { books: ({ id }: { id: string }) => [{ id: `b${id}` }] },
      Book: {
        title: ({ id }: { id: string }) => `Book ${id}`,
        author: ({ id }: { id: string }) => ({ id: id.slice(1) }),
      },
    },
  });
  const all = [people, books];
  return {
    ...{ people, books, all },
    async close() {
      await Promise.all(all.map((subgraph) => subgraph.stop()));
    },
  };
}

/** The library's subgraphs and the router over them. Set before the first test. */
export interface LibraryUnderTest extends Library {
  router: RouterUnderTest;
}

/**
 * Serves the library to the tests of the surrounding `describe`. Before each test it clears what the subgraphs recorded
 * and restores their resolvers.
 * @param settings of the router
 */
export function useLibrary(settings: Record<string, string> = {}): LibraryUnderTest {
  const graph = {} as LibraryUnderTest;
  beforeAll(async () => {
    const library = await startLibrary();
    Object.assign(graph, library, { router: await startRouterUnderTest(library.all, settings) });
  });
  beforeEach(() => {
    for (const subgraph of graph.all) {
      subgraph.requests.length = 0;
      subgraph.abortedRequests = 0;
      subgraph.respondWith(null);
    }
  });
  afterAll(async () => {
    await graph.router.close();
    await graph.close();
  });
  return graph;
}
