import { createHash, createHmac } from 'node:crypto';

/** How long the token before the newest still gets the same successor, for two tabs and for answers that got lost. */
export const repeatWindowMs = 30_000;

/**
 * A sign-in and all that came of it by refreshing: one family of refresh tokens, one document.
 *
 * A refresh token is `<session id>.<secret>`; its secret has 256 random bits and only its SHA-256 is stored, which
 * is enough for a value that cannot be guessed. Within the window a token must get the very successor that it got
 * before, from any process and after a crash, though that successor is stored nowhere. So the successor is not
 * drawn but derived: HMAC-SHA-256 of a fresh nonce under the presented secret. The nonce is kept, so whoever has the
 * old token gets the same new one; the secret is not, so a leaked database alone makes no token; and as each
 * rotation replaces the nonce, a token older than the previous one leads nowhere even with the database.
 */
export interface RefreshSession {
  id: string;
  userId: string;
  /** The account's `credentialsVersion` at sign-in. */
  credentialsVersion: number;
  /** Of the newest token. */
  tokenHash: string;
  /** Of the token before it, with what makes the newest from it. */
  previous: { tokenHash: string; nonce: string; replacedAt: Date } | null;
  createdAt: Date;
  expiresAt: Date;
}

/** A refresh token taken apart. */
export interface RefreshToken {
  sessionId: string;
  secret: string;
}

const tokenForm = /^(ses_[0-9a-z]{20}_[0-9a-z]{20})\.([\w-]{43})$/;

/** Takes a refresh token apart; null where it cannot be one of ours. */
export function parseRefreshToken(token: string): RefreshToken | null {
  const [, sessionId, secret] = tokenForm.exec(token) ?? [];
  return sessionId === undefined || secret === undefined ? null : { sessionId, secret };
}

export function formatRefreshToken({ sessionId, secret }: RefreshToken): string {
  return `${sessionId}.${secret}`;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function successorOf(secret: string, nonce: string): string {
  return createHmac('sha256', secret).update(nonce).digest('base64url');
}

/**
 * A new session.
 * @param secret its first token's: 256 random bits
 */
export function newSession(
  given: { id: string; userId: string; credentialsVersion: number; secret: string },
  { now, ttlSeconds }: { now: Date; ttlSeconds: number },
): RefreshSession {
  const { id, userId, credentialsVersion, secret } = given;
  return {
    id,
    userId,
    credentialsVersion,
    tokenHash: hashOf(secret),
    previous: null,
    createdAt: now,
    expiresAt: after(now, ttlSeconds),
  };
}

/** What comes of presenting a refresh token. */
export type RefreshOutcome =
  /** The newest token: it is replaced, where the session is still as it was read. */
  | {
      kind: 'rotated';
      successor: string;
      change: Pick<RefreshSession, 'tokenHash' | 'previous' | 'expiresAt'>;
    }
  /** The token before it, in time: the same successor again. */
  | { kind: 'repeated'; successor: string }
  /** Any other: somebody else holds a copy, and the whole family ends. */
  | { kind: 'reused' }
  | { kind: 'expired' };

/**
 * Decides what a presented token gets.
 * Only who held a token of the session knows its id, so a secret that fits nothing counts as reuse.
 * @param nonce for the successor, where the token is the newest: 256 random bits
 * @see https://datatracker.ietf.org/doc/html/rfc9700#section-4.14.2
 */
export function refresh(
  session: RefreshSession,
  secret: string,
  { nonce, now, ttlSeconds }: { nonce: string; now: Date; ttlSeconds: number },
): RefreshOutcome {
  if (session.expiresAt <= now) return { kind: 'expired' };
  const tokenHash = hashOf(secret);
  if (tokenHash === session.tokenHash) {
    const successor = successorOf(secret, nonce);
    return {
      kind: 'rotated',
      successor,
      change: {
        tokenHash: hashOf(successor),
        previous: { tokenHash, nonce, replacedAt: now },
        expiresAt: after(now, ttlSeconds),
      },
    };
  }
  const { previous } = session;
  const inTime = previous !== null && now.getTime() - previous.replacedAt.getTime() <= repeatWindowMs;
  return inTime && tokenHash === previous.tokenHash
    ? { kind: 'repeated', successor: successorOf(secret, previous.nonce) }
    : { kind: 'reused' };
}

function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1_000);
}
