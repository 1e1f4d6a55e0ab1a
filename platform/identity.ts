import { importJWK, jwtVerify, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import type { TrustedCaller } from './config.ts';
import { forbidden, unauthenticated } from './errors.ts';

export const callerHeader = 'x-wayfare-caller';

const algorithm = 'EdDSA';
/** An explicit type keeps other tokens from passing as assertions (RFC 8725, section 3.11). */
const tokenType = 'wayfare-caller+jwt';
const lifetimeSeconds = 30;

/** A permission on other users' data. */
export type Scope = 'read:any';

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

export interface Assertion {
  caller: Caller;
  requestId: string;
  /** The client's IP address as the router saw it. Signed, so clients cannot forge it. */
  clientAddress: string | null;
  /** The root fields that a service may use; null for a router, which may use all. */
  allowedOperations: readonly string[] | null;
}

export interface CallerVerifier {
  /** @throws GraphQLError UNAUTHENTICATED unless a trusted caller signed it for this subgraph and it has not expired */
  verify(header: string | undefined): Promise<Assertion>;
}

/** @param options.audience this subgraph's name */
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
