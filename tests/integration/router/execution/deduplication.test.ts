import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseRouterConfig } from '../../../../router/config.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterResponse, RouterUnderTest } from '../../../kit/router.ts';

describe('query deduplication', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let sharing: RouterUnderTest;
  let plain: RouterUnderTest;
  let held: ServerResponse[] = [];

  beforeAll(async () => {
    library = await startLibrary();
    [sharing, plain] = await Promise.all([
      startRouterUnderTest(library.all, { DEDUPLICATE_REQUESTS: 'true' }),
      startRouterUnderTest(library.all),
    ]);
  });
  beforeEach(() => {
    held = [];
    library.people.requests.length = 0;
    library.people.abortedRequests = 0;
    library.people.respondWith((response) => held.push(response));
  });
  afterAll(async () => {
    library.people.respondWith(null);
    await Promise.all([sharing.close(), plain.close()]);
    await library.close();
  });

  const query = 'query ($id: ID!) { person(id: $id) { name } }';
  const answerAll = () => {
    for (const [index, response] of held.entries()) response.end(`{"data":{"person":{"name":"${index}"}}}`);
  };
  const arrived = (count: number) =>
    vi.waitFor(
      () => {
        expect(held).toHaveLength(count);
      },
      { timeout: 10_000 },
    );

  it('concurrent equal queries share a fetch; a later query fetches again', async () => {
    const asked = Array.from({ length: 5 }, () => sharing.ask(query, { variables: { id: '1' } }));
    await arrived(1);
    // All five are at the router once it has answered a sixth request that came after them.
    await sharing.ask('{ __typename }');
    answerAll();

    expect((await Promise.all(asked)).map(({ data }) => data)).toEqual(
      asked.map(() => ({ person: { name: '0' } })),
    );
    expect(library.people.requests).toHaveLength(1);
    const again = sharing.ask(query, { variables: { id: '1' } });
    await arrived(2);
    answerAll();
    expect((await again).data).toEqual({ person: { name: '1' } });
  });

  it('different variables are fetched separately', async () => {
    const asked = ['1', '2'].map((id) => sharing.ask(query, { variables: { id } }));
    await arrived(2);
    answerAll();
    await Promise.all(asked);
  });

  it('undeclared variables are ignored in the comparison', async () => {
    const asked = [
      sharing.ask(query, { variables: { id: '4' } }),
      sharing.ask(query, { variables: { id: '4', more: 1 } }),
    ];
    await arrived(1);
    await sharing.ask('{ __typename }');
    answerAll();

    expect((await Promise.all(asked)).map(({ data }) => data)).toEqual(
      asked.map(() => ({ person: { name: '0' } })),
    );
    expect(library.people.requests).toHaveLength(1);
  });

  describe('deeply nested variables', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const send = async (variables: string): Promise<RouterResponse> => {
      const response = await fetch(`${sharing.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"query":"query ($id: ID!) { person(id: $id) { name } }","variables":${variables}}`,
      });
      return { ...((await response.json()) as object), status: response.status, headers: response.headers };
    };

    it('undeclared: answered', async () => {
      const asked = send(`{"id":"5","more":${deep}}`);
      await arrived(1);
      answerAll();

      expect(await asked).toMatchObject({ status: 200, data: { person: { name: '0' } } });
    });

    it('declared: refused', async () => {
      const answer = await send(`{"id":${deep}}`);

      expect([answer.status, errorCodes(answer)]).toEqual([400, ['BAD_USER_INPUT']]);
    });
  });

  it('DEDUPLICATE_REQUESTS: true by default; false executes each query', async () => {
    expect(parseRouterConfig({}).DEDUPLICATE_REQUESTS).toBe(true);

    const asked = [1, 2].map(() => plain.ask(query, { variables: { id: '1' } }));
    await arrived(2);
    answerAll();
    await Promise.all(asked);
  });

  it('equal requests of different queries to a subgraph are sent once', async () => {
    const asked = [
      '{ person(id: "1") { name } }',
      'query { person(id: "1") { ...P } } fragment P on Person { name }',
    ];
    const answers = asked.map((text) => sharing.ask(text));
    await arrived(1);
    await sharing.ask('{ __typename }');
    answerAll();

    expect((await Promise.all(answers)).map(({ data }) => data)).toEqual([
      { person: { name: '0' } },
      { person: { name: '0' } },
    ]);
    expect(library.people.requests).toHaveLength(1);
  });

  it('a request of another query outlives the client that sent it', async () => {
    const abort = new AbortController();
    const first = sharing.ask('{ person(id: "1") { name } }', { signal: abort.signal }).catch(() => 'left');
    await arrived(1);
    const second = sharing.ask('{ person(id: "1") { ... { name } } }');
    await sharing.ask('{ __typename }');
    abort.abort();
    expect(await first).toBe('left');
    await sharing.ask('{ __typename }');
    answerAll();

    expect((await second).data).toEqual({ person: { name: '0' } });
    expect([library.people.requests.length, library.people.abortedRequests]).toEqual([1, 0]);
  });

  it('a query after a mutation does not join a query from before it', async () => {
    const before = sharing.ask(query, { variables: { id: '1' } });
    await arrived(1);
    const renamed = sharing.ask('mutation { rename(id: "1", name: "Ada") { name } }');
    await arrived(2);
    held[1]?.end('{"data":{"rename":{"name":"Ada"}}}');
    await renamed;
    const after = sharing.ask(query, { variables: { id: '1' } });
    await arrived(3);
    held[0]?.end('{"data":{"person":{"name":"Old"}}}');
    held[2]?.end('{"data":{"person":{"name":"Ada"}}}');

    expect((await before).data).toEqual({ person: { name: 'Old' } });
    expect((await after).data).toEqual({ person: { name: 'Ada' } });
  });

  it('a shared execution is aborted when its last client aborts', async () => {
    const aborts = [new AbortController(), new AbortController()];
    const asked = aborts.map(({ signal }) =>
      sharing.ask(query, { variables: { id: '3' }, signal }).catch(() => 'left'),
    );
    await arrived(1);
    await sharing.ask('{ __typename }');
    aborts[0]?.abort();
    expect(await asked[0]).toBe('left');
    await sharing.ask('{ __typename }');
    expect(library.people.abortedRequests).toBe(0);

    aborts[1]?.abort();
    await vi.waitFor(() => {
      expect(library.people.abortedRequests).toBe(1);
    });
  });

  it('an error of a shared execution is logged for each request', async () => {
    const ids = ['request-1', 'request-2', 'request-3'];
    const asked = ids.map((id) =>
      sharing.ask('{ person(id: "1") { rude } }', { headers: { 'x-request-id': id } }),
    );
    await arrived(1);
    // The router has received them all once it answers a later request.
    await sharing.ask('{ __typename }');
    held[0]?.end(
      '{"data":{"person":{"rude":null}},"errors":[{"message":"hunter2","path":["person","rude"]}]}',
    );

    const answers = await Promise.all(asked);
    const logged = sharing.logs
      .map((line) => JSON.parse(line) as { errorId?: string; requestId?: string })
      .filter(({ errorId }) => errorId !== undefined);
    const idOf = new Map(logged.map(({ errorId, requestId }) => [errorId, requestId]));
    expect(answers.map(({ errors }) => idOf.get(String(errors?.[0]?.extensions['errorId'])))).toEqual(ids);
    expect(library.people.requests).toHaveLength(1);
  });

  it('mutations are never shared', async () => {
    const mutation = 'mutation { rename(id: "1", name: "Ada") { name } }';
    const asked = [1, 2].map(() => sharing.ask(mutation));
    await arrived(2);
    for (const response of held) response.end('{"data":{"rename":{"name":"Ada"}}}');
    await Promise.all(asked);
  });
});
