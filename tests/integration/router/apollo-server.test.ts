import { ApolloServer } from '@apollo/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useLibrary } from '../../kit/graphs/library.ts';

describe('Apollo packages in the router', () => {
  const graph = useLibrary();

  afterEach(() => {
    vi.restoreAllMocks();
  });
  it('Apollo Server validates and the planner plans each operation once; GET requests always pass Apollo Server', async () => {
    const operations = vi.spyOn(ApolloServer.prototype, 'executeOperation');
    const requests = vi.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
    const query = '{ everybody { name books { title } } }';
    const get = () => fetch(`${graph.router.url}/graphql?query=${encodeURIComponent(query)}`);

    await graph.router.ask(query);
    await graph.router.ask(query);
    await get();
    await get();

    expect(operations).toHaveBeenCalledTimes(1);
    expect(requests).toHaveBeenCalledTimes(2);
    expect(await graph.router.metrics()).toMatch(
      /^router_plans_total{outcome="planned",service="router"} 1$/m,
    );
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
