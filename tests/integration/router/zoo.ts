import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { startRouterUnderTest } from '../../kit/router.ts';
import type { RouterResponse, RouterUnderTest } from '../../kit/router.ts';
import { startFakeSubgraph } from '../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../kit/fake-subgraph.ts';

/** The code for an answer that is none. */
export const invalid = 'SUBGRAPH_INVALID_RESPONSE';
/** An operation for all three subgraphs. */
export const sound = '{ keepers { id name wage shifts } weather }';
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

/** Answers with JSON: a text as it is, or anything else written. */
export function says(body: unknown): (response: ServerResponse) => void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (response) => void response.setHeader('content-type', 'application/json').end(text);
}

/** Answers with entities, or what is in their place. */
export function entities(list: unknown): (response: ServerResponse) => void {
  return says({ data: { _entities: list } });
}

/** The places that an answer's errors name. */
export function pathsOf({ errors = [] }: RouterResponse): unknown[] {
  return errors.map(({ path }) => path);
}

type Name = 'zoo' | 'wages' | 'weather';

export interface ZooUnderTest {
  /** Has a subgraph answer in that way for the rest of the test. */
  misbehave(name: Name, how: (response: ServerResponse) => void): void;
  ask(query: string): Promise<RouterResponse>;
}

/**
 * Serves three subgraphs for the tests of the `describe` around. After each, the router must answer as ever, and what all
 * objects inherit be as it was.
 */
export function serveZoo(settings: Record<string, string> = {}): ZooUnderTest {
  let subgraphs: FakeSubgraph[] = [];
  let router: RouterUnderTest | undefined;

  beforeAll(async () => {
    subgraphs = await Promise.all([startZoo(), startWages(), startWeather()]);
    router = await startRouterUnderTest(subgraphs, { SUBGRAPH_TIMEOUT_MS: '1000', ...settings });
  });
  afterEach(async () => {
    for (const stub of subgraphs) stub.respondWith(null);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await ask(sound)).toMatchObject({
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
    await Promise.all(subgraphs.map((stub) => stub.stop()));
  });

  async function ask(query: string): Promise<RouterResponse> {
    if (router === undefined) throw new Error('the router has not started');
    return router.ask(query);
  }
  return {
    ask,
    misbehave(name, how) {
      subgraphs.find((stub) => stub.name === name)?.respondWith(how);
    },
  };
}
