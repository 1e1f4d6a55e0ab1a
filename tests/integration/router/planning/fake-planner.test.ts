import { buildSchema, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous } from '../../../../platform/identity.ts';
import { createLogger } from '../../../../platform/log.ts';
import { createMetrics } from '../../../../platform/metrics.ts';
import { ClientAbort } from '../../../../router/client-abort.ts';
import { createContextFactory } from '../../../../router/context.ts';
import { createGraph } from '../../../../router/execution/graph.ts';
import type { Graph } from '../../../../router/execution/graph.ts';
import { createRouterMetrics } from '../../../../router/metrics.ts';
import type { FetchNode, Planner } from '../../../../router/planning/planner.ts';
import { createSubgraphClient } from '../../../../router/subgraphs/subgraph-client.ts';
import type { SubgraphClient } from '../../../../router/subgraphs/subgraph-client.ts';
import { startFakeSubgraph } from '../../../kit/fake-subgraph.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';

const schema = buildSchema(`
  type Query { hotels: [Hotel!] }
  type Hotel { id: ID! name: String! stars: Int }`);

const fetchNode = (node: Pick<FetchNode, 'subgraph' | 'operation' | 'path' | 'requires'>): FetchNode => ({
  ...{ type: 'Fetch', operationType: 'query', variables: [], inputRewrites: [], outputRewrites: [] },
  ...{ contextArguments: [], renamedFields: new Map() },
  ...node,
});

/** Plans every operation as `{ hotels { name stars } }`. */
const fakePlanner: Planner = {
  ...{ schema, supergraphSchema: schema, overrideLabels: [] },
  subgraphs: ['hotels', 'ratings'].map((name) => ({ name, url: undefined })),
  plan: () =>
    Promise.resolve({
      subscription: null,
      root: {
        type: 'Sequence',
        nodes: [
          fetchNode({
            subgraph: 'hotels',
            operation: '{ hotels { __typename id name } }',
            ...{ path: [], requires: null },
          }),
          fetchNode({
            subgraph: 'ratings',
            operation:
              'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Hotel { stars } } }',
            path: ['hotels', '@'],
            requires: ['__typename', 'id'].map((name) => ({
              ...{ type: 'Field', name, sentAs: name, selections: [] },
            })),
          }),
        ],
      },
    }),
  identifies: (_subgraph, type, fields) => type === 'Hotel' && fields.has('id'),
  keysOf: () => [],
  requiredBy: () => [],
  close: () => Promise.resolve(),
};

describe('a planner without Apollo behind the planning port', () => {
  let subgraphs: FakeSubgraph[];
  let clients: Map<string, SubgraphClient>;
  let graph: Graph;

  beforeAll(async () => {
    const hotels = [
      { id: '1', name: 'Alpina' },
      { id: '2', name: 'Riva' },
    ];
    subgraphs = await Promise.all([
      startFakeSubgraph({
        name: 'hotels',
        typeDefs: 'type Query { hotels: [Hotel!] } type Hotel @key(fields: "id") { id: ID! name: String! }',
        resolvers: { Query: { hotels: () => hotels } },
      }),
      startFakeSubgraph({
        name: 'ratings',
        typeDefs: 'type Hotel @key(fields: "id") { id: ID! stars: Int }',
        resolvers: { Hotel: { stars: ({ id }: { id: string }) => Number(id) + 2 } },
      }),
    ]);
    clients = new Map(
      subgraphs.map(({ name, url }) => [
        name,
        createSubgraphClient({
          ...{ name, url, connections: 1, timeoutMs: 10_000, maxResponseBytes: 1_000_000 },
          queue: { maxWaiting: 0, maxWaitMs: 0 },
          sharing: null,
          logger: createLogger('fake-planner', 'fatal'),
          metrics: createRouterMetrics(createMetrics(name)),
        }),
      ]),
    );
    graph = createGraph({
      supergraphSdl: '',
      planner: fakePlanner,
      clientFor: (name) => {
        const client = clients.get(name);
        if (client === undefined) throw new Error(`Expected a subgraph of the plan, found ${name}`);
        return client;
      },
      subscriptionSources: new Map(),
      sharing: null,
      mergesFetches: true,
      decideOverride: () => false,
    });
  });
  afterAll(async () => {
    await Promise.all([...clients.values()].map((client) => client.close()));
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
  });

  it('has its plan executed over two subgraphs, and the entities joined', async () => {
    const context = createContextFactory(null)({
      ...{ caller: anonymous, requestId: 'fake-planner', clientAddress: null, signal: new ClientAbort() },
      arrivedMs: 0,
    });

    const result = await graph.execute({
      document: parse('{ hotels { stars name } }'),
      ...{ operationName: undefined, variables: {}, context },
    });

    expect(result).toEqual({
      data: {
        hotels: [
          { stars: 3, name: 'Alpina' },
          { stars: 4, name: 'Riva' },
        ],
      },
    });
    expect(subgraphs.map(({ requests }) => requests.length)).toEqual([1, 1]);
    expect(subgraphs[1]?.requests[0]?.variables).toEqual({
      representations: [
        { __typename: 'Hotel', id: '1' },
        { __typename: 'Hotel', id: '2' },
      ],
    });
  });

  it('does not plan introspection, whose answer operations of different names share', async () => {
    const context = createContextFactory(null)({
      ...{ caller: anonymous, requestId: 'introspection', clientAddress: null, signal: new ClientAbort() },
      arrivedMs: 0,
    });
    const ask = (query: string) =>
      graph.execute({
        document: parse(query),
        ...{ operationName: undefined, variables: {}, context },
      });
    const before = subgraphs.map(({ requests }) => requests.length);

    const first = await ask('query A { __schema { queryType { name } } }');
    const second = await ask('query B { __schema { queryType { name } } }');

    expect(first).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
    expect(second.data).toBe(first.data);
    expect(subgraphs.map(({ requests }) => requests.length)).toEqual(before);
  });
});
