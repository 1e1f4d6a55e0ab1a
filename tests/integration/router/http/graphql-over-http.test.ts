import { describe, expect, it } from 'vitest';
import { useLibrary } from '../../../kit/graphs/library.ts';
import { connectRaw, rawPost } from '../../../kit/raw-http.ts';
import { errorCodes } from '../../../kit/router.ts';
import { acceptedBodies, contentTypes, malformedBodies, malformedSearches } from './malformed-requests.ts';

const json = 'application/json; charset=utf-8';
const graphqlResponse = 'application/graphql-response+json; charset=utf-8';

/** Cases that the audits of graphql-http do not cover. */
describe('GraphQL over HTTP', () => {
  const graph = useLibrary();

  async function post(body: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${graph.router.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { response, answer: (await response.json()) as unknown };
  }
  async function get(search: string) {
    const response = await fetch(`${graph.router.url}/graphql?${search}`);
    return { response, answer: (await response.json()) as unknown };
  }
  const refused = (code: string) => ({ errors: [{ extensions: { code } }] });
  const query = { query: '{ __typename }' };
  const answered = { data: { __typename: 'Query' } };
  const wrong = { query: '{ nothing }' };

  it.each([
    ['application/json', json, 200],
    ['application/graphql-response+json', graphqlResponse, 400],
    ['application/graphql-response+json, application/json;q=0.9', graphqlResponse, 400],
    ['application/graphql-response+json;q=0.5, application/json', json, 200],
    ['application/json;charset=UTF-8', json, 200],
    ['application/*', json, 400],
    ['*/*', json, 400],
    ['text/html, */*;q=0.1', json, 400],
    ['', json, 400],
  ])('Accept: %j selects the media type and the error status', async (accept, type, statusWhereWrong) => {
    const right = await post(query, { accept });
    expect([right.response.status, right.response.headers.get('content-type')]).toEqual([200, type]);
    const faulty = await post(wrong, { accept });
    expect([faulty.response.status, faulty.response.headers.get('content-type')]).toEqual([
      statusWhereWrong,
      type,
    ]);
    expect(faulty.answer).toMatchObject(refused('GRAPHQL_VALIDATION_FAILED'));
  });

  it.each(['text/plain', 'multipart/mixed', 'application/json;q=0', 'application/json; charset=utf-16'])(
    'Accept: %s is refused before execution',
    async (accept) => {
      const mutation = { query: 'mutation { rename(id: "1", name: "Eve") { id } }' };
      const { response, answer } = await post(mutation, { accept });

      expect(response.status).toBe(406);
      expect(answer).toMatchObject(refused('BAD_REQUEST'));
      expect(graph.people.requests).toHaveLength(0);
    },
  );

  it('refusals use the accepted media type', async () => {
    const { response } = await post('{', { accept: 'application/graphql-response+json' });

    expect([response.status, response.headers.get('content-type')]).toEqual([400, graphqlResponse]);
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])(
    'method %s: status 405 with Allow',
    async (method) => {
      const response = await fetch(`${graph.router.url}/graphql?query={__typename}`, { method });

      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
      if (method !== 'HEAD') expect(await response.json()).toMatchObject(refused('BAD_REQUEST'));
    },
  );

  it.each(malformedBodies)('%s: status 400 for each media type', async (_name, body) => {
    for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
      const { response, answer } = await post(JSON.stringify(body), { accept });
      expect(response.status).toBe(400);
      expect(answer).toMatchObject(refused('BAD_REQUEST'));
    }
  });

  it.each(acceptedBodies)('%s: answered', async (_name, body) => {
    expect((await post(body)).answer).toEqual(answered);
  });

  it.each(contentTypes)('Content-Type: %s gets status %i', async (type, status) => {
    const { response, answer } = await post(query, { 'content-type': type });

    expect(response.status).toBe(status);
    expect(answer).toMatchObject(status === 200 ? answered : refused('BAD_REQUEST'));
  });

  it.each(malformedSearches)('GET with %s: status 400', async (_name, search) => {
    const { response, answer } = await get(search);

    expect(response.status).toBe(400);
    expect(answer).toMatchObject(refused('BAD_REQUEST'));
  });

  it('GET with an empty or null operationName is answered', async () => {
    const { answer } = await get('query={__typename}&operationName=&variables=null&extensions=null');

    expect(answer).toEqual(answered);
  });

  it('GET with non-ASCII text is answered', async () => {
    const search = new URLSearchParams({
      query: 'query ($id: ID!) { person(id: $id) { id } }',
      variables: JSON.stringify({ id: 'žluťoučký 🐎 +&=' }),
    });
    const { answer } = await get(search.toString());

    expect(answer).toEqual({ data: { person: null } });
    expect(graph.people.requests[0]?.variables).toMatchObject({ id: 'žluťoučký 🐎 +&=' });
  });

  it('an absolute URL as the request target is answered', async () => {
    const client = await connectRaw(graph.router.url);
    client.send(rawPost(query).replace(' /graphql ', ' http://router/graphql '));

    expect(await client.until(/__typename/)).toContain('{"data":{"__typename":"Query"}}');
    client.socket.destroy();
  });

  it('persisted query not found: the status follows the media type', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    for (const [accept, status] of [
      ['application/json', 200],
      ['application/graphql-response+json', 400],
    ] as const) {
      const { response, answer } = await post({ extensions }, { accept });
      expect(response.status).toBe(status);
      expect(answer).toMatchObject(refused('PERSISTED_QUERY_NOT_FOUND'));
    }
  });

  it('persisted query with a wrong hash: refused', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    const { response, answer } = await post({ ...query, extensions });

    expect(response.status).toBe(400);
    expect(answer).toMatchObject(refused('BAD_REQUEST'));
  });

  it('error messages truncate client input', async () => {
    const name = 'N'.repeat(60_000);
    const unused = Array.from({ length: 19 }, (_, n) => `$v${n}: ID`);
    const { response, answer } = await post({ query: `query ${name}(${unused.join()}) { __typename }` });

    expect(response.status).toBe(400);
    const { errors } = answer as { errors: { message: string }[] };
    expect(errors[18]?.message).toMatch(/^Variable "\$v18" is never used in operation "N+…N+"\.$/);
    expect(JSON.stringify(answer).length).toBeLessThan(25_000);
  });

  it('an invalid variable: the error names the expected type', async () => {
    const { answer } = await post({
      query: 'query ($id: ID!) { person(id: $id) { id } }',
      variables: { id: { text: 'x'.repeat(100_000) } },
    });

    expect(answer).toMatchObject(refused('BAD_USER_INPUT'));
    const [error] = (answer as { errors: { message: string }[] }).errors;
    expect(error?.message).toMatch(/^Variable "\$id" got invalid value .* ID cannot represent/);
  });

  it('more than twenty invalid variables: every error is the client’s, and none is logged', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `v${n}`);
    const { response, answer } = await post({
      query: `query (${names.map((name) => `$${name}: ID!`).join()}) { ${names.map((name) => `${name}: person(id: $${name}) { id }`).join(' ')} }`,
    });

    expect(response.status).toBe(400);
    expect(errorCodes(answer as Parameters<typeof errorCodes>[0])).toEqual(Array(21).fill('BAD_USER_INPUT'));
    expect(graph.router.logs.filter((line) => line.includes('operation failed'))).toEqual([]);
  });

  it('a refused request keeps its request id', async () => {
    const { response } = await post('{', { 'x-request-id': 'refused.1' });

    expect(response.headers.get('x-request-id')).toBe('refused.1');
  });

  it('several operations without operationName: status 400', async () => {
    const answer = await graph.router.ask('query A { everybody { id } } query B { everybody { id } }');
    expect([answer.status, errorCodes(answer)]).toEqual([400, ['OPERATION_RESOLUTION_FAILURE']]);
  });

  it('passwords in variables are absent from error messages', async () => {
    const query = 'mutation ($name: String!) { rename(id: "2", name: $name) { name } }';
    const answer = await graph.router.ask(query, { variables: { name: { password: 'hunter2-secret' } } });
    expect(errorCodes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(JSON.stringify(answer.errors)).not.toContain('hunter2');
  });
});
