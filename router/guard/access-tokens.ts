import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import { graphqlError, unauthenticated, withHttpStatus } from '../../platform/errors.ts';
import { anonymous, clockToleranceSeconds } from '../../platform/identity.ts';
import type { Caller, Scope } from '../../platform/identity.ts';
import type { KeySet } from './jwks.ts';

export interface VerifiedCaller {
  caller: Caller;
  /** Null for anonymous callers. */
  expiresAt: Date | null;
}

const anonymousCaller: VerifiedCaller = { caller: anonymous, expiresAt: null };

export interface TokenVerifier {
  /**
   * Without a token, the caller is anonymous.
   * @param authorization the `Authorization` header: `Bearer …`
   * @throws GraphQLError UNAUTHENTICATED (401) for an invalid token, SUBGRAPH_UNAVAILABLE (503) without
   * verification keys
   */
  verify(authorization: string | undefined): Promise<VerifiedCaller>;
}

/** The algorithm allow-list of RFC 8725, section 3.1. */
const algorithms = ['EdDSA'];
/** RFC 9068, section 2.1. */
const tokenType = 'at+jwt';

/** For routers without JWKS_URL: all callers are anonymous. */
export const anonymousVerifier: TokenVerifier = { verify: () => Promise.resolve(anonymousCaller) };

/** RFC 9068, section 4. */
export function createTokenVerifier(options: {
  keySet: KeySet;
  issuer: string;
  audience: string;
  clock: Clock;
}): TokenVerifier {
  const { keySet, issuer, audience, clock } = options;
  return {
    async verify(authorization) {
      if (authorization === undefined || authorization === '') return anonymousCaller;
      const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      if (token === undefined)
        throw invalid('Invalid Authorization header: expected "Bearer <access token>".');
      try {
        const { payload } = await jwtVerify(token, keySet.getKey, {
          ...{ algorithms, issuer, audience },
          typ: tokenType,
          requiredClaims: ['sub', 'exp', 'iat'],
          clockTolerance: clockToleranceSeconds,
          currentDate: clock(),
        });
        return callerOf(payload);
      } catch (error) {
        throw verificationError(error);
      }
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

function callerOf({ sub = '', exp = 0, scope }: JWTPayload): VerifiedCaller {
  const scopes = typeof scope === 'string' ? scope.split(' ') : [];
  return {
    caller: {
      kind: 'user',
      userId: sub,
      scopes: scopes.filter((name): name is Scope => name === 'read:any'),
    },
    expiresAt: new Date(exp * 1_000),
  };
}

function invalid(message: string) {
  return withHttpStatus(unauthenticated(message), 401);
}
