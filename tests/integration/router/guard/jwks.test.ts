import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRedis } from '../../../../dev/redis.ts';
import type { PrivateRedis } from '../../../../dev/redis.ts';
import { eventually } from '../../../kit/eventually.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import { startHttpServer } from '../../../kit/http-server.ts';
import { errorCodes, startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';
import { startTokenIssuer } from '../../../kit/token-issuer.ts';
import type { TokenIssuer } from '../../../kit/token-issuer.ts';

const query = '{ everybody { id } }';

let library: Awaited<ReturnType<typeof startLibrary>>;
beforeAll(async () => {
  library = await startLibrary();
});
afterAll(() => library.close());

let issuer: TokenIssuer;
let closing: (() => Promise<void>)[];
beforeEach(async () => {
  issuer = await startTokenIssuer();
  closing = [() => issuer.stop()];
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
});

async function startRouter(
  settings: Record<string, string>,
  clock?: Parameters<typeof startRouterUnderTest>[2],
): Promise<RouterUnderTest> {
  const router = await startRouterUnderTest(library.all, settings, clock);
  closing.push(() => router.close());
  return router;
}

interface Readiness {
  status: string;
  for?: string[];
}

async function readiness({ url }: RouterUnderTest): Promise<Readiness> {
  return (await (await fetch(`${url}/health/ready`)).json()) as Readiness;
}

async function untilReady(router: RouterUnderTest): Promise<void> {
  await eventually(async () => {
    expect(await readiness(router)).toEqual({ status: 'ok' });
  });
}

/** A request with a token is neither accepted nor refused: clients try again, and nobody is signed out. */
async function expectCannotVerify(router: RouterUnderTest, token: string): Promise<void> {
  const answer = await router.ask(query, { token });
  expect({ status: answer.status, codes: errorCodes(answer) }).toEqual({
    status: 503,
    codes: ['SUBGRAPH_UNAVAILABLE'],
  });
  expect(answer.errors?.[0]?.message).toContain('Try again');
}

describe('JWKS', () => {
  it('an unknown key id refetches the JWKS; known keys survive its outage', async () => {
    let aheadMs = 0;
    const router = await startRouter(issuer.settings, () => new Date(Date.now() + aheadMs));
    await untilReady(router);
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
    // The publisher may have rotated to this key.
    await expectCannotVerify(router, await issuer.token('usr_ada', { kid: 'new' }));
    await expectCannotVerify(router, await issuer.token('usr_ada', { kid: 'new' }));
    expect(issuer.jwksRequests()).toBe(asked);
  });

  it('a refetch whose connection is reset is retried', async () => {
    const keys = [issuer.publicKey()];
    let resets = 0;
    const publisher = await startHttpServer((_request, response) => {
      resets -= 1;
      if (resets >= 0) response.destroy();
      else response.end(JSON.stringify({ keys }));
    });
    closing.push(() => publisher.stop());
    let aheadMs = 0;
    const router = await startRouter(
      { JWKS_URL: `${publisher.origin}/` },
      () => new Date(Date.now() + aheadMs),
    );
    await untilReady(router);
    await issuer.rotateKey();
    keys.push(issuer.publicKey());
    resets = 2;
    aheadMs = 60_000;

    expect((await router.ask(query, { token: await issuer.token('usr_ada') })).status).toBe(200);
  });

  it('a clock that goes back delays no fetch', async () => {
    let aheadMs = 3_600_000;
    const router = await startRouter(issuer.settings, () => new Date(Date.now() + aheadMs));
    await untilReady(router);
    aheadMs = 0;
    await issuer.rotateKey();
    expect((await router.ask(query, { token: await issuer.token('usr_ada') })).status).toBe(200);
  });

  it('JWKS never fetched: not ready, naming the keys; tokens get a retryable error until the publisher answers', async () => {
    const token = await issuer.token('usr_ada');
    await issuer.stop();
    const router = await startRouter(issuer.settings);

    expect(await readiness(router)).toEqual({
      status: 'waiting',
      for: [`the keys of access tokens (JWKS_URL ${issuer.settings['JWKS_URL'] ?? ''})`],
    });
    await expectCannotVerify(router, token);
    expect((await router.ask(query)).status).toBe(200);

    await issuer.start();
    await untilReady(router);
    expect((await router.ask(query, { token })).status).toBe(200);
  });

  it('JWKS never fetched: however many tokens arrive, the publisher is asked with growing delays', async () => {
    let asked = 0;
    const publisher = await startHttpServer((_request, response) => {
      asked += 1;
      response.writeHead(503).end();
    });
    closing.push(() => publisher.stop());
    const router = await startRouter({ JWKS_URL: `${publisher.origin}/` });
    const token = await issuer.token('usr_ada');
    for (let times = 0; times < 50; times += 1) await expectCannotVerify(router, token);
    expect(asked).toBeLessThan(20);
    expect(router.logs.join('').match(/JWKS fetch failed/g)).toHaveLength(1);
  });

  it('an empty key set: the keys before stay', async () => {
    let keys = [issuer.publicKey()];
    const publisher = await startHttpServer((_request, response) => {
      response.end(JSON.stringify({ keys }));
    });
    closing.push(() => publisher.stop());
    let aheadMs = 0;
    const router = await startRouter(
      { JWKS_URL: `${publisher.origin}/` },
      () => new Date(Date.now() + aheadMs),
    );
    await untilReady(router);
    const token = await issuer.token('usr_ada');
    keys = [];
    aheadMs = 400_000;
    for (let times = 0; times < 2; times += 1) {
      expect((await router.ask(query, { token })).status).toBe(200);
    }
    await eventually(() => {
      expect(router.logs.join('')).toContain('JWKS fetch failed');
    });
    expect((await router.ask(query, { token })).status).toBe(200);
  });
});

describe('JWKS_FILE', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wayfare-jwks-'));
    closing.push(() => rm(directory, { recursive: true }));
  });

  async function fileWith(content: unknown): Promise<Record<string, string>> {
    const path = join(directory, 'jwks.json');
    await writeFile(path, JSON.stringify(content));
    return { JWKS_FILE: path };
  }

  it('a router that starts without the publisher verifies with the keys of the file', async () => {
    const token = await issuer.token('usr_ada');
    await issuer.stop();
    const file = await fileWith({ keys: [issuer.publicKey()] });
    for (const settings of [file, { ...issuer.settings, ...file }]) {
      const router = await startRouter(settings);
      expect(await readiness(router)).toEqual({ status: 'ok' });
      expect((await router.ask(query, { token })).status).toBe(200);
    }
  });

  it('without JWKS_URL, a token with an unknown key is refused', async () => {
    const router = await startRouter(await fileWith({ keys: [issuer.publicKey()] }));
    expect((await router.ask(query, { token: await issuer.token('usr_ada', { kid: 'new' }) })).status).toBe(
      401,
    );
  });

  it.each([[{ keys: [] }], ['keys']])('invalid content %j: refused at boot', async (content) => {
    await expect(startRouter(await fileWith(content))).rejects.toThrow(
      'JWKS_FILE: expected a file with a JSON Web Key Set',
    );
  });
});

