import type { ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { testCallers } from '../../../kit/subgraph-client.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startHttpServer } from '../../../kit/http-server.ts';
import type { TestHttpServer } from '../../../kit/http-server.ts';
import { connectRaw, rawPost } from '../../../kit/raw-http.ts';
import { ask, errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterResponse, RouterUnderTest } from '../../../kit/router.ts';
import { startTokenIssuer } from '../../../kit/token-issuer.ts';
import type { TokenIssuer } from '../../../kit/token-issuer.ts';

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

  it('deduplication is off by default', async () => {
    const asked = [1, 2].map(() => plain.ask(query, { variables: { id: '1' } }));
    await arrived(2);
    answerAll();
    await Promise.all(asked);
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

describe('query deduplication across callers', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let issuer: TokenIssuer;
  let router: RouterUnderTest;
  /** Serves the JWKS once it is released. */
  let keys: TestHttpServer;
  let release: () => void;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let held: { userId: string | undefined; response: ServerResponse }[] = [];

  beforeAll(async () => {
    library = await startLibrary();
    issuer = await startTokenIssuer();
    keys = await startHttpServer(async (_request, response) => {
      await released;
      response.end(JSON.stringify({ keys: [issuer.publicKey()] }));
    });
    const { serviceKeys } = await testCallers({ sharing: ['all'] });
    router = await startRouterUnderTest(library.all, {
      DEDUPLICATE_REQUESTS: 'true',
      JWKS_URL: `${keys.origin}/jwks.json`,
      CALLER_NAME: 'sharing',
      CALLER_KEY: serviceKeys['sharing'] ?? '',
    });
  });
  beforeEach(() => {
    held = [];
    library.people.requests.length = 0;
    library.people.respondWith((response) => {
      const assertion = library.people.requests.at(-1)?.headers['x-wayfare-caller'] as string;
      held.push({ userId: decodeJwt(assertion).sub, response });
    });
  });
  afterAll(async () => {
    library.people.respondWith(null);
    release();
    await router.close();
    await library.close();
    await issuer.stop();
    await keys.stop();
  });

  const query = '{ person(id: "1") { name } }';
  const askAs = (token?: string) => ask(router.url, query, { token });
  const arrived = (count: number) =>
    vi.waitFor(() => {
      expect(held).toHaveLength(count);
    });
  /** Answers each fetch with the name of the caller it was for. */
  const answerAll = () => {
    for (const { userId = 'nobody', response } of held) {
      response.end(JSON.stringify({ data: { person: { name: userId } } }));
    }
  };
  const nameIn = ({ data }: RouterResponse) => data?.['person'];

  it('an aborted client starts no execution', async () => {
    const token = await issuer.token('usr_ada');
    const client = await connectRaw(router.url);
    client.send(rawPost({ query: '{ person(id: "2") { name } }' }, { Authorization: `Bearer ${token}` }));
    // The router has read the request once it answers a later one on the same connection.
    await router.ask('{ __typename }');
    client.socket.end();
    await client.untilClosed();
    await router.ask('{ __typename }');
    release();

    await vi.waitFor(async () => {
      expect(await router.metrics()).toContain('router_plans_total{outcome="abandoned",service="router"} 1');
    });
    expect(library.people.requests).toEqual([]);
  });

  it('each caller has its own fetch and response', async () => {
    const [ada, grace] = await Promise.all([issuer.token('usr_ada'), issuer.token('usr_grace')]);
    release();
    const asked = [askAs(ada), askAs(grace), askAs()];
    await arrived(3);
    // The first requests still wait: an equal request would join them.
    const again = [askAs(ada), askAs(grace), askAs()];
    for (const token of [ada, grace, undefined]) await ask(router.url, '{ __typename }', { token });
    answerAll();

    const names = [{ name: 'usr_ada' }, { name: 'usr_grace' }, { name: 'nobody' }];
    expect((await Promise.all(asked)).map(nameIn)).toEqual(names);
    expect((await Promise.all(again)).map(nameIn)).toEqual(names);
    expect(library.people.requests).toHaveLength(3);
  });

  it('requests of a user with different scopes are not shared', async () => {
    const tokens = await Promise.all([
      issuer.token('usr_ada'),
      issuer.token('usr_ada', { claims: { scope: 'read:any' } }),
    ]);
    release();
    const asked = tokens.map(askAs);
    await arrived(2);
    answerAll();
    await Promise.all(asked);
  });
});
