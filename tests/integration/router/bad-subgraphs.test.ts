import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, startRouterUnderTest } from './router-under-test.ts';
import type { Answer, RouterUnderTest } from './router-under-test.ts';
import { startStubSubgraph } from './stub-subgraphs.ts';
import type { StubSubgraph } from './stub-subgraphs.ts';

const invalid = 'SUBGRAPH_INVALID_RESPONSE';
const sound = '{ keepers { id name wage shifts } weather }';
const keepers = [
  { id: '1', name: 'Ada' },
  { id: '2', name: 'Grace' },
];

function startZoo(): Promise<StubSubgraph> {
  return startStubSubgraph({
    name: 'zoo',
    typeDefs: `
      scalar Facts
      interface Animal { id: ID! name: String }
      type Cat implements Animal { id: ID! name: String lives: Int! }
      type Dog implements Animal { id: ID! name: String }
      union Pet = Cat | Dog
      enum Season { DRY WET }
      type Keeper @key(fields: "id") { id: ID! name: String! }
      type Query {
        keepers: [Keeper] keeper: Keeper names: [String] required: [String!] grid: [[Int]]
        animal: Animal animals: [Animal] pet: Pet
        count: Int weight: Float open: Boolean code: ID season: Season facts: Facts
      }`,
    resolvers: { Query: { keepers: () => keepers } },
  });
}

function startWages(): Promise<StubSubgraph> {
  return startStubSubgraph({
    name: 'wages',
    typeDefs: 'type Keeper @key(fields: "id") { id: ID! wage: Int shifts: [String!] }',
    resolvers: {
      Keeper: {
        wage: ({ id }: { id: string }) => Number(id) * 100,
        shifts: () => ['early'],
      },
    },
  });
}

function startWeather(): Promise<StubSubgraph> {
  return startStubSubgraph({
    name: 'weather',
    typeDefs: 'type Query { weather: String }',
    resolvers: { Query: { weather: () => 'fair' } },
  });
}

/** Answers with JSON: a text as it is, or anything else written. */
function says(body: unknown): (response: ServerResponse) => void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (response) => void response.setHeader('content-type', 'application/json').end(text);
}

function entities(list: unknown): (response: ServerResponse) => void {
  return says({ data: { _entities: list } });
}

function pathsOf({ errors = [] }: Answer): unknown[] {
  return errors.map(({ path }) => path);
}

