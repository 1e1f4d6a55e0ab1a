import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseRouterConfig } from '../../../../router/config.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterResponse, RouterUnderTest } from '../../../kit/router.ts';
import { sendTogether } from '../../../kit/simultaneous-requests.ts';

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
  const together = (...operations: Parameters<typeof sendTogether>[1]) =>
    sendTogether(sharing.url, operations);
  const dataOf = async (asked: Awaited<ReturnType<typeof sendTogether>>) =>
    (await Promise.all(asked.map(({ response }) => response()))).map(({ data }) => data);
  const arrived = (count: number) =>
    vi.waitFor(
      () => {
        expect(held).toHaveLength(count);
      },
      { timeout: 10_000 },
    );

  it('equal queries that arrive together share a fetch', async () => {
    const asked = await together(...Array.from({ length: 5 }, () => ({ query, variables: { id: '1' } })));
    await arrived(1);
    answerAll();

    expect(await dataOf(asked)).toEqual(asked.map(() => ({ person: { name: '0' } })));
    expect(library.people.requests).toHaveLength(1);
  });

  it('a query never joins a fetch that was sent before the query arrived', async () => {
    const before = sharing.ask(query, { variables: { id: '1' } });
    await arrived(1);
    const after = sharing.ask(query, { variables: { id: '1' } });
    const other = sharing.ask('query Other($id: ID!) { person(id: $id) { name } }', {
      variables: { id: '1' },
    });
    await arrived(3);
    answerAll();

    expect((await before).data).toEqual({ person: { name: '0' } });
    const names = [(await after).data, (await other).data].map((data) => data?.['person']);
    expect(names.toSorted()).toEqual([{ name: '1' }, { name: '2' }]);
  });

  it('with four equal queries in flight, later ones wait until one has ended, and share a fetch', async () => {
    const asked: Promise<RouterResponse>[] = [];
    for (const count of [1, 2, 3, 4]) {
      asked.push(sharing.ask(query, { variables: { id: '1' } }));
      await arrived(count);
    }
    const later = await together(...[1, 2, 3].map(() => ({ query, variables: { id: '1' } })));
    await sharing.ask('{ __typename }');
    expect(held).toHaveLength(4);
    held[2]?.end('{"data":{"person":{"name":"Old"}}}');
    await arrived(5);
    answerAll();

    expect(await dataOf(later)).toEqual(later.map(() => ({ person: { name: '4' } })));
    expect((await Promise.all(asked)).map(({ data }) => data?.['person'])).toContainEqual({ name: 'Old' });
    expect(library.people.requests).toHaveLength(5);
  });

  it('different variables are fetched separately', async () => {
    const asked = await together(...['1', '2'].map((id) => ({ query, variables: { id } })));
    await arrived(2);
    answerAll();
    await dataOf(asked);
  });

  it('undeclared variables are ignored in the comparison', async () => {
    const asked = await together(
      { query, variables: { id: '4' } },
      { query, variables: { id: '4', more: 1 } },
    );
    await arrived(1);
    answerAll();

    expect(await dataOf(asked)).toEqual(asked.map(() => ({ person: { name: '0' } })));
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

    const equal = [1, 2].map(() => ({ query, variables: { id: '1' } }));
    const asked = await sendTogether(plain.url, equal);
    await arrived(2);
    answerAll();
    await dataOf(asked);
  });

  it('equal requests of different queries to a subgraph are sent once', async () => {
    const asked = await together(
      { query: '{ person(id: "1") { name } }' },
      { query: 'query { person(id: "1") { ...P } } fragment P on Person { name }' },
    );
    await arrived(1);
    answerAll();

    expect(await dataOf(asked)).toEqual([{ person: { name: '0' } }, { person: { name: '0' } }]);
    expect(library.people.requests).toHaveLength(1);
  });

  it('a request of another query outlives the client that sent it', async () => {
    const [first, second] = await together(
      { query: '{ person(id: "1") { name } }' },
      { query: '{ person(id: "1") { ... { name } } }' },
    );
    await arrived(1);
    first?.abort();
    await sharing.ask('{ __typename }');
    answerAll();

    expect((await second?.response())?.data).toEqual({ person: { name: '0' } });
    expect([library.people.requests.length, library.people.abortedRequests]).toEqual([1, 0]);
  });

  it('the entities that a mutation selects are fetched after its effect', async () => {
    const fetches: ServerResponse[] = [];
    library.books.requests.length = 0;
    library.books.respondWith((response) => fetches.push(response));
    const fetched = (count: number) =>
      vi.waitFor(() => {
        expect(fetches).toHaveLength(count);
      });
    const mutation = sharing.ask('mutation { rename(id: "1", name: "Ada") { books { id } } }');
    await arrived(1);
    const before = sharing.ask('{ person(id: "1") { books { id } } }');
    await arrived(2);
    held[1]?.end('{"data":{"person":{"__typename":"Person","id":"1"}}}');
    await fetched(1);
    held[0]?.end('{"data":{"rename":{"__typename":"Person","id":"1"}}}');
    await fetched(2);
    library.books.respondWith(null);
    for (const response of fetches) response.end('{"data":{"_entities":[{"books":[]}]}}');

    expect((await mutation).data).toEqual({ rename: { books: [] } });
    expect((await before).data).toEqual({ person: { books: [] } });
    const [first, second] = library.books.requests;
    expect(first?.variables).toEqual(second?.variables);
  });

  it('a shared execution is aborted when its last client aborts', async () => {
    const equal = { query, variables: { id: '3' } };
    const [first, second] = await together(equal, equal);
    await arrived(1);
    first?.abort();
    await sharing.ask('{ __typename }');
    expect(library.people.abortedRequests).toBe(0);

    second?.abort();
    await vi.waitFor(() => {
      expect(library.people.abortedRequests).toBe(1);
    });
  });

  it('an error of a shared execution is logged for each request', async () => {
    const ids = ['request-1', 'request-2', 'request-3'];
    const asked = await together(
      ...ids.map((id) => ({ query: '{ person(id: "1") { rude } }', headers: { 'x-request-id': id } })),
    );
    await arrived(1);
    held[0]?.end(
      '{"data":{"person":{"rude":null}},"errors":[{"message":"hunter2","path":["person","rude"]}]}',
    );

    const answers = await Promise.all(asked.map(({ response }) => response()));
    const logged = sharing.logs
      .map((line) => JSON.parse(line) as { errorId?: string; requestId?: string })
      .filter(({ errorId }) => errorId !== undefined);
    const idOf = new Map(logged.map(({ errorId, requestId }) => [errorId, requestId]));
    expect(answers.map(({ errors }) => idOf.get(String(errors?.[0]?.extensions['errorId'])))).toEqual(ids);
    expect(library.people.requests).toHaveLength(1);
  });

  it('mutations are never shared', async () => {
    const mutation = 'mutation { rename(id: "1", name: "Ada") { name } }';
    const asked = await together({ query: mutation }, { query: mutation });
    await arrived(2);
    for (const response of held) response.end('{"data":{"rename":{"name":"Ada"}}}');
    await dataOf(asked);
  });
});
