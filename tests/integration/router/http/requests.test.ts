import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connectRaw } from '../../../kit/raw-http.ts';
import { useLibrary } from '../../../kit/graphs/library.ts';

describe('requests over HTTP', () => {
  const graph = useLibrary();

  it('a query joins both subgraphs', async () => {
    const { status, data, errors } = await graph.router.ask(
      '{ everybody { name books { title author { name } } } }',
    );

    expect({ status, errors }).toEqual({ status: 200, errors: undefined });
    expect(data).toEqual({
      everybody: [
        { name: 'Ada', books: [{ title: 'Book b1', author: { name: 'Ada' } }] },
        { name: 'Grace', books: [{ title: 'Book b2', author: { name: 'Grace' } }] },
      ],
    });
  });

  it('a mutation is executed', async () => {
    const { data } = await graph.router.ask(
      'mutation ($name: String!) { rename(id: "2", name: $name) { name books { id } } }',
      {
        variables: { name: 'Grace' },
      },
    );

    expect(data).toEqual({ rename: { name: 'Grace', books: [{ id: 'b2' }] } });
  });

  it('GET: queries are answered and mutations refused', async () => {
    const get = (query: string) =>
      fetch(`${graph.router.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { 'apollo-require-preflight': 'yes' },
      });

    expect(await (await get('{ person(id: "1") { name } }')).json()).toEqual({
      data: { person: { name: 'Ada' } },
    });
    expect((await get('mutation { rename(id: "1", name: "X") { id } }')).status).toBe(405);
  });

  it('the request id is forwarded and returned', async () => {
    const { headers } = await graph.router.ask('{ everybody { id } }', {
      headers: { 'x-request-id': 'a-trace.1' },
    });

    expect(headers.get('x-request-id')).toBe('a-trace.1');
    expect(graph.people.requests[0]?.headers['x-request-id']).toBe('a-trace.1');
  });

  it('no caller assertion is sent without a signing key', async () => {
    await graph.router.ask('{ everybody { id } }', { headers: { 'x-wayfare-caller': 'forged' } });

    expect(graph.people.requests[0]?.headers).not.toHaveProperty('x-wayfare-caller');
  });

  it('an invalid Host header: refused', async () => {
    const socket = connect(Number(new URL(graph.router.url).port), '127.0.0.1');
    socket.write('GET /graphql?query={__typename} HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];

    expect(chunk.toString()).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  });

  it('a path with invalid percent-encoding: 400 with a GraphQL error', async () => {
    const response = await fetch(`${graph.router.url}/%`);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'Invalid URL: expected valid percent-encoding, got "/%".',
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
    });
  });

  it('landing page: Apollo Sandbox with the router’s URL', async () => {
    const response = await fetch(`${graph.router.url}/graphql`, {
      headers: { accept: 'text/html,*/*;q=0.8' },
    });
    const page = await response.text();

    expect(response.headers.get('content-type')).toContain('text/html');
    expect(page).toContain('EmbeddedSandbox');
    expect(page).toContain('initialEndpoint = window.location.href');
  });

  it('landing page: GraphiQL without external assets', async () => {
    const response = await fetch(`${graph.router.url}/graphiql`);
    const page = await response.text();

    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(page).not.toMatch(/<script[^>]+src=|<link[^>]+href="https?:/);
    expect(page).toContain('"endpoint":"/graphql"');
  });

  it('GET / lists the endpoints', async () => {
    const browser = await fetch(graph.router.url, { headers: { accept: 'text/html' }, redirect: 'manual' });
    const other = await fetch(graph.router.url);

    expect(browser.headers.get('location')).toBe('/graphql');
    expect(await other.json()).toMatchObject({ graphql: '/graphql', graphiql: '/graphiql' });
  });

  it.each(['/graphql?query={__typename}', '/graphql/stream', '/health/live', '/nowhere'])(
    'two Host headers: %s is refused with 400',
    async (path) => {
      const client = await connectRaw(graph.router.url);
      client.send(`GET ${path} HTTP/1.1\r\nHost: router\r\nhost: other\r\nConnection: close\r\n\r\n`);

      expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 400 [^]*expected it once, got several/);
    },
  );

  it('two Host headers: an upgrade is refused with 400', async () => {
    const client = await connectRaw(graph.router.url);
    client.send(
      'GET /graphql HTTP/1.1\r\nHost: router\r\nHost: other\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );

    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 400 [^]*expected it once, got several/);
  });

  it('readiness and metrics', async () => {
    await graph.router.ask('{ everybody { id } }');

    expect((await fetch(`${graph.router.url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${graph.router.url}/metrics`)).status).toBe(404);
    const metrics = await graph.router.metrics();
    expect(metrics).toMatch(/router_operations_total\{kind="query",outcome="ok",service="router"\} \d+/);
    expect(metrics).toMatch(
      /router_subgraph_fetches_total\{subgraph="people",outcome="ok",service="router"\} \d+/,
    );
  });
});
