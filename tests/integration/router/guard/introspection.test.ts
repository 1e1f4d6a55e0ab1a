import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { useLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { subscribe } from '../../../kit/subscriber.ts';

const aliased = (selection: string) =>
  `{ ${Array.from({ length: 20 }, (_, at) => `a${at}: ${selection}`).join(' ')} }`;

const field = 'name description type { kind name ofType { kind name } } args { name description }';

/** Each answers far more than the whole schema. */
const floods = [
  ['__schema', aliased('__schema { types { name description fields { name type { name } } } }')],
  ['fields of types', `{ __schema { types ${aliased(`fields(includeDeprecated: true) { ${field} }`)} } }`],
  [
    'a spread fragment',
    `${aliased('__schema { ...Types }')} fragment Types on __Schema { types { fields { ${field} } } }`,
  ],
] as const;

describe('the size of introspection', () => {
  const graph = useLibrary();

  it.each(floods)('aliases of %s: refused by the limit and its setting', async (_name, query) => {
    const answer = await graph.router.ask(query);

    expect(answer).toMatchObject({
      status: 400,
      errors: [
        {
          message: expect.stringContaining('LIMIT_INTROSPECTION') as string,
          extensions: { code: 'OPERATION_TOO_LARGE', limit: 'introspection' },
        },
      ],
    });
  });

  it.each(['WebSocket', 'SSE'] as const)('aliases over %s: refused', async (transport) => {
    const subscriber = subscribe(transport, graph.router.url, { query: floods[0][1] });

    expect((await subscriber.next())?.errors?.[0]?.extensions).toMatchObject({ limit: 'introspection' });
    await subscriber.close();
  });

  it('variables that select less do not hide a large answer', async () => {
    const query = `query ($name: String!) ${aliased('__type(name: $name) { kind fields { name args { name } } }')}`;

    expect((await graph.router.ask(query, { variables: { name: 'None' } })).errors).toBeUndefined();
    const types = '__schema { types { name description fields { name } } }';
    const flood = `query ($name: String!) { __type(name: $name) { name } ${aliased(types).slice(1)}`;
    expect((await graph.router.ask(flood, { variables: { name: 'None' } })).status).toBe(400);
  });

  it.each([
    ['the standard introspection query', getIntrospectionQuery()],
    [
      'the introspection query with all options',
      getIntrospectionQuery({ schemaDescription: true, inputValueDeprecation: true, specifiedByUrl: true }),
    ],
    ['two aliases of the types’ names', '{ a: __schema { types { name } } b: __schema { types { name } } }'],
  ])('%s: answered', async (_name, query) => {
    const { data, errors } = await graph.router.ask(query);

    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toContain('"Person"');
  });

  it('LIMIT_INTROSPECTION=0 sets no limit', async () => {
    const unlimited = await startRouterUnderTest(graph.all, { LIMIT_INTROSPECTION: '0' });

    expect((await unlimited.ask(floods[0][1])).errors).toBeUndefined();
    await unlimited.close();
  });
});

describe('introspection below the root', () => {
  let subgraph: FakeSubgraph;
  let router: RouterUnderTest;

  beforeAll(async () => {
    subgraph = await startFakeSubgraph({
      name: 'nested',
      typeDefs: 'type Query { self: Query id: ID secret: ID @inaccessible }',
      resolvers: { Query: { self: () => ({}), id: () => '1' } },
    });
    router = await startRouterUnderTest([subgraph]);
  });
  afterAll(async () => {
    await router.close();
    await subgraph.stop();
  });

  const names = '__type(name: "Query") { fields { name } }';

  it.each([
    ['in a field', `{ self { ${names} } }`],
    ['in a nested field', `{ self { self { __schema { types { name } } } } }`],
    ['in a fragment', `{ ...Names self { id ...Names } } fragment Names on Query { ${names} }`],
    ['in an inline fragment', `{ self { ... on Query { ... { ${names} } } } }`],
  ])('%s: refused, no subgraph answers it', async (_name, query) => {
    subgraph.requests.length = 0;
    const { status, errors } = await router.ask(query);

    expect(status).toBe(400);
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(subgraph.requests).toEqual([]);
  });

  it('at the root, also in a fragment: answered without inaccessible elements', async () => {
    const query = `{ ...Names self { id } } fragment Names on Query { ${names} }`;

    expect((await router.ask(query)).data).toEqual({
      __type: { fields: [{ name: 'self' }, { name: 'id' }] },
      self: { id: '1' },
    });
  });
});
