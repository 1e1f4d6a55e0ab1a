import { createHash, createHmac } from 'node:crypto';

/** The time in which the previous token still returns the same successor: for two tabs, and for lost answers. */
const repeatWindowMs = 30_000;

/**
 * A session: a sign-in and its family of refresh tokens, in one document.
 *
 * A refresh token is `<session id>.<family secret>.<secret>`. The family secret is the same in all tokens of the session:
 * it proves that its holder has had one of them, so that a session id alone ends no session. The secret is of this token.
 * Both have 256 random bits. Only their SHA-256 is stored: a slow hash is not needed for a value that cannot be guessed.
 *
 * Within `repeatWindowMs` the previous token must return the same successor again, from any process and after a crash,
 * although the successor is not stored. So the successor is derived, not random: HMAC-SHA-256 of a stored nonce under
 * the secret of the presented token. The holder of the old token can derive the successor; a leaked database cannot.
 * Each rotation replaces the nonce, so a token older than the previous one derives nothing, even with the database.
 */
export interface RefreshSession {
  id: string;
  userId: string;
  /** The account's `credentialsVersion` at sign-in. */
  credentialsVersion: number;
  /** Hash of the family secret. */
  familyHash: string;
  /** Hash of the newest token's secret. */
  tokenHash: string;
  /** The token before the newest, with the nonce that derives the newest from it. */
  previous: { tokenHash: string; nonce: string; replacedAt: Date } | null;
  createdAt: Date;
  expiresAt: Date;
}

/** A parsed refresh token. */
export interface RefreshToken {
  sessionId: string;
  familySecret: string;
  secret: string;
}

const tokenForm = /^(ses_[0-9a-z]{20}_[0-9a-z]{20})\.([\w-]{43})\.([\w-]{43})$/;

/** Null if the text does not have the format of a refresh token. */
export function parseRefreshToken(token: string): RefreshToken | null {
  const [, sessionId, familySecret, secret] = tokenForm.exec(token) ?? [];
  if (sessionId === undefined || familySecret === undefined || secret === undefined) return null;
  return { sessionId, familySecret, secret };
}

export function formatRefreshToken({ sessionId, familySecret, secret }: RefreshToken): string {
  return `${sessionId}.${familySecret}.${secret}`;
}

/** The session's name in access tokens (`sid`) and logs. It does not reveal the session's id. */
export function sidOf(sessionId: string): string {
  return hashOf(sessionId).slice(0, 22);
}

/** True for every token that the session has had. */
export function isOfFamily(
  session: Pick<RefreshSession, 'familyHash'>,
  { familySecret }: RefreshToken,
): boolean {
  return hashOf(familySecret) === session.familyHash;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function successorOf(secret: string, nonce: string): string {
  return createHmac('sha256', secret).update(nonce).digest('base64url');
}

/**
 * A new session.
 * @param given.token its first token
 */
export function newSession(
  given: { token: RefreshToken; userId: string; credentialsVersion: number },
  { now, ttlSeconds }: { now: Date; ttlSeconds: number },
): RefreshSession {
  const { userId, credentialsVersion } = given;
  const { sessionId, familySecret, secret } = given.token;
  return {
    id: sessionId,
    userId,
    credentialsVersion,
    familyHash: hashOf(familySecret),
    tokenHash: hashOf(secret),
    previous: null,
    createdAt: now,
    expiresAt: after(now, ttlSeconds),
  };
}

/** The decision on a presented refresh token. */
export type RefreshOutcome =
  /** The newest token. Write `change`, unless another refresh was first. */
  | {
      outcome: 'rotated';
      successor: string;
      change: Pick<RefreshSession, 'tokenHash' | 'previous' | 'expiresAt'>;
    }
  /** The previous token, within the window: the same successor again. */
  | { outcome: 'repeated'; successor: string }
  /** Any other token of the session: it may be stolen, so the session must end. */
  | { outcome: 'reused' }
  /** Not a token of the session. */
  | { outcome: 'unknown' }
  | { outcome: 'expired' };

/**
 * Decides on a presented refresh token.
 * @param options.nonce 256 random bits, to derive the successor
 * @see https://datatracker.ietf.org/doc/html/rfc9700#section-4.14.2
 */
export function refresh(
  session: RefreshSession,
  token: RefreshToken,
  { nonce, now, ttlSeconds }: { nonce: string; now: Date; ttlSeconds: number },
): RefreshOutcome {
  if (session.expiresAt <= now) return { outcome: 'expired' };
  if (!isOfFamily(session, token)) return { outcome: 'unknown' };
  const { secret } = token;
  const tokenHash = hashOf(secret);
  if (tokenHash === session.tokenHash) {
    const successor = successorOf(secret, nonce);
    return {
      outcome: 'rotated',
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
    ? { outcome: 'repeated', successor: successorOf(secret, previous.nonce) }
    : { outcome: 'reused' };
}

function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1_000);
}
