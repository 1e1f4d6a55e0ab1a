import { decodeProtectedHeader, errors, importJWK, jwtVerify, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { TrustedCaller } from './config.ts';
import { callerRefused, forbidden, unauthenticated } from './errors.ts';
import type { Logger } from './log.ts';
import { createOutageLog } from './resilience/outage-log.ts';
import type { OutageLog } from './resilience/outage-log.ts';

export const callerHeader = 'x-wayfare-caller';

const algorithm = 'EdDSA';
/** An explicit type keeps other tokens from passing as assertions (RFC 8725, section 3.11). */
const tokenType = 'wayfare-caller+jwt';
const lifetimeSeconds = 30;
const maxLifetimeSeconds = 60;
/** The tolerated difference between the clocks of signer and verifier, both ways. Access tokens have the same. */
export const clockToleranceSeconds = 30;

/** The permissions on other users' data and accounts. */
const scopes = ['read:any', 'suspend:users'] as const;
export type Scope = (typeof scopes)[number];

/** @param scope the claim of RFC 8693, section 4.2. Unknown scopes are left out. */
export function parseScopes(scope: unknown): readonly Scope[] {
  if (typeof scope !== 'string') return [];
  return scope.split(' ').filter((name): name is Scope => (scopes as readonly string[]).includes(name));
}

export type Caller =
  | { kind: 'anonymous' }
  | { kind: 'user'; userId: string; scopes: readonly Scope[] }
  | { kind: 'service'; name: string };

export type UserCaller = Extract<Caller, { kind: 'user' }>;

export const anonymous: Caller = { kind: 'anonymous' };

/** @throws GraphQLError UNAUTHENTICATED */
export function requireUser(caller: Caller): UserCaller {
  if (caller.kind !== 'user') throw unauthenticated();
  return caller;
}

/**
 * Anonymous callers get an error, which tells them more than null.
 * @throws GraphQLError UNAUTHENTICATED
 */
export function requireAuthenticated(caller: Caller): void {
  if (caller.kind === 'anonymous') throw unauthenticated();
}

/** True for the owner, for users with `read:any`, and for services. */
export function canRead(caller: Caller, ownerId: string): boolean {
  switch (caller.kind) {
    case 'anonymous':
      return false;
    case 'user':
      return caller.userId === ownerId || caller.scopes.includes('read:any');
    case 'service':
      return true;
  }
}

/** @throws GraphQLError FORBIDDEN */
export function requireService(caller: Caller): void {
  if (caller.kind !== 'service') throw forbidden('This is for Wayfare services only.');
}

export interface CallerSigner {
  /**
   * Signs an assertion for one request, valid for 30 seconds.
   * @param audience the subgraph's name
   * @param clientAddress the client's IP address, if known: attempt limits count by it
   * @returns the value of the `x-wayfare-caller` header
   */
  sign(caller: Caller, audience: string, requestId: string, clientAddress?: string | null): Promise<string>;
}

/** Ed25519: RFC 8037. */
export async function createCallerSigner(options: {
  name: string;
  key: Record<string, unknown>;
  clock?: Clock;
}): Promise<CallerSigner> {
  const { clock = systemClock } = options;
  const key = await importJWK(options.key, algorithm);
  return {
    sign(caller, audience, requestId, clientAddress = null) {
      const scopes = caller.kind === 'user' ? caller.scopes.join(' ') : '';
      const issuedAt = secondsOf(clock());
      const claims = {
        rid: requestId,
        ...(scopes === '' ? {} : { scope: scopes }),
        ...(clientAddress === null ? {} : { addr: clientAddress }),
      };
      const token = new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, typ: tokenType, kid: options.name })
        .setIssuer(options.name)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds);
      if (caller.kind === 'user') token.setSubject(caller.userId);
      return token.sign(key);
    },
  };
}

export interface Assertion {
  caller: Caller;
  requestId: string;
  /** The client's IP address as the router saw it. Signed, so clients cannot forge it. */
  clientAddress: string | null;
  /** The root fields that a service may use; null for a router, which may use all. */
  allowedOperations: readonly string[] | null;
}

