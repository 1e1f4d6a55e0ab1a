import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { Clock } from '../../../platform/clock.ts';
import type { UsersConfig } from '../config.ts';
import { scopesOf } from '../domain/user.ts';
import type { User } from '../domain/user.ts';

const algorithm = 'EdDSA';
/** The `typ` of access tokens, so that no other token is accepted as one (RFC 9068, section 2.1). */
const tokenType = 'at+jwt';

/** A published public key (JWK). */
export interface PublishedKey {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  alg: typeof algorithm;
  use: 'sig';
}

/** The session of a token: when it ends, routers refuse the token. */
export interface TokenSession {
  sid: string;
  credentialsVersion: number;
}

export interface AccessTokens {
  /** Issues a token with the user's roles and their scopes. */
  issue(user: User, session: TokenSession): Promise<{ accessToken: string; accessTokenExpiresAt: Date }>;
  /** The JSON Web Key Set (RFC 7517) that verifies the tokens. */
  keySet: { keys: PublishedKey[] };
}

/**
 * Issues access tokens: EdDSA JWTs as in RFC 9068, without `client_id`, because clients are not registered.
 * @param options.keys the first key signs; all are published
 */
export async function createAccessTokens(options: {
  keys: UsersConfig['ACCESS_TOKEN_KEYS'];
  issuer: string;
  audience: string;
  ttlSeconds: number;
  clock: Clock;
}): Promise<AccessTokens> {
  const { keys, issuer, audience, ttlSeconds, clock } = options;
  const [signing] = keys;
  if (signing === undefined) throw new Error('expected at least one signing key for access tokens');
  const key = await importJWK(signing, algorithm);
  return {
    async issue({ id, roles }, { sid, credentialsVersion }) {
      const issuedAt = Math.floor(clock().getTime() / 1_000);
      const expiresAt = issuedAt + ttlSeconds;
      const scope = scopesOf(roles).join(' ');
      const claims = { roles, sid, credentials_version: credentialsVersion };
      const accessToken = await new SignJWT({ ...claims, ...(scope === '' ? {} : { scope }) })
        .setProtectedHeader({ alg: algorithm, typ: tokenType, kid: signing.kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(id)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { accessToken, accessTokenExpiresAt: new Date(expiresAt * 1_000) };
    },
    keySet: {
      keys: keys.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid, alg: algorithm, use: 'sig' })),
    },
  };
}
