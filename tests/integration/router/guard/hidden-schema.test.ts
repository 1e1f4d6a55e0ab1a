import { describe, expect, it } from 'vitest';
import { useLibrary } from '../../../kit/graphs/library.ts';
import { transports } from '../../../kit/stream-client.ts';
import { subscribe } from '../../../kit/subscriber.ts';

const misspelled = [
  ['a field', '{ everibody { id } }'],
  ['an argument', '{ person(id: "1", ids: "1") { id } }'],
  ['a type', '{ everybody { ... on Persona { id } } }'],
  ['a field of another type', '{ person(id: "1") { tittle } }'],
  ['a type of a variable', 'query ($id: Idd!) { person(id: $id) { id } }'],
] as const;

describe('INTROSPECTION=false', () => {
  const graph = useLibrary({ INTROSPECTION: 'false' });
  const get = (path: string, accept: string) =>
    fetch(`${graph.router.url}${path}`, { headers: { accept }, redirect: 'manual' });

  it('introspection is refused', async () => {
    expect((await graph.router.ask('{ __schema { queryType { name } } }')).status).toBe(400);
  });

  it.each(misspelled)('errors suggest no name for %s', async (_name, query) => {
    const { errors } = await graph.router.ask(query);

    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.message).not.toContain('Did you mean');
  });

  it.each(transports)('errors over %s suggest no name', async (transport) => {
    for (const query of [misspelled[0][1], 'subscription { everybody { id } }']) {
      const subscriber = subscribe(transport, graph.router.url, { query });
      const result = await subscriber.next();
      await subscriber.close();
      expect(result?.errors?.length).toBeGreaterThan(0);
      expect(JSON.stringify(result)).not.toContain('Did you mean');
    }
  });

  it('no page is served', async () => {
    const [sandbox, graphiql, root] = await Promise.all(
      ['/graphql', '/graphiql', '/'].map((path) => get(path, 'text/html')),
    );

    expect(sandbox?.status).toBe(406);
    expect(graphiql?.status).toBe(404);
    expect(root?.status).toBe(200);
    expect(await root?.json()).not.toHaveProperty('graphiql');
  });
});

describe('INTROSPECTION=true', () => {
  const graph = useLibrary();

  it.each(misspelled.slice(0, 3))('errors suggest a name for %s', async (_name, query) => {
    expect((await graph.router.ask(query)).errors?.[0]?.message).toContain('Did you mean');
  });

  it('pages are served', async () => {
    const pages = await Promise.all(
      ['/graphql', '/graphiql'].map((path) =>
        fetch(`${graph.router.url}${path}`, { headers: { accept: 'text/html' } }),
      ),
    );

    expect(pages.map(({ status }) => status)).toEqual([200, 200]);
    await Promise.all(pages.map((page) => page.arrayBuffer()));
  });
});
