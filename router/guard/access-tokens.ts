import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import { graphqlError, unauthenticated, withHttpStatus } from '../../platform/errors.ts';
import { anonymous } from '../../platform/identity.ts';
import type { Caller, Scope } from '../../platform/identity.ts';
import type { KeySet } from './jwks.ts';

/** Who is calling, and until when that holds. */
export interface VerifiedCaller {
  caller: Caller;
  /** When the token ends; null where there is none. */
  expiresAt: Date | null;
}

const anonymousSession: VerifiedCaller = { caller: anonymous, expiresAt: null };

export interface TokenVerifier {
  /**
   * Whose access token this is; nobody's where there is none.
   * @param authorization an `Authorization` header's value: `Bearer …`
   * @throws GraphQLError UNAUTHENTICATED with status 401 where the token is no good, or SUBGRAPH_UNAVAILABLE with status
   *   503 where no token can be verified at the moment
   */
  verify(authorization: string | undefined): Promise<VerifiedCaller>;
}

/** The one algorithm that is accepted (RFC 8725, section 3.1), and what an access token is (RFC 9068, section 2.1). */
const algorithms = ['EdDSA'];
const tokenType = 'at+jwt';
/** What clocks may differ by. */
const clockToleranceSeconds = 5;

/** Where tokens are off: whatever comes, comes from nobody. */
export const anonymousVerifier: TokenVerifier = { verify: () => Promise.resolve(anonymousSession) };

/** Verifies access tokens as RFC 9068 asks (section 4). */
export function createTokenVerifier(options: {
  keySet: KeySet;
  issuer: string;
  audience: string;
  clock: Clock;
}): TokenVerifier {
  const { keySet, issuer, audience, clock } = options;
  return {
    async verify(authorization) {
      if (authorization === undefined || authorization === '') return anonymousSession;
      const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      if (token === undefined) throw invalid('The Authorization header must be: Bearer <access token>.');
      try {
        const { payload } = await jwtVerify(token, keySet.getKey, {
          ...{ algorithms, issuer, audience },
          typ: tokenType,
          requiredClaims: ['sub', 'exp', 'iat'],
          clockTolerance: clockToleranceSeconds,
          currentDate: clock(),
        });
        return sessionOf(payload);
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw invalid('The access token has expired.');
        // A key set that is not one is the publisher's fault, not the token's.
        if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSInvalid)) {
          throw invalid('The access token is not valid.');
        }
        const message = 'Access tokens cannot be verified at the moment. Try again.';
        throw withHttpStatus(graphqlError('SUBGRAPH_UNAVAILABLE', message), 503);
      }
    },
  };
}

function sessionOf({ sub = '', exp = 0, scope }: JWTPayload): VerifiedCaller {
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
