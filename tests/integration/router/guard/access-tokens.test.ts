import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base64url, decodeProtectedHeader, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCallerVerifier } from '../../../../platform/identity.ts';
import { testCallers } from '../../../kit/subgraph-client.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { startTokenIssuer } from '../../../kit/token-issuer.ts';
import type { TokenIssuer } from '../../../kit/token-issuer.ts';

const query = '{ everybody { id } }';

describe('access tokens', () => {
  let library: Awaited<ReturnType<typeof startLibrary>>;
  let issuer: TokenIssuer;
  let router: RouterUnderTest;
  let callers: Awaited<ReturnType<typeof testCallers>>;

  beforeAll(async () => {
    library = await startLibrary();
    issuer = await startTokenIssuer();
    callers = await testCallers({ router2: ['all'] });
    router = await startRouterUnderTest(library.all, {
      ...issuer.settings,
      CALLER_NAME: 'router2',
      CALLER_KEY: callers.serviceKeys['router2'] ?? '',
    });
  });
  beforeEach(() => {
    for (const { requests } of library.all) requests.length = 0;
  });
  afterAll(async () => {
    await router.close();
    await issuer.stop();
    await library.close();
  });

  /** Whom the subgraph was told, as it would find out itself. */
  async function toldTo(stub: 'people' | 'books') {
    const [service] = callers.trusted.filter(({ name }) => name === 'router2');
    if (service === undefined) throw new Error('nobody signs');
    const verifier = await createCallerVerifier({
      audience: stub,
      trusted: [{ kind: 'router', name: service.name, publicKey: service.publicKey }],
    });
    return verifier.verify(library[stub].requests[0]?.headers['x-wayfare-caller'] as string);
  }

  it('tell each subgraph, signed for it alone, who is calling and with what permissions', async () => {
    const token = await issuer.token('usr_ada', { claims: { scope: 'read:any other' } });

    await router.ask('{ everybody { books { id } } }', { token, headers: { 'x-request-id': 'request-1' } });

    const caller = { kind: 'user', userId: 'usr_ada', scopes: ['read:any'] };
    const told = { caller, requestId: 'request-1', clientAddress: '127.0.0.1' };
    expect(await toldTo('people')).toMatchObject(told);
    expect(await toldTo('books')).toMatchObject(told);
  });

  it('are signed over once for each subgraph of an operation', async () => {
    await router.ask(
      '{ a: book(id: "b1") { author { name } } person(id: "1") { books { author { name } } } }',
    );

    const assertions = library.people.requests.map(({ headers }) => headers['x-wayfare-caller']);
    expect(assertions.length).toBeGreaterThan(1);
    expect(new Set(assertions).size).toBe(1);
  });

  it('are not needed: whoever has none is nobody', async () => {
    expect((await router.ask(query)).status).toBe(200);
    expect((await toldTo('people')).caller).toEqual({ kind: 'anonymous' });
  });

  const refused: [string, () => Promise<string> | string][] = [
    ['has expired', () => issuer.token('usr_ada', { expiresIn: -60 })],
    ['is of another kind', () => issuer.token('usr_ada', { header: { typ: 'JWT' } })],
    ['is a caller assertion', () => issuer.token('usr_ada', { header: { typ: 'wayfare-caller+jwt' } })],
    ['is from another issuer', () => issuer.token('usr_ada', { claims: { iss: 'somebody' } })],
    ['is for another audience', () => issuer.token('usr_ada', { claims: { aud: 'somebody' } })],
    ['never ends', () => issuer.token('usr_ada', { claims: { exp: undefined } as never })],
    ['names nobody', () => issuer.token('usr_ada', { claims: { sub: undefined } as never })],
    ['bears a key that nobody published', () => issuer.token('usr_ada', { kid: 'nobody' })],
    ['is not signed', () => new UnsecuredJWT(goodClaims()).encode()],
    ['is signed by somebody else', forged],
    ['is signed with the public key as a secret', signedWithPublicKey],
    ['was changed after it was signed', changed],
    ['is no token', () => 'abc'],
  ];

  it.each(refused)('are refused, and no subgraph is asked, where one %s', async (_name, make) => {
    const answer = await router.ask(query, { token: await make() });

    expect(answer.status).toBe(401);
    expect(errorCodes(answer)).toEqual(['UNAUTHENTICATED']);
    expect(library.people.requests).toHaveLength(0);
  });

  it('are refused in any other scheme', async () => {
    const answer = await router.ask(query, { headers: { authorization: 'Basic YTpi' } });

    expect(answer.status).toBe(401);
    expect(errorCodes(answer)).toEqual(['UNAUTHENTICATED']);
  });

  function goodClaims() {
    const now = Math.floor(Date.now() / 1_000);
    return { iss: 'wayfare', aud: 'wayfare-graph', sub: 'usr_ada', iat: now, exp: now + 900 };
  }

  async function forged() {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const { kid = '' } = issuer.publicKey();
    return new SignJWT(goodClaims())
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
      .sign(privateKey);
  }

  async function signedWithPublicKey() {
    const { kid = '', x = '' } = issuer.publicKey();
    return new SignJWT(goodClaims())
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
      .sign(base64url.decode(x));
  }

  async function changed() {
    const token = await issuer.token('usr_grace');
    const [header = '', , signature = ''] = token.split('.');
    expect(decodeProtectedHeader(token).alg).toBe('EdDSA');
    return [header, base64url.encode(JSON.stringify(goodClaims())), signature].join('.');
  }
});