describe('the JWKS kept in Redis', () => {
  let redisServer: PrivateRedis;
  let redis: Redis;
  let callerKey: string;
  beforeAll(async () => {
    redisServer = await startRedis();
    redis = new Redis(redisServer.url);
    callerKey = await newCallerKey();
  });
  afterAll(async () => {
    redis.disconnect();
    await redisServer.close();
  });
  beforeEach(async () => {
    await redis.flushall();
  });

  async function newCallerKey(): Promise<string> {
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    return JSON.stringify(await exportJWK(privateKey));
  }

  const settings = (key = callerKey) => ({ ...issuer.settings, REDIS_URL: redisServer.url, CALLER_KEY: key });

  async function untilKept(): Promise<string> {
    return eventually(async () => {
      const [name = ''] = await redis.keys('wayfare:jwks:*');
      expect(name).not.toBe('');
      return name;
    });
  }

  it('users away: a new router accepts a token that was signed earlier', async () => {
    const earlier = await startRouter(settings());
    await untilReady(earlier);
    const name = await untilKept();
    expect(await redis.ttl(name)).toBeGreaterThan(23 * 60 * 60);
    const token = await issuer.token('usr_ada');
    await issuer.stop();

    const router = await startRouter(settings());
    await untilReady(router);
    expect((await router.ask(query, { token })).status).toBe(200);
    await expectCannotVerify(router, await issuer.token('usr_ada', { kid: 'new' }));

    await issuer.start();
    await issuer.rotateKey();
    await eventually(async () => {
      expect((await router.ask(query, { token: await issuer.token('usr_ada') })).status).toBe(200);
    });
  });

  /** Sets with the attacker's key. */
  const forgeries: [string, (attackers: { keys: object[] }) => Promise<string> | string][] = [
    ['unsigned', (attackers) => JSON.stringify(attackers)],
    ['signed by another key', async (attackers) => signed(attackers, await newCallerKey())],
    ['of another publisher', (attackers) => signed(attackers, callerKey, 'http://127.0.0.1:1/jwks.json')],
    ['expired', (attackers) => signed(attackers, callerKey, undefined, -10)],
    ['without keys', () => signed({ keys: [] }, callerKey)],
  ];

  async function signed(
    content: { keys: object[] },
    key: string,
    publisher = issuer.settings['JWKS_URL'] ?? '',
    lifetimeSeconds = 60,
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT(content)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'wayfare-jwks+jwt' })
      .setIssuer(publisher)
      .setIssuedAt(now - 60)
      .setExpirationTime(now + lifetimeSeconds)
      .sign(await importJWK(JSON.parse(key) as Record<string, unknown>, 'EdDSA'));
  }

  it.each(forgeries)('%s: not used, and the router is not ready', async (_name, forge) => {
    const earlier = await startRouter(settings());
    await untilReady(earlier);
    const name = await untilKept();
    await earlier.close();
    closing.pop();
    await issuer.stop();
    await redis.set(name, await forge({ keys: [issuer.publicKey()] }));

    const router = await startRouter(settings());
    await eventually(() => {
      expect(router.logs.join('')).toContain('kept JWKS not loaded');
    });
    expect((await readiness(router)).status).toBe('waiting');
    await expectCannotVerify(router, await issuer.token('usr_ada'));
  });
});