export interface CallerVerifier {
  /** @throws GraphQLError CALLER_REFUSED unless a trusted caller signed it for this subgraph and it has not expired */
  verify(header: string | undefined): Promise<Assertion>;
}

interface TrustedSigner {
  trusted: TrustedCaller;
  key: Awaited<ReturnType<typeof importJWK>>;
  refusals: OutageLog;
}

/**
 * @param options.audience this subgraph's name
 * @param options.logger logs the first refusal of each signer after an accepted assertion
 */
export async function createCallerVerifier(options: {
  audience: string;
  trusted: readonly TrustedCaller[];
  clock?: Clock;
  logger?: Logger;
}): Promise<CallerVerifier> {
  const { audience, clock = systemClock, logger } = options;
  const signers = new Map<string, TrustedSigner>();
  for (const trusted of options.trusted) {
    const key = await importJWK(trusted.publicKey, algorithm);
    signers.set(trusted.name, { trusted, key, refusals: refusalLog(trusted.name, logger) });
  }
  const unknownSigner = refusalLog('unknown', logger);

  async function verified(header: string, signer: TrustedSigner | undefined): Promise<JWTPayload> {
    if (signer === undefined) throw new Error('unknown signer');
    const { payload } = await jwtVerify(header, signer.key, {
      algorithms: [algorithm],
      typ: tokenType,
      audience,
      issuer: signer.trusted.name,
      requiredClaims: ['exp', 'iat', 'rid'],
      maxTokenAge: maxLifetimeSeconds,
      clockTolerance: clockToleranceSeconds,
      currentDate: clock(),
    });
    const { exp = 0, iat = 0 } = payload;
    if (exp - iat > maxLifetimeSeconds) throw new Error(`lifetime of ${exp - iat} s`);
    return payload;
  }

  return {
    async verify(header) {
      if (header === undefined)
        throw callerRefused('This subgraph answers trusted callers only; ask the router.');
      const signer = signers.get(keyIdOf(header));
      const refusals = signer?.refusals ?? unknownSigner;
      const payload = await verified(header, signer).catch((error: unknown) => {
        const message = refusalMessage(error, audience, clock());
        refusals.failed(new Error(message, { cause: error }));
        throw callerRefused(message);
      });
      if (signer === undefined) throw callerRefused('The caller assertion is not valid.');
      refusals.succeeded();
      return assertionOf(signer.trusted, payload);
    },
  };
}

function refusalLog(signer: string, logger: Logger | undefined): OutageLog {
  if (logger === undefined) return { failed: () => undefined, succeeded: () => undefined };
  const messages = { began: 'caller assertion refused', ended: 'caller assertion accepted again' };
  return createOutageLog(logger, messages, { signer });
}

function keyIdOf(header: string): string {
  try {
    return decodeProtectedHeader(header).kid ?? '';
  } catch {
    return '';
  }
}

/** Names the difference between both clocks: jose checks times after the signature and all other claims. */
function refusalMessage(error: unknown, audience: string, now: Date): string {
  const isLate = error instanceof errors.JWTExpired;
  const isEarly = error instanceof errors.JWTClaimValidationFailed && error.claim === 'iat';
  if (!isLate && !isEarly) return 'The caller assertion is not valid.';
  const { iss = '', iat = 0 } = error.payload;
  const differenceSeconds = secondsOf(now) - iat;
  const relation = differenceSeconds < 0 ? 'ahead of' : 'behind';
  return `The clock of ${iss} is about ${Math.abs(differenceSeconds)} s ${relation} the clock of ${audience}: expected at most ${clockToleranceSeconds} s. Try again later.`;
}

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1_000);
}

function assertionOf(signer: TrustedCaller, payload: JWTPayload): Assertion {
  const requestId = String(payload['rid']);
  const clientAddress = typeof payload['addr'] === 'string' ? payload['addr'] : null;
  if (signer.kind === 'service') {
    return {
      caller: { kind: 'service', name: signer.name },
      requestId,
      clientAddress,
      allowedOperations: signer.operations,
    };
  }
  const caller: Caller =
    payload.sub === undefined
      ? anonymous
      : {
          kind: 'user',
          userId: payload.sub,
          scopes: parseScopes(payload['scope']),
        };
  return { caller, requestId, clientAddress, allowedOperations: null };
}
