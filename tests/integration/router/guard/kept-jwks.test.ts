import { Redis } from 'ioredis';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRedis } from '../../../../dev/redis.ts';
import type { PrivateRedis } from '../../../../dev/redis.ts';
import { eventually } from '../../../kit/eventually.ts';
import {
  closing,
  expectCannotVerify,
  issuer,
  query,
  readiness,
  startRouter,
  untilReady,
} from './jwks-world.ts';

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
