import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import { graphqlError, unauthenticated, withHttpStatus } from '../../platform/errors.ts';
import { anonymous, clockToleranceSeconds, parseScopes } from '../../platform/identity.ts';
import type { Caller } from '../../platform/identity.ts';
import type { EndedSessions, TokenSession } from './ended-sessions.ts';
import type { KeySet } from './jwks.ts';

export interface VerifiedCaller {
  caller: Caller;
  /** Null for anonymous callers. */
  expiresAt: Date | null;
  /** Null for anonymous callers. */
  session: TokenSession | null;
}

const anonymousCaller: VerifiedCaller = { caller: anonymous, expiresAt: null, session: null };

export interface TokenVerifier {
  /**
   * Without a token, the caller is anonymous.
   * @param authorization the `Authorization` header: `Bearer …`
   * @throws GraphQLError UNAUTHENTICATED (401) for an invalid token and after the end of its session,
   * SUBGRAPH_UNAVAILABLE (503) without verification keys
   */
  verify(authorization: string | undefined): Promise<VerifiedCaller>;
}

/** The algorithm allow-list of RFC 8725, section 3.1. */
const algorithms = ['EdDSA'];
/** RFC 9068, section 2.1. */
const tokenType = 'at+jwt';

/** For routers without JWKS_URL: all callers are anonymous. */
export const anonymousVerifier: TokenVerifier = { verify: () => Promise.resolve(anonymousCaller) };

/** For routers without Redis: access tokens are valid until they expire. */
export const noEndedSessions: EndedSessions = { hasEnded: () => false, watch: () => () => undefined };

/** RFC 9068, section 4. */
export function createTokenVerifier(options: {
  keySet: KeySet;
  endedSessions: EndedSessions;
  issuer: string;
  audience: string;
  clock: Clock;
}): TokenVerifier {
  const { keySet, endedSessions, issuer, audience, clock } = options;
  return {
    async verify(authorization) {
      if (authorization === undefined || authorization === '') return anonymousCaller;
      const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      if (token === undefined)
        throw invalid('Invalid Authorization header: expected "Bearer <access token>".');
      let verified: VerifiedCaller;
      try {
        const { payload } = await jwtVerify(token, keySet.getKey, {
          ...{ algorithms, issuer, audience },
          typ: tokenType,
          requiredClaims: ['sub', 'exp', 'iat'],
          clockTolerance: clockToleranceSeconds,
          currentDate: clock(),
        });
        verified = callerOf(payload);
      } catch (error) {
        throw verificationError(error);
      }
      if (verified.session !== null && endedSessions.hasEnded(verified.session)) throw sessionEnded();
      return verified;
    },
  };
}

function verificationError(error: unknown) {
  if (error instanceof errors.JWTExpired) return invalid('The access token has expired.');
  // An invalid JWKS is the publisher's fault, not the token's.
  if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSInvalid)) {
    return invalid('The access token is invalid.');
  }
  const message = 'Access tokens cannot be verified now: the signing keys are unavailable. Try again.';
  return withHttpStatus(graphqlError('SUBGRAPH_UNAVAILABLE', message), 503);
}

function callerOf({ sub = '', exp = 0, ...claims }: JWTPayload): VerifiedCaller {
  const { scope, sid, credentials_version: version } = claims;
  return {
    caller: { kind: 'user', userId: sub, scopes: parseScopes(scope) },
    expiresAt: new Date(exp * 1_000),
    session: {
      userId: sub,
      sid: typeof sid === 'string' ? sid : null,
      credentialsVersion: typeof version === 'number' ? version : null,
    },
  };
}

/** Of an operation, or of a subscription that runs. */
export function sessionEnded() {
  return invalid('The session of this access token has ended: sign in again.');
}

function invalid(message: string) {
  return withHttpStatus(unauthenticated(message), 401);
}