describe('the keys of access tokens', () => {
  it('are asked for again where a token bears a new one, and kept while their publisher is away', async () => {
    const library = await startLibrary();
    const issuer = await startTokenIssuer();
    let aheadMs = 0;
    const router = await startRouterUnderTest(
      library.all,
      issuer.settings,
      () => new Date(Date.now() + aheadMs),
    );
    const aMinuteLater = () => (aheadMs += 60_000);
    const ask = async () => (await router.ask(query, { token: await issuer.token('usr_ada') })).status;

    expect(await ask()).toBe(200);
    await issuer.rotateKey();
    aMinuteLater();
    expect(await ask()).toBe(200);
    const asked = issuer.jwksRequests();
    await issuer.stop();
    aMinuteLater();
    expect(await ask()).toBe(200);
    expect((await router.ask(query, { token: await issuer.token('usr_ada', { kid: 'new' }) })).status).toBe(
      401,
    );
    expect(issuer.jwksRequests()).toBe(asked);

    await router.close();
    await library.close();
  });

  it('cost those who have a token an answer that says to try again, where they were never to be had', async () => {
    const library = await startLibrary();
    const issuer = await startTokenIssuer();
    const token = await issuer.token('usr_ada');
    await issuer.stop();
    const router = await startRouterUnderTest(library.all, issuer.settings);

    const answer = await router.ask(query, { token });

    expect({ status: answer.status, codes: errorCodes(answer) }).toEqual({
      status: 503,
      codes: ['SUBGRAPH_UNAVAILABLE'],
    });
    expect((await router.ask(query)).status).toBe(200);
    await router.close();
    await library.close();
  });

  it('are asked for once in five seconds while their publisher refuses, and had again soon after', async () => {
    const library = await startLibrary();
    const issuer = await startTokenIssuer();
    let asked = 0;
    let refuses = true;
    const publisher = createServer((_request, response) => {
      asked += 1;
      if (refuses) response.writeHead(503).end();
      else response.end(JSON.stringify({ keys: [issuer.publicKey()] }));
    });
    publisher.listen(0, '127.0.0.1');
    await once(publisher, 'listening');
    const startedAt = Date.now();
    let aheadMs = 0;
    const router = await startRouterUnderTest(
      library.all,
      { JWKS_URL: `http://127.0.0.1:${(publisher.address() as AddressInfo).port}/` },
      () => new Date(startedAt + aheadMs),
    );
    const token = await issuer.token('usr_ada');
    const ask = async () => (await router.ask(query, { token })).status;
    // The router asks for them when it starts, whoever comes.
    await vi.waitFor(() => {
      expect(router.logs.join('')).toContain('cannot be had');
    });
    asked = 0;

    for (let times = 0; times < 5; times += 1) expect(await ask()).toBe(503);
    expect(asked).toBe(1);
    refuses = false;
    aheadMs += 5_000;
    expect(await ask()).toBe(200);
    expect(asked).toBe(2);

    await router.close();
    await issuer.stop();
    await library.close();
    publisher.close();
    publisher.closeAllConnections();
    await once(publisher, 'close');
  });
});
