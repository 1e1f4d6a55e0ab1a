import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

const json = 'application/json; charset=utf-8';
const eventStream = 'text/event-stream; charset=utf-8';

/** What holds for requests at /graphql holds for those that ask for an event stream. */
describe('a request for an event stream', () => {
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

  async function read(response: Response) {
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { response, answer: isJson ? (JSON.parse(text) as unknown) : text };
  }
  async function post(body: unknown, headers: Record<string, string> = {}) {
    return read(
      await fetch(`${router.url}/graphql/stream`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );
  }
  async function get(search: string, headers: Record<string, string> = {}) {
    return read(
      await fetch(`${router.url}/graphql/stream?${search}`, {
        headers: { accept: 'text/event-stream', ...headers },
      }),
    );
  }
  const refused = (code: string) => ({ errors: [{ extensions: { code } }] });
  const query = { query: '{ __typename }' };
  const plainGet = 'query={__typename}';
  const answered = ':\n\nevent: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata:\n\n';
  const mutation = { query: 'mutation { rename(id: "1", name: "Eve") { id } }' };

  it.each([
    'text/event-stream',
    'application/json, text/event-stream',
    'text/*',
    '*/*',
    '',
    'text/event-stream; charset=utf-8',
  ])('that accepts %j is answered with events', async (accept) => {
    const { response, answer } = await post(query, { accept });

    expect([response.status, response.headers.get('content-type')]).toEqual([200, eventStream]);
    expect(answer).toBe(answered);
  });

  it.each(['text/plain', 'application/json', 'text/event-stream;q=0'])(
    'that accepts %s alone is refused before anything is done',
    async (accept) => {
      const { response, answer } = await post(mutation, { accept });

      expect([response.status, response.headers.get('content-type')]).toEqual([406, json]);
      expect(answer).toMatchObject(refused('BAD_REQUEST'));
      expect(library.people.requests).toHaveLength(0);
    },
  );

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])(
    'by %s is told which methods there are',
    async (method) => {
      const response = await fetch(`${router.url}/graphql/stream?${plainGet}`, {
        method,
        headers: { accept: 'text/event-stream' },
      });

      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
      if (method !== 'HEAD') expect(await response.json()).toMatchObject(refused('BAD_REQUEST'));
    },
  );

  it.each([
    ['a variable text', { ...query, variables: '{}' }],
    ['a list of variables', { ...query, variables: [] }],
    ['false for variables', { ...query, variables: false }],
    ['a number for a name', { ...query, operationName: 1 }],
    ['an object for a name', { ...query, operationName: {} }],
    ['a text for extensions', { ...query, extensions: '{}' }],
    ['a list of extensions', { ...query, extensions: [] }],
    ['a number for a query', { query: 1 }],
    ['a list for a query', { query: ['{ __typename }'] }],
    ['null for a query', { query: null }],
    ['an empty query', { query: '' }],
    ['no query', { variables: {} }],
    ['nothing', {}],
    ['null', null],
    ['a text', 'x'],
    ['a list', [query]],
    ['no JSON', '{'],
  ])('with %s is a 400', async (_name, body) => {
    const { response, answer } = await post(typeof body === 'string' ? body : JSON.stringify(body));

    expect([response.status, response.headers.get('content-type')]).toEqual([400, json]);
    expect(answer).toMatchObject(refused('BAD_REQUEST'));
  });

  it.each([
    ['null for what may be left out', { ...query, variables: null, operationName: null, extensions: null }],
    ['more than is known', { ...query, id: 7, constructor: 1 }],
  ])('with %s is answered', async (_name, body) => {
    expect((await post(body)).answer).toBe(answered);
  });

  it.each([
    ['is no GraphQL', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['is of another name', { ...query, operationName: 'A' }, 'OPERATION_RESOLUTION_FAILURE'],
  ])('whose operation %s is a 400', async (_name, body, code) => {
    const { response, answer } = await post(body);

    expect(response.status).toBe(400);
    expect(answer).toMatchObject(refused(code));
  });

  it.each([
    ['application/json;charset=UTF-8', 200],
    ['application/json; charset="utf-8"', 200],
    ['APPLICATION/JSON', 200],
    ['application/json; charset=utf-16', 415],
    ['application/graphql', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['text/plain', 415],
    ['text/plain; a=application/json', 415],
    ['text/plain;application/json', 415],
    ['application/jsonp', 415],
    ['nothing', 415],
  ])('whose body is said to be %s gets %i', async (type, status) => {
    const { response, answer } = await post(mutation, { 'content-type': type });

    expect(response.status).toBe(status);
    expect(library.people.requests).toHaveLength(status === 200 ? 1 : 0);
    if (status === 200) expect(answer).toContain('{"data":{"rename":{"id":"1"}}}');
    else expect(answer).toMatchObject(refused('BAD_REQUEST'));
  });

  it('with a body that is too large is told so', async () => {
    const { response, answer } = await post({ ...query, padding: 'x'.repeat(300_000) });

    expect(response.status).toBe(413);
    expect(answer).toMatchObject(refused('OPERATION_TOO_LARGE'));
  });

  it.each([
    ['the query twice', 'query={__typename}&query={__typename}'],
    ['the name twice', 'query={__typename}&operationName=&operationName=A'],
    ['variables that are no JSON', 'query={__typename}&variables={'],
    ['variables that are no object', 'query={__typename}&variables=[]'],
    ['extensions that are no object', 'query={__typename}&extensions=1'],
    ['no query', ''],
    ['half a percent', 'query={__typename}%'],
    ['what is not UTF-8', 'query={person(id:"%FF"){id}}'],
  ])('by GET with %s is a 400', async (_name, search) => {
    const { response, answer } = await get(search);

    expect([response.status, response.headers.get('content-type')]).toEqual([400, json]);
    expect(answer).toMatchObject(refused('BAD_REQUEST'));
  });

  it('by GET says with an empty name, or null, that there is none', async () => {
    expect((await get(`${plainGet}&operationName=&variables=null&extensions=null`)).answer).toBe(answered);
  });

  it('by GET may be in any language', async () => {
    const search = new URLSearchParams({
      query: 'query ($id: ID!) { person(id: $id) { id } }',
      variables: JSON.stringify({ id: 'žluťoučký 🐎 +&=' }),
    });

    expect((await get(search.toString())).answer).toContain('{"data":{"person":null}}');
    expect(library.people.requests[0]?.variables).toMatchObject({ id: 'žluťoučký 🐎 +&=' });
  });

  it('by GET carries out no mutation', async () => {
    const { response, answer } = await get(new URLSearchParams(mutation).toString());

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(answer).toMatchObject(refused('BAD_REQUEST'));
    expect(library.people.requests).toHaveLength(0);
  });

  it.each([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a site beside it', { 'sec-fetch-site': 'same-site' }],
    ['that tells its origin', { origin: 'https://evil.example.com' }],
    ['that tells where it is', { referer: 'https://evil.example.com/' }],
    ['that says nothing', { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' }],
  ])('by GET from a page %s is refused where no preflight is proved', async (_name, headers) => {
    const { response, answer } = await get('query={everybody{id}}', headers);
    expect(response.status).toBe(400);
    expect(answer).toMatchObject(refused('BAD_REQUEST'));
    expect(library.people.requests).toHaveLength(0);

    for (const proof of ['apollo-require-preflight', 'x-apollo-operation-name']) {
      expect((await get(plainGet, { ...headers, [proof]: '' })).response.status).toBe(400);
      expect((await get(plainGet, { ...headers, [proof]: 'A' })).answer).toBe(answered);
    }
  });

  it.each([
    ['from a page of the router’s own', { 'sec-fetch-site': 'same-origin', 'user-agent': 'Mozilla/5.0' }],
    ['from what is no browser', { 'user-agent': 'curl/8.5.0' }],
  ])('by GET %s is answered', async (_name, headers) => {
    expect((await get(plainGet, headers)).answer).toBe(answered);
  });

  it('from a page of a listed origin is answered, for that page to read, once it has asked for leave', async () => {
    const origin = 'https://app.example.com';
    const open = await startRouterUnderTest(library.all, { CORS_ORIGINS: origin });
    const headers = { origin, accept: 'text/event-stream', 'content-type': 'application/json' };
    const url = `${open.url}/graphql/stream`;
    const leave = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    const { response, answer } = await read(
      await fetch(url, { method: 'POST', headers, body: JSON.stringify(query) }),
    );
    await open.close();

    for (const allowed of [leave, response]) {
      expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    }
    expect(answer).toBe(answered);
  });

  it('is given up where it is a query whose client leaves', async () => {
    library.people.abortedRequests = 0;
    library.people.respondWith(() => undefined);
    const leaving = new AbortController();
    const response = await fetch(`${router.url}/graphql/stream?query={everybody{id}}`, {
      headers: { accept: 'text/event-stream' },
      signal: leaving.signal,
    });
    await vi.waitFor(() => {
      expect(library.people.requests).toHaveLength(1);
    });

    leaving.abort();

    await expect(response.text()).rejects.toThrow();
    await vi.waitFor(() => {
      expect(library.people.abortedRequests).toBe(1);
    });
    library.people.respondWith(null);
  });

  // Apollo Server cuts off what is left ten seconds after it began to stop.
  const beforeCutOff = { timeout: 9_000 };
  it('that is under way is answered by a router that ends, which ends with it', beforeCutOff, async () => {
    const another = await startRouterUnderTest(library.all);
    let answer: () => void = () => undefined;
    library.people.respondWith((response) => {
      answer = () => response.end('{"data":{"everybody":[]}}');
    });
    const response = await fetch(`${another.url}/graphql/stream?query={everybody{id}}`, {
      headers: { accept: 'text/event-stream' },
    });
    await vi.waitFor(() => {
      expect(library.people.requests).toHaveLength(1);
    });
    const closed = another.close();
    await vi.waitFor(async () => {
      await expect(fetch(another.url)).rejects.toThrow();
    });
    answer();

    expect(await response.text()).toContain('{"data":{"everybody":[]}}');
    await closed;
    library.people.respondWith(null);
  });

  it('has one id from its arrival to its refusal', async () => {
    const { response } = await post('{', { 'x-request-id': 'refused.1' });

    expect(response.headers.get('x-request-id')).toBe('refused.1');
  });

  it('leaves no error in the log, whatever is wrong with it', () => {
    expect(router.logs.filter((line) => /"level":"(warn|error)"/.test(line))).toEqual([]);
  });
});
