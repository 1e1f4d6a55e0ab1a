import type { ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startHttpServer } from '../../../kit/http-server.ts';
import type { TestHttpServer } from '../../../kit/http-server.ts';
import { connectRaw, rawPost } from '../../../kit/raw-http.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { sendTogether } from '../../../kit/simultaneous-requests.ts';
import { testCallers } from '../../../kit/subgraph-client.ts';
import { startTokenIssuer } from '../../../kit/token-issuer.ts';
import type { TokenIssuer } from '../../../kit/token-issuer.ts';

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
  const together = (...tokens: (string | undefined)[]) =>
    sendTogether(
      router.url,
      tokens.map((token) => ({ query, token })),
    );
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
  const namesOf = async (asked: Awaited<ReturnType<typeof sendTogether>>) =>
    (await Promise.all(asked.map(({ response }) => response()))).map(({ data }) => data?.['person']);

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

  it('each caller has its own fetch and response, which equal requests share', async () => {
    const [ada, grace] = await Promise.all([issuer.token('usr_ada'), issuer.token('usr_grace')]);
    release();
    const asked = await together(ada, grace, undefined, ada, grace, undefined);
    await arrived(3);
    answerAll();

    const names = [{ name: 'usr_ada' }, { name: 'usr_grace' }, { name: 'nobody' }];
    expect(await namesOf(asked)).toEqual([...names, ...names]);
    expect(library.people.requests).toHaveLength(3);
  });

  it.each([
    ['another user', 'usr_grace', {}, 2],
    ['more scopes', 'usr_ada', { scope: 'read:any' }, 2],
    ['a scope that Wayfare does not know', 'usr_ada', { scope: 'openid' }, 1],
    ['another session', 'usr_ada', { sid: 'ses_2', jti: 'another-token', credentials_version: 2 }, 1],
    ['other roles, which subgraphs are not told', 'usr_ada', { roles: ['AGENT'] }, 1],
  ])('a token of %s', async (_difference, userId, claims, requests) => {
    release();
    const asked = await together(await issuer.token('usr_ada'), await issuer.token(userId, { claims }));
    await arrived(requests);
    answerAll();
    await namesOf(asked);

    expect(library.people.requests).toHaveLength(requests);
    const told = library.people.requests.flatMap(({ headers }) =>
      Object.keys(decodeJwt(headers['x-wayfare-caller'] as string)),
    );
    const ofRequest = ['iss', 'aud', 'iat', 'exp', 'rid', 'htm', 'digest', 'addr'];
    // A further claim about the caller belongs into the key of shared requests.
    expect([...ofRequest, 'sub', 'scope']).toEqual(expect.arrayContaining(told));
  });
});
