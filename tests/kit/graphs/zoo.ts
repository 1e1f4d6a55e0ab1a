import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { untilCircuit } from '../circuits.ts';
import { startRouterUnderTest } from '../router.ts';
import type { RouterResponse, RouterUnderTest } from '../router.ts';
import { startFakeSubgraph } from '../fake-subgraph.ts';
import type { FakeSubgraph } from '../fake-subgraph.ts';
import type { Responder } from '../faults.ts';

/** The error code of a response that is not GraphQL or does not fit the operation. */
export const invalidResponse = 'SUBGRAPH_INVALID_RESPONSE';
/** Fetches from all three subgraphs. */
export const validQuery = '{ keepers { id name wage shifts } weather }';
export const keepers = [
  { id: '1', name: 'Ada' },
  { id: '2', name: 'Grace' },
];

function startZoo(): Promise<FakeSubgraph> {
  return startFakeSubgraph({
    name: 'zoo',
    typeDefs: `
      scalar Facts
      interface Animal { id: ID! name: String }
      type Cat implements Animal { id: ID! name: String lives: Int! }
      type Dog implements Animal { id: ID! name: String }
      union Pet = Cat | Dog
      enum Season { DRY WET }
      type Keeper @key(fields: "id") { id: ID! name: String! facts: Facts }
      type Query {
        keepers: [Keeper] keeper: Keeper names: [String] required: [String!] grid: [[Int]]
        animal: Animal animals: [Animal] pet: Pet
        count: Int weight: Float open: Boolean code: ID season: Season facts: Facts
      }`,
    resolvers: { Query: { keepers: () => keepers } },
  });
}

function startWages(): Promise<FakeSubgraph> {
  return startFakeSubgraph({
    name: 'wages',
    typeDefs: `
      scalar Facts
      type Keeper @key(fields: "id") {
        id: ID! wage: Int shifts: [String!] facts: Facts @external bonus: Int @requires(fields: "facts")
      }`,
    resolvers: {
      Keeper: {
        wage: ({ id }: { id: string }) => Number(id) * 100,
        shifts: () => ['early'],
      },
    },
  });
}

function startWeather(): Promise<FakeSubgraph> {
  return startFakeSubgraph({
    name: 'weather',
    typeDefs: 'type Query { weather: String }',
    resolvers: { Query: { weather: () => 'fair' } },
  });
}

/** The `path` of each error. */
export function errorPaths({ errors = [] }: RouterResponse): unknown[] {
  return errors.map(({ path }) => path);
}

type Name = 'zoo' | 'wages' | 'weather';

export interface ZooUnderTest {
  /** Scripts the responses of a subgraph until the end of the test. */
  respondWith(name: Name, responder: Responder): void;
  ask(query: string): Promise<RouterResponse>;
}

/**
 * Serves the zoo to the tests of the surrounding `describe`: three subgraphs with a field of every kind of type. After
 * each test it checks that the router still answers and that `Object.prototype` is unchanged.
 */
export function useZoo(settings: Record<string, string> = {}): ZooUnderTest {
  let subgraphs: FakeSubgraph[] = [];
  let router: RouterUnderTest | undefined;

  beforeAll(async () => {
    subgraphs = await Promise.all([startZoo(), startWages(), startWeather()]);
    router = await startRouterUnderTest(subgraphs, { SUBGRAPH_TIMEOUT_MS: '1000', ...settings });
  });
  afterEach(async () => {
    for (const subgraph of subgraphs) subgraph.respondWith(null);
    for (const { name } of subgraphs) if (router !== undefined) await untilCircuit(router, name, 'closed');
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await ask(validQuery)).toMatchObject({
      status: 200,
      data: {
        keepers: [
          { id: '1', name: 'Ada', wage: 100, shifts: ['early'] },
          { id: '2', name: 'Grace', wage: 200, shifts: ['early'] },
        ],
        weather: 'fair',
      },
    });
  });
  afterAll(async () => {
    await router?.close();
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });

  async function ask(query: string): Promise<RouterResponse> {
    if (router === undefined) throw new Error('the router has not started');
    return router.ask(query);
  }
  return {
    ask,
    respondWith(name, responder) {
      subgraphs.find((subgraph) => subgraph.name === name)?.respondWith(responder);
    },
  };
}