describe('a subgraph that answers what it must not', () => {
  let subgraphs: { zoo: StubSubgraph; wages: StubSubgraph; weather: StubSubgraph };
  let router: RouterUnderTest;

  beforeAll(async () => {
    const [zoo, wages, weather] = await Promise.all([startZoo(), startWages(), startWeather()]);
    subgraphs = { zoo, wages, weather };
    router = await startRouterUnderTest([zoo, wages, weather], { SUBGRAPH_TIMEOUT_MS: '1000' });
  });
  afterEach(async () => {
    for (const stub of Object.values(subgraphs)) stub.misbehave(null);
    // Whatever came, nothing of it is left behind.
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await router.ask(sound)).toMatchObject({
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
    await router.close();
    await Promise.all(Object.values(subgraphs).map((stub) => stub.stop()));
  });

  const oneCat = { __typename: 'Cat', id: 'c1', name: 'Tom', lives: 9 };
  it.each<[string, string, unknown, unknown, unknown[]]>([
    ['a text for an object', 'keeper { name }', 'Ada', null, ['keeper']],
    ['a list for an object', 'keeper { name }', [{ name: 'Ada' }], null, ['keeper']],
    ['a number for an object', 'keeper { name }', 7, null, ['keeper']],
    ['an object for a list', 'keepers { name }', { name: 'Ada' }, null, ['keepers']],
    ['a text for a list', 'names', 'Ada', null, ['names']],
    ['lists within a list', 'names', [['Ada'], 'Grace'], [null, 'Grace'], ['names', 0]],
    ['a text within lists of lists', 'grid', [[1, 'x'], 2, null], [[1, null], null, null], ['grid', 0, 1]],
    ['null where none may be', 'required', ['a', null], null, ['required', 1]],
    ['a number for a text', 'names', [1], [null], ['names', 0]],
    ['an object for a text', 'names', [{ length: 1 }], [null], ['names', 0]],
    ['a text for a number', 'count', '7', null, ['count']],
    ['a number too large for Int', 'count', 2 ** 31, null, ['count']],
    ['a fraction for Int', 'count', 1.5, null, ['count']],
    ['a text for Float', 'weight', 'heavy', null, ['weight']],
    ['a number for Boolean', 'open', 1, null, ['open']],
    ['an object for ID', 'code', {}, null, ['code']],
    ['a fraction for ID', 'code', 1.5, null, ['code']],
    ['an enum value unheard of', 'season', 'COLD', null, ['season']],
    ['a type unheard of', 'animal { name }', { __typename: 'Yeti', name: 'Y' }, null, ['animal']],
    ['a type that is no animal', 'animal { name }', { __typename: 'Keeper', name: 'K' }, null, ['animal']],
    ['a number for a type', 'animal { name }', { __typename: 7, name: 'Y' }, null, ['animal']],
    ['a type that all objects inherit', 'pet { __typename }', { __typename: 'constructor' }, null, ['pet']],
    ['no type in a union', 'pet { ... on Cat { id } }', { id: 'c1' }, null, ['pet']],
    [
      'one bad animal among good ones',
      'animals { id ... on Cat { lives } }',
      [oneCat, { __typename: 'Cat', id: 'c2', lives: 'nine' }, 'cat'],
      [{ id: 'c1', lives: 9 }, null, null],
      ['animals', 1, 'lives'],
    ],
  ])('%s costs what it is for and no more', async (_name, selection, value, expected, path) => {
    const field = /^\w+/.exec(selection)?.[0] ?? '';
    subgraphs.zoo.misbehave(says({ data: { [field]: value } }));

    const answer = await router.ask(`{ ${selection} weather }`);

    expect(answer.data).toEqual({ [field]: expected, weather: 'fair' });
    expect(new Set(codesOf(answer))).toEqual(new Set([invalid]));
    expect(pathsOf(answer)[0]).toEqual(path);
  });

  it.each([
    ['1e400 for Float', 'weight', '1e400'],
    ['a number of a thousand digits for Int', 'count', '9'.repeat(1_000)],
    ['a number of a thousand digits for ID', 'code', '9'.repeat(1_000)],
  ])('%s is no number that can be passed on', async (_name, field, value) => {
    subgraphs.zoo.misbehave(says(`{"data":{"${field}":${value}}}`));

    const answer = await router.ask(`{ ${field} weather }`);

    expect(answer.data).toEqual({ [field]: null, weather: 'fair' });
    expect([codesOf(answer), pathsOf(answer)]).toEqual([[invalid], [[field]]]);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['no _entities', says({ data: {} })],
    ['null for _entities', entities(null)],
    ['an object for _entities', entities({ 0: { wage: 1 } })],
    ['too few _entities', entities([{ wage: 1 }])],
    ['too many _entities', entities([{ wage: 1 }, { wage: 2 }, { wage: 3 }])],
    ['a text for data', says({ data: 'wages' })],
    ['a list for data', says({ data: [] })],
    ['an error whose message is a number', says({ data: null, errors: [{ message: 7 }] })],
    ['an object for errors', says({ data: { _entities: [] }, errors: { message: 'secret-host' } })],
    ['404 and a page', (response) => void response.writeHead(404).end('<h1>secret-host</h1>')],
    ['204', (response) => void response.writeHead(204).end()],
    [
      'a redirection',
      (response) => void response.writeHead(301, { location: 'http://secret-host/' }).end('moved'),
    ],
    ['bytes that are no UTF-8', (response) => void response.end(Buffer.from([0xff, 0xfe, 0x00]))],
  ])('%s costs its fields and no more', async (_name, how) => {
    subgraphs.wages.misbehave(how);

    const answer = await router.ask(sound);

    expect(answer.data).toEqual({
      keepers: keepers.map((keeper) => ({ ...keeper, wage: null, shifts: null })),
      weather: 'fair',
    });
    expect(codesOf(answer)).toEqual([invalid]);
    expect(answer.errors?.[0]?.message).toBe('The subgraph wages gave an answer that cannot be used.');
    expect(JSON.stringify(answer)).not.toMatch(/secret-host|127\.0\.0\.1/);
  });

  it.each([
    ['null', null],
    ['a text', 'keeper'],
    ['a number', 7],
    ['a list', [{ wage: 7 }]],
    ['an empty object', {}],
  ])('%s for an entity leaves the others as they are', async (_name, value) => {
    subgraphs.wages.misbehave(entities([value, { wage: 5, shifts: ['late'] }]));

    const answer = await router.ask(sound);

    expect(answer.data).toEqual({
      keepers: [
        { id: '1', name: 'Ada', wage: null, shifts: null },
        { id: '2', name: 'Grace', wage: 5, shifts: ['late'] },
      ],
      weather: 'fair',
    });
  });
});
