import { describe, expect, it, vi } from 'vitest';
import { useLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import {
  acceptedBodies,
  contentTypes,
  malformedBodies,
  malformedSearches,
} from '../http/malformed-requests.ts';

const json = 'application/json; charset=utf-8';
const eventStream = 'text/event-stream; charset=utf-8';

const refusedTypes = ['text/plain', 'text/event-stream;q=0'];
const acceptedTypes = [
  'text/event-stream',
  'text/event-stream; charset=utf-8',
  'application/json;q=0.5, text/event-stream',
];

describe.each([
  {
    path: '/graphql/stream',
    accepted: [...acceptedTypes, 'application/json, text/event-stream', 'text/*', '*/*', ''],
    unaccepted: [...refusedTypes, 'application/json'],
  },
  {
    path: '/graphql',
    accepted: [...acceptedTypes, 'text/event-stream, */*', 'text/event-stream, application/json'],
    unaccepted: refusedTypes,
  },
])('event streams at $path', ({ path, accepted, unaccepted }) => {
  const graph = useLibrary();

  async function read(response: Response) {
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { response, answer: isJson ? (JSON.parse(text) as unknown) : text };
  }
  async function post(body: unknown, headers: Record<string, string> = {}) {
    return read(
      await fetch(`${graph.router.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
  }
  async function get(search: string, headers: Record<string, string> = {}) {
    return read(
      await fetch(`${graph.router.url}${path}?${search}`, {
        headers: { accept: 'text/event-stream', ...headers },
      }),
    );
  }
  const searchOf = (body: Record<string, string>) => new URLSearchParams(body).toString();
  const refused = (code: string) => ({ errors: [{ extensions: { code } }] });
  const query = { query: '{ __typename }' };
  const plainGet = 'query={__typename}';
  const answered = ':\n\nevent: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata:\n\n';
  const mutation = { query: 'mutation { rename(id: "1", name: "Eve") { id } }' };

  it.each(accepted)('Accept: %j is answered with an event stream', async (accept) => {
    const { response, answer } = await post(query, { accept });

    expect([response.status, response.headers.get('content-type')]).toEqual([200, eventStream]);
    expect(answer).toBe(answered);
  });

  it.each(unaccepted)('Accept: %s is refused before execution', async (accept) => {
    const { response, answer } = await post(mutation, { accept });

    expect([response.status, response.headers.get('content-type')]).toEqual([406, json]);
    expect(answer).toMatchObject(refused('BAD_REQUEST'));
    expect(graph.people.requests).toHaveLength(0);
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])(
    'method %s: status 405 with Allow',
    async (method) => {
      const response = await fetch(`${graph.router.url}${path}?${plainGet}`, {
        method,
        headers: { accept: 'text/event-stream' },
      });

      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
      if (method !== 'HEAD') expect(await response.json()).toMatchObject(refused('BAD_REQUEST'));
    },
  );

  it.each([...malformedBodies, ['an empty query', { query: '' }], ['invalid JSON', '{']])(
    '%s: status 400',
    async (_name, body) => {
      const { response, answer } = await post(typeof body === 'string' ? body : JSON.stringify(body));

      expect([response.status, response.headers.get('content-type')]).toEqual([400, json]);
      expect(answer).toMatchObject(refused('BAD_REQUEST'));
    },
  );

  it.each(acceptedBodies)('%s: answered', async (_name, body) => {
    expect((await post(body)).answer).toBe(answered);
  });

  it.each([
    ['a syntax error', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown operationName', { ...query, operationName: 'A' }, 'OPERATION_RESOLUTION_FAILURE'],
    ['a missing variable', { query: 'query ($id: ID!) { person(id: $id) { id } }' }, 'BAD_USER_INPUT'],
  ])('%s: a next event with the errors, without data', async (_name, body, code) => {
    for (const { response, answer } of [await post(body), await get(searchOf(body))]) {
      expect(response.status).toBe(200);
      const [, next = '', ...rest] = String(answer).split('\n\n');
      expect(JSON.parse(next.replace('event: next\ndata: ', ''))).toEqual({
        errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) as unknown })],
      });
      expect(rest).toEqual(['event: complete\ndata:', '']);
    }
  });

  it('a document above its limit: status 413', async () => {
    const { response, answer } = await post({ query: `{ __typename } #${'x'.repeat(70_000)}` });

    expect(response.status).toBe(413);
    expect(answer).toMatchObject(refused('OPERATION_TOO_LARGE'));
  });

  it.each(contentTypes)('Content-Type: %s gets status %i', async (type, status) => {
    const { response, answer } = await post(mutation, { 'content-type': type });

    expect(response.status).toBe(status);
    expect(graph.people.requests).toHaveLength(status === 200 ? 1 : 0);
    if (status === 200) expect(answer).toContain('{"data":{"rename":{"id":"1"}}}');
    else expect(answer).toMatchObject(refused('BAD_REQUEST'));
  });

  it('a body above the limit: status 413', async () => {
    const { response, answer } = await post({ ...query, padding: 'x'.repeat(300_000) });

    expect(response.status).toBe(413);
    expect(answer).toMatchObject(refused('OPERATION_TOO_LARGE'));
  });

  it.each(malformedSearches)('GET with %s: status 400', async (_name, search) => {
    const { response, answer } = await get(search);

    expect([response.status, response.headers.get('content-type')]).toEqual([400, json]);
    expect(answer).toMatchObject(refused('BAD_REQUEST'));
  });

  it('GET with an empty or null operationName is answered', async () => {
    expect((await get(`${plainGet}&operationName=&variables=null&extensions=null`)).answer).toBe(answered);
  });

  it('GET with non-ASCII text is answered', async () => {
    const search = new URLSearchParams({
      query: 'query ($id: ID!) { person(id: $id) { id } }',
      variables: JSON.stringify({ id: 'žluťoučký 🐎 +&=' }),
    });

    expect((await get(search.toString())).answer).toContain('{"data":{"person":null}}');
    expect(graph.people.requests[0]?.variables).toMatchObject({ id: 'žluťoučký 🐎 +&=' });
  });

  it('GET with a mutation: refused', async () => {
    const { response, answer } = await get(new URLSearchParams(mutation).toString());

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(answer).toMatchObject(refused('BAD_REQUEST'));
    expect(graph.people.requests).toHaveLength(0);
  });

  it.each([
    ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }],
    ['Origin', { origin: 'https://evil.example.com' }],
    ['Referer', { referer: 'https://evil.example.com/' }],
    ['a browser User-Agent', { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' }],
  ])('CSRF check: GET with %s and no preflight header is refused', async (_name, headers) => {
    const { response, answer } = await get('query={everybody{id}}', headers);
    expect(response.status).toBe(400);
    expect(answer).toMatchObject(refused('BAD_REQUEST'));
    expect(graph.people.requests).toHaveLength(0);

    for (const proof of ['apollo-require-preflight', 'x-apollo-operation-name']) {
      expect((await get(plainGet, { ...headers, [proof]: '' })).response.status).toBe(400);
      expect((await get(plainGet, { ...headers, [proof]: 'A' })).answer).toBe(answered);
    }
  });

  it.each([
    ['from the router’s own page', { 'sec-fetch-site': 'same-origin', 'user-agent': 'Mozilla/5.0' }],
    ['from curl', { 'user-agent': 'curl/8.5.0' }],
  ])('CSRF check: GET %s is answered', async (_name, headers) => {
    expect((await get(plainGet, headers)).answer).toBe(answered);
  });

  it('CORS: a listed origin passes preflight and reads the stream', async () => {
    const origin = 'https://app.example.com';
    const open = await startRouterUnderTest(graph.all, { CORS_ORIGINS: origin });
    const headers = { origin, accept: 'text/event-stream', 'content-type': 'application/json' };
    const url = `${open.url}${path}`;
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    const { response, answer } = await read(
      await fetch(url, { method: 'POST', headers, body: JSON.stringify(query) }),
    );
    await open.close();

    for (const allowed of [preflight, response]) {
      expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    }
    expect(answer).toBe(answered);
  });

  it('client abort: the subgraph fetch of a query is aborted', async () => {
    graph.people.abortedRequests = 0;
    graph.people.respondWith(() => undefined);
    const abort = new AbortController();
    const response = await fetch(`${graph.router.url}${path}?query={everybody{id}}`, {
      headers: { accept: 'text/event-stream' },
      signal: abort.signal,
    });
    await vi.waitFor(() => {
      expect(graph.people.requests).toHaveLength(1);
    });

    abort.abort();

    await expect(response.text()).rejects.toThrow();
    await vi.waitFor(() => {
      expect(graph.people.abortedRequests).toBe(1);
    });
    graph.people.respondWith(null);
  });

  // Apollo Server closes the remaining connections ten seconds after it starts to stop.
  const beforeCutOff = { timeout: 9_000 };
  it('shutdown: a running query is answered first', beforeCutOff, async () => {
    const another = await startRouterUnderTest(graph.all);
    let answer: () => void = () => undefined;
    graph.people.respondWith((response) => {
      answer = () => response.end('{"data":{"everybody":[]}}');
    });
    const response = await fetch(`${another.url}${path}?query={everybody{id}}`, {
      headers: { accept: 'text/event-stream' },
    });
    await vi.waitFor(
      () => {
        expect(graph.people.requests).toHaveLength(1);
      },
      { timeout: 10_000 },
    );
    const closed = another.close();
    await vi.waitFor(async () => {
      await expect(fetch(another.url)).rejects.toThrow();
    });
    answer();

    expect(await response.text()).toContain('{"data":{"everybody":[]}}');
    await closed;
    graph.people.respondWith(null);
  });

  it('a refused request keeps its request id', async () => {
    const { response } = await post('{', { 'x-request-id': 'refused.1' });

    expect(response.headers.get('x-request-id')).toBe('refused.1');
  });

  it('client errors cause no error log lines', () => {
    expect(graph.router.logs.filter((line) => /"level":"(warn|error)"/.test(line))).toEqual([]);
  });
});
