import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { JWK, JWTPayload } from 'jose';

export interface TokenOptions {
  claims?: JWTPayload;
  header?: Record<string, string>;
  /** Seconds from now. */
  expiresIn?: number;
  kid?: string;
}

/** Whoever issues access tokens, and publishes the keys that they are verified with. */
export interface Issuer {
  settings: Record<string, string>;
  /** How often the keys were asked for. */
  asked(): number;
  /** A new key, published at once, that signs from now on. */
  rotate(): Promise<void>;
  /** A token that is good unless it is made otherwise. */
  token(userId: string, options?: TokenOptions): Promise<string>;
  /** The public key that signs now. */
  publicKey(): JWK;
  stop(): Promise<void>;
}

export async function startIssuer(): Promise<Issuer> {
  let asked = 0;
  const keys: { kid: string; privateKey: CryptoKey; jwk: JWK }[] = [];
  const rotate = async () => {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const kid = `key-${keys.length + 1}`;
    keys.unshift({
      kid,
      privateKey,
      jwk: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' },
    });
  };
  await rotate();
  const server = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const current = () => {
    const [key] = keys;
    if (key === undefined) throw new Error('there is no key');
    return key;
  };
  return {
    settings: { JWKS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json` },
    asked: () => asked,
    rotate,
    token(userId, { claims = {}, header = {}, expiresIn = 900, kid } = {}) {
      const key = current();
      const now = Math.floor(Date.now() / 1_000);
      return new SignJWT({
        ...{ iss: 'wayfare', aud: 'wayfare-graph', sub: userId, roles: ['CUSTOMER'] },
        ...{ iat: Math.min(now, now + expiresIn - 1), exp: now + expiresIn, jti: 'a-token' },
        ...claims,
      })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: kid ?? key.kid, ...header })
        .sign(key.privateKey);
    },
    publicKey: () => current().jwk,
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
