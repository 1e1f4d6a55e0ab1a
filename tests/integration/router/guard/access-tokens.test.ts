import { base64url, decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCallerVerifier } from '../../../../platform/caller-assertions.ts';
import { testCallers } from '../../../kit/subgraph-client.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { startTokenIssuer } from '../../../kit/token-issuer.ts';
import type { TokenIssuer } from '../../../kit/token-issuer.ts';

const query = '{ everybody { id } }';

const challenge = 'Bearer realm="wayfare", error="invalid_token"';

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

  /** The caller that the subgraph verifies from the last assertion. */
  async function assertedTo(subgraph: 'people' | 'books') {
    const [service] = callers.trusted.filter(({ name }) => name === 'router2');
    if (service === undefined) throw new Error('There is no signing key for the router.');
    const verifier = await createCallerVerifier({
      audience: subgraph,
      trusted: [{ kind: 'router', name: service.name, publicKey: service.publicKey }],
    });
    return verifier.verify(library[subgraph].requests[0]?.headers['x-wayfare-caller'] as string, 'POST');
  }

  it('each subgraph receives an assertion with its own audience, the caller and the scopes', async () => {
    const token = await issuer.token('usr_ada', { claims: { scope: 'read:any other' } });

    await router.ask('{ everybody { books { id } } }', { token, headers: { 'x-request-id': 'request-1' } });

    const caller = { kind: 'user', userId: 'usr_ada', scopes: ['read:any'] };
    const expected = { caller, requestId: 'request-1', clientAddress: '127.0.0.1' };
    expect(await assertedTo('people')).toMatchObject(expected);
    expect(await assertedTo('books')).toMatchObject(expected);
  });

  it('each request to a subgraph has an assertion that is bound to its body', async () => {
    await router.ask(
      '{ a: book(id: "b1") { author { name } } person(id: "1") { books { author { name } } } }',
    );

    const digests = library.people.requests.map(({ headers }) =>
      String(decodeJwt(headers['x-wayfare-caller'] as string)['digest']),
    );
    expect(digests).not.toContain('undefined');
    expect(new Set(digests).size).toBeGreaterThan(1);
  });

  it('a request without a token is anonymous', async () => {
    expect((await router.ask(query)).status).toBe(200);
    expect((await assertedTo('people')).caller).toEqual({ kind: 'anonymous' });
  });

  it.each([25, -25])('a token is accepted where the clocks differ by %d s', async (seconds) => {
    const iat = Math.floor(Date.now() / 1_000) + seconds;
    const token = await issuer.token('usr_ada', { claims: { iat, exp: iat + 10 } });
    expect((await router.ask(query, { token })).status).toBe(200);
    expect((await assertedTo('people')).caller).toMatchObject({ userId: 'usr_ada' });
  });

  const refused: [string, () => Promise<string> | string][] = [
    ['an expired token', () => issuer.token('usr_ada', { expiresIn: -60 })],
    ['a token of a wrong type', () => issuer.token('usr_ada', { header: { typ: 'JWT' } })],
    ['a caller assertion', () => issuer.token('usr_ada', { header: { typ: 'wayfare-caller+jwt' } })],
    ['a wrong issuer', () => issuer.token('usr_ada', { claims: { iss: 'somebody' } })],
    ['a wrong audience', () => issuer.token('usr_ada', { claims: { aud: 'somebody' } })],
    ['a token without exp', () => issuer.token('usr_ada', { claims: { exp: undefined } as never })],
    ['a token without sub', () => issuer.token('usr_ada', { claims: { sub: undefined } as never })],
    ['an unknown key id', () => issuer.token('usr_ada', { kid: 'nobody' })],
    ['an unsigned token', () => new UnsecuredJWT(validClaims()).encode()],
    ['a foreign signature', forged],
    ['HMAC with the public key', signedWithPublicKey],
    ['a changed payload', changed],
    ['a malformed token', () => 'abc'],
  ];

  it.each(refused)('%s: refused before any fetch', async (_name, make) => {
    const answer = await router.ask(query, { token: await make() });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
    expect(errorCodes(answer)).toEqual(['UNAUTHENTICATED']);
    expect(library.people.requests).toHaveLength(0);
  });

  it('authorization schemes except Bearer are refused', async () => {
    const answer = await router.ask(query, { headers: { authorization: 'Basic YTpi' } });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(challenge);
    expect(errorCodes(answer)).toEqual(['UNAUTHENTICATED']);
  });

  it('WWW-Authenticate: only with a status 401', async () => {
    const anonymous = await router.ask(query);
    const persisted = await fetch(`${router.url}/graphql?query=%7B__typename%7D`, {
      headers: { authorization: 'Bearer abc', 'apollo-require-preflight': 'true' },
    });

    expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([200, null]);
    expect([persisted.status, persisted.headers.get('www-authenticate')]).toEqual([401, challenge]);
  });

  function validClaims() {
    const now = Math.floor(Date.now() / 1_000);
    return { iss: 'wayfare', aud: 'wayfare-graph', sub: 'usr_ada', iat: now, exp: now + 900 };
  }

  async function forged() {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const { kid = '' } = issuer.publicKey();
    return new SignJWT(validClaims())
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
      .sign(privateKey);
  }

  async function signedWithPublicKey() {
    const { kid = '', x = '' } = issuer.publicKey();
    return new SignJWT(validClaims())
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
      .sign(base64url.decode(x));
  }

  async function changed() {
    const token = await issuer.token('usr_grace');
    const [header = '', , signature = ''] = token.split('.');
    expect(decodeProtectedHeader(token).alg).toBe('EdDSA');
    return [header, base64url.encode(JSON.stringify(validClaims())), signature].join('.');
  }
});
