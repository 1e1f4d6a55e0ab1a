import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { JWK, JWTPayload } from 'jose';
import { startHttpServer } from './http-server.ts';

export interface TokenOptions {
  claims?: JWTPayload;
  header?: Record<string, string>;
  /** Seconds from now; negative for an expired token. */
  expiresIn?: number;
  kid?: string;
}

/** Issues access tokens and publishes the JWKS that verifies them, in place of the users subgraph. */
export interface TokenIssuer {
  /** The router's settings that make it trust this issuer. */
  settings: Record<string, string>;
  /** The number of JWKS fetches so far. */
  jwksRequests(): number;
  /** Adds a key to the JWKS and signs all further tokens with it. */
  rotateKey(): Promise<void>;
  /** A valid token, with the changes of the options. */
  token(userId: string, options?: TokenOptions): Promise<string>;
  /** The public key of the current signing key. */
  publicKey(): JWK;
  /** Publishes again after a stop. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  let jwksRequests = 0;
  const keys = [await newSigningKey('key-1')];
  const server = await startHttpServer((_request, response) => {
    jwksRequests += 1;
    response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  });
  const current = () => {
    const key = keys.at(-1);
    if (key === undefined) throw new Error('The issuer has no signing key.');
    return key;
  };
  return {
    settings: { JWKS_URL: `${server.origin}/jwks.json` },
    jwksRequests: () => jwksRequests,
    async rotateKey() {
      keys.push(await newSigningKey(`key-${keys.length + 1}`));
    },
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
    start: () => server.start(),
    stop: () => server.stop(),
  };
}

async function newSigningKey(kid: string): Promise<{ kid: string; privateKey: CryptoKey; jwk: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' } };
}
