import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

describe('a router over HTTP', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let router: RouterUnderTest;

  beforeAll(async () => {
    library = await startLibrary();
    router = await startRouterUnderTest(library.all);
  });
  beforeEach(() => {
    for (const { requests } of library.all) requests.length = 0;
  });
  afterAll(async () => {
    await router.close();
    await library.close();
  });

  it('joins what its subgraphs answer', async () => {
    const { status, data, errors } = await router.ask(
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

  it('carries out mutations', async () => {
    const { data } = await router.ask(
      'mutation ($name: String!) { rename(id: "2", name: $name) { name books { id } } }',
      {
        variables: { name: 'Grace' },
      },
    );

    expect(data).toEqual({ rename: { name: 'Grace', books: [{ id: 'b2' }] } });
  });

  it('answers queries over GET, and refuses mutations there', async () => {
    const get = (query: string) =>
      fetch(`${router.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { 'apollo-require-preflight': 'yes' },
      });

    expect(await (await get('{ person(id: "1") { name } }')).json()).toEqual({
      data: { person: { name: 'Ada' } },
    });
    expect((await get('mutation { rename(id: "1", name: "X") { id } }')).status).toBe(405);
  });

  it('passes the request id on, and back', async () => {
    const { headers } = await router.ask('{ everybody { id } }', {
      headers: { 'x-request-id': 'a-trace.1' },
    });

    expect(headers.get('x-request-id')).toBe('a-trace.1');
    expect(library.people.requests[0]?.headers['x-request-id']).toBe('a-trace.1');
  });

  it('names nobody to its subgraphs where it has no key to sign with', async () => {
    await router.ask('{ everybody { id } }', { headers: { 'x-wayfare-caller': 'forged' } });

    expect(library.people.requests[0]?.headers).not.toHaveProperty('x-wayfare-caller');
  });

  it('gives up what it asks for once the client has left', async () => {
    const leaving = new AbortController();
    library.people.respondWith(() => undefined);
    const asked = router.ask('{ everybody { id } }', { signal: leaving.signal }).catch(() => 'left');
    await vi.waitFor(() => {
      expect(library.people.requests).toHaveLength(1);
    });
    const before = library.people.abortedRequests;

    leaving.abort();

    expect(await asked).toBe('left');
    await vi.waitFor(() => {
      expect(library.people.abortedRequests).toBe(before + 1);
    });
    library.people.respondWith(null);
  });

  it.each([
    ['is not JSON', 'application/json', '{"query":', 400],
    ['is no object', 'application/json', '[]', 400],
    ['is a text', 'text/plain', '{"query":"{__typename}"}', 415],
    ['is of a kind unheard of', 'application/x-bson', 'x', 415],
  ])('says in GraphQL that a body %s', async (_name, type, body, status) => {
    const response = await fetch(`${router.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('survives a host that is none', async () => {
    const socket = connect(Number(new URL(router.url).port), '127.0.0.1');
    socket.write('GET /graphql?query={__typename} HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];

    expect(chunk.toString()).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  });

  it('names a variable that is wrong', async () => {
    const { errors } = await router.ask('query ($id: ID!) { person(id: $id) { id } }');

    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('shows Sandbox to a browser, pointing at itself', async () => {
    const response = await fetch(`${router.url}/graphql`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    const page = await response.text();

    expect(response.headers.get('content-type')).toContain('text/html');
    expect(page).toContain('EmbeddedSandbox');
    expect(page).toContain('initialEndpoint = window.location.href');
  });

  it('shows GraphiQL without asking anybody else for anything', async () => {
    const response = await fetch(`${router.url}/graphiql`);
    const page = await response.text();

    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(page).not.toMatch(/<script[^>]+src=|<link[^>]+href="https?:/);
    expect(page).toContain('"endpoint":"/graphql"');
  });

  it('says at its root where things are', async () => {
    const browser = await fetch(router.url, { headers: { accept: 'text/html' }, redirect: 'manual' });
    const other = await fetch(router.url);

    expect(browser.headers.get('location')).toBe('/graphql');
    expect(await other.json()).toMatchObject({ graphql: '/graphql', graphiql: '/graphiql' });
  });

  it('is ready, and counts what it does', async () => {
    await router.ask('{ everybody { id } }');

    expect((await fetch(`${router.url}/health/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${router.url}/metrics`)).text();
    expect(metrics).toMatch(/router_operations_total\{kind="query",outcome="ok",service="router"\} \d+/);
    expect(metrics).toMatch(
      /router_subgraph_fetches_total\{subgraph="people",outcome="ok",service="router"\} \d+/,
    );
  });

  it('says what is wrong with an operation', async () => {
    const { errors } = await router.ask('{ everybody { nickname } }');

    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  });
});
