import { ApolloServer } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useLibrary } from '../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../kit/router.ts';

describe('Apollo packages in the router', () => {
  const graph = useLibrary();

  afterEach(() => {
    vi.restoreAllMocks();
  });
  it('Apollo Gateway loads the supergraph', async () => {
    // Not before the router, which corrects the planner as it loads it.
    const { ApolloGateway } = await import('@apollo/gateway');
    const loads = vi.spyOn(ApolloGateway.prototype, 'load');

    const other = await startRouterUnderTest(graph.all);
    await other.close();

    expect(loads).toHaveBeenCalledTimes(1);
    const { schema } = (await loads.mock.results[0]?.value) as { schema: GraphQLSchema };
    expect(schema.getQueryType()?.getFields()).toHaveProperty('everybody');
  });

  it('Apollo Server handles each request and the gateway plans each operation once', async () => {
    // Not before the router, which corrects the planner as it loads it.
    const { QueryPlanner } = await import('@apollo/query-planner');
    const plans = vi.spyOn(QueryPlanner.prototype, 'buildQueryPlan');
    const operations = vi.spyOn(ApolloServer.prototype, 'executeOperation');
    const requests = vi.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
    const query = '{ everybody { name books { title } } }';

    await graph.router.ask(query);
    await graph.router.ask(query);
    await fetch(`${graph.router.url}/graphql?query=${encodeURIComponent(query)}`);

    expect(operations.mock.calls.length + requests.mock.calls.length).toBe(3);
    expect(plans).toHaveBeenCalledTimes(1);
  });

  it('automatic persisted queries: a registered operation runs by its hash', async () => {
    const query = '{ everybody { id } }';
    const sha256Hash = '7d2dcd4b7a7d2b6e1e0cb1c4c4a2e5ba';
    const send = (body: object) =>
      fetch(`${graph.router.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then((response) => response.json() as Promise<{ errors?: { extensions: { code: string } }[] }>);
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256').update(query).digest('hex');
    const persisted = (of: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: of } } });

    expect((await send(persisted(hash))).errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await send({ query, ...persisted(hash) })).toMatchObject({ data: { everybody: [{}, {}] } });
    expect(await send(persisted(hash))).toMatchObject({ data: { everybody: [{}, {}] } });
    expect((await send({ query, ...persisted(sha256Hash) })).errors).toBeDefined();
  });
});
