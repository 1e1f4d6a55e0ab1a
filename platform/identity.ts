import { importJWK, jwtVerify, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import type { TrustedCaller } from './config.ts';
import { forbidden, unauthenticated } from './errors.ts';

/** The header that carries the signed assertion of who is calling a subgraph. */
export const callerHeader = 'x-wayfare-caller';

const algorithm = 'EdDSA';
/** Keeps an assertion from passing for any other token (RFC 8725, section 3.11). */
const tokenType = 'wayfare-caller+jwt';
const lifetimeSeconds = 30;

/** A permission that goes beyond one's own. */
export type Scope = 'read:any';

/** On whose behalf a request comes. */
export type Caller =
  | { kind: 'anonymous' }
  | { kind: 'user'; userId: string; scopes: readonly Scope[] }
  | { kind: 'service'; name: string };

/** A signed-in caller. */
export type UserCaller = Extract<Caller, { kind: 'user' }>;

export const anonymous: Caller = { kind: 'anonymous' };

/**
 * The signed-in caller.
 * @throws GraphQLError UNAUTHENTICATED where nobody is signed in
 */
export function requireUser(caller: Caller): UserCaller {
  if (caller.kind !== 'user') throw unauthenticated();
  return caller;
}

/**
 * For what belongs to people: a caller who is nobody is told so, rather than that there is nothing.
 * @throws GraphQLError UNAUTHENTICATED where nobody is signed in
 */
export function requireAuthenticated(caller: Caller): void {
  if (caller.kind === 'anonymous') throw unauthenticated();
}

/** Whether a caller may read what belongs to a person: that person, those who may read anything, our services. */
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

/** @throws GraphQLError FORBIDDEN unless one of our own services is calling */
export function requireService(caller: Caller): void {
  if (caller.kind !== 'service') throw forbidden('This is for Wayfare services only.');
}

export interface CallerSigner {
  /**
   * Signs who is calling, for one subgraph and one request. Expires within 60 seconds.
   * @param audience the subgraph's name
   * @param clientAddress the IP address that the client has, where the signer knows it: attempts are limited by it
   * @returns the value of the `x-wayfare-caller` header
   */
  sign(caller: Caller, audience: string, requestId: string, clientAddress?: string | null): Promise<string>;
}

/** Signs callers with this process's own Ed25519 key (RFC 8037). */
export async function createCallerSigner(options: {
  name: string;
  key: Record<string, unknown>;
}): Promise<CallerSigner> {
  const key = await importJWK(options.key, algorithm);
  return {
    sign(caller, audience, requestId, clientAddress = null) {
      const scopes = caller.kind === 'user' ? caller.scopes.join(' ') : '';
      const claims = {
        rid: requestId,
        ...(scopes === '' ? {} : { scope: scopes }),
        ...(clientAddress === null ? {} : { addr: clientAddress }),
      };
      const token = new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, typ: tokenType, kid: options.name })
        .setIssuer(options.name)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds}s`);
      if (caller.kind === 'user') token.setSubject(caller.userId);
      return token.sign(key);
    },
  };
}

/** A verified assertion: who calls, through whom, for which request. */
export interface Assertion {
  caller: Caller;
  requestId: string;
  /** The client's IP address as the router saw it; null where it was not said. Signed, so not for a client to choose. */
  clientAddress: string | null;
  /** The root fields a service may use; null for a router, which may use all. */
  allowedOperations: readonly string[] | null;
}

export interface CallerVerifier {
  /** @throws GraphQLError UNAUTHENTICATED unless a trusted caller signed it for this subgraph, within its time */
  verify(header: string | undefined): Promise<Assertion>;
}

/**
 * Verifies the callers that reach a subgraph.
 * @param options.audience this subgraph's name
 * @param options.trusted routers and services with their public keys
 */
export async function createCallerVerifier(options: {
  audience: string;
  trusted: readonly TrustedCaller[];
}): Promise<CallerVerifier> {
  const keys = new Map(
    await Promise.all(
      options.trusted.map(
        async (trusted) =>
          [trusted.name, { trusted, key: await importJWK(trusted.publicKey, algorithm) }] as const,
      ),
    ),
  );

  return {
    async verify(header) {
      if (header === undefined)
        throw unauthenticated('This subgraph answers trusted callers only; ask the router.');
      let signer: TrustedCaller | undefined;
      const payload = await jwtVerify(
        header,
        ({ kid }) => {
          const known = keys.get(kid ?? '');
          if (known === undefined) throw new Error('unknown signer');
          signer = known.trusted;
          return known.key;
        },
        {
          algorithms: [algorithm],
          typ: tokenType,
          audience: options.audience,
          requiredClaims: ['exp', 'iat', 'rid'],
          maxTokenAge: '60s',
          clockTolerance: 5,
        },
      ).then(
        (verified): JWTPayload => verified.payload,
        () => {
          throw unauthenticated('The caller assertion is not valid.');
        },
      );
      if (signer === undefined || payload.iss !== signer.name)
        throw unauthenticated('The caller assertion is not valid.');
      return assertionOf(signer, payload);
    },
  };
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
  const scopes = typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : [];
  const caller: Caller =
    payload.sub === undefined
      ? anonymous
      : {
          kind: 'user',
          userId: payload.sub,
          scopes: scopes.filter((scope): scope is Scope => scope === 'read:any'),
        };
  return { caller, requestId, clientAddress, allowedOperations: null };
}
