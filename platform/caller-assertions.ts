import { createPrivateKey, hash, sign } from 'node:crypto';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { systemClock } from './clock.ts';
import type { Clock } from './clock.ts';
import type { TrustedCaller } from './config.ts';
import { callerRefused } from './errors.ts';
import { networkKey } from './http/client-network.ts';
import { anonymous, clockToleranceSeconds, parseScopes } from './identity.ts';
import type { Caller } from './identity.ts';
import type { Logger } from './log.ts';
import { createOutageLog } from './resilience/outage-log.ts';
import type { OutageLog } from './resilience/outage-log.ts';
import type { Sender } from './resilience/sender-turns.ts';

export const callerHeader = 'x-wayfare-caller';

/** The `WWW-Authenticate` header of a 401 (RFC 9110, section 11.6.1). */
export const callerChallenge = 'Wayfare-Caller realm="wayfare"';

const algorithm = 'EdDSA';
/** An explicit type keeps other tokens from passing as assertions (RFC 8725, section 3.11). */
const tokenType = 'wayfare-caller+jwt';
const lifetimeSeconds = 30;
const maxLifetimeSeconds = 60;

/** A POST request to a subgraph. */
export interface SignedRequest {
  requestId: string;
  body: string;
  /** The client's IP address, if known: attempt limits count by it. */
  clientAddress?: string | null;
}

export interface CallerSigner {
  /**
   * Signs an assertion for one request, valid for 30 seconds.
   * @param audience the subgraph's name
   * @returns the value of the `x-wayfare-caller` header
   */
  sign(caller: Caller, audience: string, request: SignedRequest): string;
}

/**
 * Ed25519: RFC 8037. The assertion is bound to the method, as in RFC 9449 (`htm`), and to the digest of the body. The key id
 * is the key's thumbprint (RFC 7638), so that a name can have several keys.
 */
export async function createCallerSigner(options: {
  name: string;
  key: { kty: string; crv: string; x: string; d: string };
  clock?: Clock;
}): Promise<CallerSigner> {
  const { name, clock = systemClock } = options;
  const { kty, crv, x, d } = options.key;
  const key = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
  const header = encode({ alg: algorithm, typ: tokenType, kid: await keyIdOf({ kty, crv, x }) });
  return {
    sign(caller, audience, { requestId, body, clientAddress = null }) {
      const scopes = caller.kind === 'user' ? caller.scopes.join(' ') : '';
      const issuedAt = secondsOf(clock());
      const claims = encode({
        ...{ iss: name, aud: audience, iat: issuedAt, exp: issuedAt + lifetimeSeconds },
        ...{ rid: requestId, htm: 'POST', digest: digestOf(body) },
        ...(caller.kind === 'user' ? { sub: caller.userId } : {}),
        ...(scopes === '' ? {} : { scope: scopes }),
        ...(clientAddress === null ? {} : { addr: clientAddress }),
      });
      // RFC 7515, section 7.1. By jose, each signature would cost three times the processor time: it signs on other threads.
      const signed = `${header}.${claims}`;
      return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
    },
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function digestOf(body: string | Buffer): string {
  return hash('sha256', body, 'base64url');
}

function keyIdOf({ kty, crv, x }: { kty: string; crv: string; x: string }): Promise<string> {
  return calculateJwkThumbprint({ kty, crv, x });
}

export interface Assertion {
  caller: Caller;
  requestId: string;
  /** The client's IP address as the router saw it. Signed, so clients cannot forge it. */
  clientAddress: string | null;
  /** The root fields that a service may use; null for a router, which may use all. */
  allowedOperations: readonly string[] | null;
  /** SHA-256 of the body, in base64url. */
  bodyDigest: string;
}

/** The sender that an assertion names, before it is verified: for the turns of requests that wait. */
export function claimedSender(header: string | undefined): Sender {
  try {
    const { iss = '', sub = '', addr } = decodeJwt<{ addr?: string }>(header ?? '');
    return { network: addr === undefined ? iss : networkKey(addr), identity: sub };
  } catch {
    return { network: '', identity: '' };
  }
}

export interface CallerVerifier {
  /**
   * Verifies the head of a request, before its body is read.
   * @throws GraphQLError CALLER_REFUSED unless a trusted caller signed it for this subgraph and method and it has not
   * expired
   */
  verify(header: string | undefined, method: string): Promise<Assertion>;
}

/** @throws GraphQLError CALLER_REFUSED for the assertion of another body */
export function checkBody(assertion: Assertion, body: string | Buffer): void {
  if (digestOf(body) !== assertion.bodyDigest) {
    throw callerRefused('The caller assertion was signed for another request body.');
  }
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
  const signers = await signersByKeyId(options.trusted, logger);
  const unknownSigner = refusalLog('unknown', logger);

  async function verified(
    header: string,
    method: string,
    signer: TrustedSigner | undefined,
  ): Promise<JWTPayload> {
    if (signer === undefined) throw new Error('unknown signer');
    const { payload } = await jwtVerify(header, signer.key, {
      algorithms: [algorithm],
      typ: tokenType,
      audience,
      issuer: signer.trusted.name,
      requiredClaims: ['exp', 'iat', 'rid', 'htm', 'digest'],
      maxTokenAge: maxLifetimeSeconds,
      clockTolerance: clockToleranceSeconds,
      currentDate: clock(),
    });
    const { exp = 0, iat = 0 } = payload;
    if (exp - iat > maxLifetimeSeconds) throw new Error(`lifetime of ${exp - iat} s`);
    if (payload['htm'] !== method) throw new Error(`signed for another method than ${method}`);
    return payload;
  }

  return {
    async verify(header, method) {
      if (header === undefined)
        throw callerRefused('This subgraph answers trusted callers only; ask the router.');
      const signer = signers.get(keyIdIn(header));
      const refusals = signer?.refusals ?? unknownSigner;
      const payload = await verified(header, method, signer).catch((error: unknown) => {
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

async function signersByKeyId(
  callers: readonly TrustedCaller[],
  logger: Logger | undefined,
): Promise<ReadonlyMap<string, TrustedSigner>> {
  const signers = new Map<string, TrustedSigner>();
  for (const trusted of callers) {
    const refusals = refusalLog(trusted.name, logger);
    for (const publicKey of [trusted.publicKey, ...(trusted.otherPublicKeys ?? [])]) {
      const key = await importJWK(publicKey, algorithm);
      signers.set(await keyIdOf(publicKey), { trusted, key, refusals });
    }
  }
  return signers;
}

function refusalLog(signer: string, logger: Logger | undefined): OutageLog {
  if (logger === undefined) return { failed: () => undefined, succeeded: () => undefined };
  const messages = { began: 'caller assertion refused', ended: 'caller assertion accepted again' };
  return createOutageLog(logger, messages, { signer });
}

function keyIdIn(header: string): string {
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
  const bodyDigest = String(payload['digest']);
  if (signer.kind === 'service') {
    return {
      caller: { kind: 'service', name: signer.name },
      requestId,
      clientAddress,
      allowedOperations: signer.operations,
      bodyDigest,
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
  return { caller, requestId, clientAddress, allowedOperations: null, bodyDigest };
}
