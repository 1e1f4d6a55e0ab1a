import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Redis } from 'ioredis';
import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import { redisPrefix } from '../../platform/stores/redis.ts';
import { keySetShape } from './key-set-shape.ts';
import type { PublishedKeys } from './key-set-shape.ts';

/** The last key set that a router fetched, for routers that start while its publisher is unreachable. */
export interface KeptKeys {
  /** Null without a key set that was signed by this key and is not too old. Never rejects. */
  load(): Promise<PublishedKeys | null>;
  /** Never rejects. */
  save(keys: PublishedKeys): Promise<void>;
}

const algorithm = 'EdDSA';
const tokenType = 'wayfare-jwks+jwt';
/** Longer than any access token lives, and short enough for a withdrawn key. */
const lifetimeSeconds = 24 * 60 * 60;

/**
 * Keeps the key set in Redis. It decides who is signed in, so it is signed with the routers' CALLER_KEY: whoever can write
 * to Redis cannot add a key.
 * @param options.url the publisher's address, the set's issuer
 * @param options.key an Ed25519 private key (JWK)
 */
export function createKeptKeys(options: {
  redis: Pick<Redis, 'get' | 'set'>;
  url: string;
  key: { kty: string; crv: string; x: string; d: string };
  clock: Clock;
  logger: Logger;
}): KeptKeys {
  const { redis, url, clock, logger } = options;
  const privateKey = createPrivateKey({ key: options.key, format: 'jwk' });
  const publicKey = createPublicKey(privateKey);
  // Routers with different keys, or of different publishers, do not read each other's sets.
  const name = `${redisPrefix}jwks:${createHash('sha256').update(`${options.key.x} ${url}`).digest('base64url')}`;
  return {
    async load() {
      try {
        const text = await redis.get(name);
        return text === null ? null : await read(text, { publicKey, url, now: clock() });
      } catch (error) {
        logger.warn({ reason: reasonOf(error) }, 'kept JWKS not loaded');
        return null;
      }
    },
    async save(keys) {
      const nowSeconds = Math.floor(clock().getTime() / 1_000);
      try {
        const text = await new SignJWT(keys)
          .setProtectedHeader({ alg: algorithm, typ: tokenType })
          .setIssuer(url)
          .setIssuedAt(nowSeconds)
          .setExpirationTime(nowSeconds + lifetimeSeconds)
          .sign(privateKey);
        await redis.set(name, text, 'EX', lifetimeSeconds);
      } catch (error) {
        logger.warn({ reason: reasonOf(error) }, 'JWKS not kept');
      }
    },
  };
}

/** @throws Error for a set that is not signed by the key, or has expired */
async function read(
  text: string,
  { publicKey, url, now }: { publicKey: KeyObject; url: string; now: Date },
): Promise<PublishedKeys> {
  const { payload } = await jwtVerify(text, publicKey, {
    algorithms: [algorithm],
    typ: tokenType,
    issuer: url,
    requiredClaims: ['exp', 'iat'],
    currentDate: now,
  });
  return keySetShape.parse(payload);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
