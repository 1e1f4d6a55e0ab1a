import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLibrary } from './library.ts';
import { startRouterUnderTest } from './router-under-test.ts';
import type { RouterUnderTest } from './router-under-test.ts';

describe('equal queries that are under way at the same time', () => {
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
    library.people.abandoned = 0;
    library.people.misbehave((response) => held.push(response));
  });
  afterAll(async () => {
    library.people.misbehave(null);
    await Promise.all([sharing.close(), plain.close()]);
    await library.close();
  });

  const query = 'query ($id: ID!) { person(id: $id) { name } }';
  const answerAll = () => {
    for (const [index, response] of held.entries()) response.end(`{"data":{"person":{"name":"${index}"}}}`);
  };
  const arrived = (count: number) =>
    vi.waitFor(() => {
      expect(held).toHaveLength(count);
    });

  it('share one fetch where the router is told to, and the next one is another', async () => {
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

  it('are no longer equal with other variables', async () => {
    const asked = ['1', '2'].map((id) => sharing.ask(query, { variables: { id } }));
    await arrived(2);
    answerAll();
    await Promise.all(asked);
  });

  it('each fetch for themselves where the router is not told otherwise', async () => {
    const asked = [1, 2].map(() => plain.ask(query, { variables: { id: '1' } }));
    await arrived(2);
    answerAll();
    await Promise.all(asked);
  });

  it('go on for as long as one of their clients waits, and end with the last', async () => {
    const leaving = [new AbortController(), new AbortController()];
    const asked = leaving.map(({ signal }) =>
      sharing.ask(query, { variables: { id: '3' }, signal }).catch(() => 'left'),
    );
    await arrived(1);
    await sharing.ask('{ __typename }');
    leaving[0]?.abort();
    expect(await asked[0]).toBe('left');
    await sharing.ask('{ __typename }');
    expect(library.people.abandoned).toBe(0);

    leaving[1]?.abort();
    await vi.waitFor(() => {
      expect(library.people.abandoned).toBe(1);
    });
  });

  it('are each carried out where they are mutations', async () => {
    const mutation = 'mutation { rename(id: "1", name: "Ada") { name } }';
    const asked = [1, 2].map(() => sharing.ask(mutation));
    await arrived(2);
    for (const response of held) response.end('{"data":{"rename":{"name":"Ada"}}}');
    await Promise.all(asked);
  });
});
