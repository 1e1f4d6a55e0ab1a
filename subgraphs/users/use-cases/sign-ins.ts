import type { Clock } from '../../../platform/clock.ts';
import { newSessionId } from '../domain/ids.ts';
import type { Logger } from '../../../platform/log.ts';
import {
  formatRefreshToken,
  isOfFamily,
  newSession,
  parseRefreshToken,
  refresh,
  sidOf,
} from '../domain/session.ts';
import type { RefreshToken } from '../domain/session.ts';
import { emailKey } from '../domain/user.ts';
import type { Credentials, User } from '../domain/user.ts';
import type { UsersMetrics } from '../metrics.ts';
import type { AccessTokens } from '../security/access-tokens.ts';
import type { AttemptLimit } from '../security/attempt-limits.ts';
import type { DeviceTokens } from '../security/device-tokens.ts';
import type { EndedSessions } from '../security/ended-sessions.ts';
import type { Passwords } from '../security/passwords.ts';
import { randomSecret } from '../security/random-secret.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { UserStore } from '../store/users.ts';

/** The tokens of a signed-in client. */
export interface SignedInSession {
  accessToken: string;
  accessTokenExpiresAt: Date;
  refreshToken: string;
  /** Null after a refresh. */
  deviceToken: string | null;
  user: User;
}

export interface SignInRequest {
  email: string;
  password: string;
  /** Of an earlier session of the account. */
  deviceToken: string | null;
  /** The client's IP address; null if unknown. */
  clientAddress: string | null;
}

export type SignInOutcome =
  | { outcome: 'signed_in'; session: SignedInSession }
  | { outcome: 'invalid_credentials' }
  | { outcome: 'suspended' }
  | { outcome: 'too_many_attempts'; retryAfterSeconds: number };

export interface SignIns {
  /** Signs in with e-mail address and password. */
  signIn(request: SignInRequest): Promise<SignInOutcome>;
  /** Starts a session for a user whose password was just checked or set. */
  start(user: User, credentials: Credentials): Promise<SignedInSession>;
  /** Exchanges a refresh token for its successor; null if the session has ended, or ends by the reuse of a token. */
  refresh(refreshToken: string): Promise<SignedInSession | null>;
  /**
   * Ends the session of a refresh token, with its access tokens. Any token of the session will do.
   * @returns false if the token is not of a session, or the session has ended
   */
  signOut(refreshToken: string): Promise<boolean>;
}

export interface SignInsOptions {
  users: UserStore;
  sessions: SessionStore;
  passwords: Passwords;
  accessTokens: AccessTokens;
  deviceTokens: DeviceTokens;
  limit: AttemptLimit;
  /** The lifetime of a session after its last refresh. */
  refreshTtlSeconds: number;
  /** 0 sets no limit. */
  maxSessions: number;
  endedSessions: Pick<EndedSessions, 'publish' | 'forgetAt'>;
  clock: Clock;
  logger: Logger;
  metrics: UsersMetrics;
}

/** A rotation that loses a race succeeds on the second attempt. Losing again means that the session has ended. */
const maxRefreshAttempts = 3;

/** Signs in, refreshes sessions, and signs out. */
export function createSignIns(options: SignInsOptions): SignIns {
  const { sessions } = options;
  return {
    start: (user, credentials) => startSession(options, user, credentials, null),

    async signIn(request) {
      const outcome = await signIn(options, request);
      options.metrics.signIns.inc({ result: outcome.outcome });
      return outcome;
    },

    async refresh(refreshToken) {
      const token = parseRefreshToken(refreshToken);
      if (token === null) return null;
      for (let attempt = 1; attempt <= maxRefreshAttempts; attempt += 1) {
        const outcome = await tryRefresh(options, token);
        if (outcome.outcome === 'refreshed') return outcome.session;
        if (outcome.outcome === 'ended') return null;
      }
      return null;
    },

    async signOut(refreshToken) {
      const token = parseRefreshToken(refreshToken);
      const session = token === null ? null : await sessions.byId(token.sessionId);
      if (token === null || session === null || !isOfFamily(session, token)) return false;
      return endSession(options, token.sessionId);
    },
  };
}

async function signIn(
  options: SignInsOptions,
  { email, password, deviceToken, clientAddress }: SignInRequest,
): Promise<SignInOutcome> {
  const { users, passwords, deviceTokens, limit } = options;
  const key = emailKey(email);
  const deviceId = await deviceTokens.verify(deviceToken, key);
  const attempt = { address: clientAddress, account: key, deviceId };
  const refused = await limit.take(attempt);
  if (refused !== null) return { outcome: 'too_many_attempts', ...refused };
  const account = await users.account({ emailKey: key });
  // A missing account costs the time of a check as well, so that the response time does not reveal it.
  const isRight = await passwords.verify(account?.credentials.passwordHash ?? null, password);
  if (account === null || !isRight) return { outcome: 'invalid_credentials' };
  await limit.giveBack(attempt);
  if (!account.user.isActive) return { outcome: 'suspended' };
  const session = await startSession(options, account.user, account.credentials, deviceId);
  return { outcome: 'signed_in', session };
}

async function startSession(
  options: SignInsOptions,
  user: User,
  { credentialsVersion }: Credentials,
  deviceId: string | null,
): Promise<SignedInSession> {
  const { sessions, deviceTokens, clock, refreshTtlSeconds: ttlSeconds } = options;
  const token = {
    sessionId: newSessionId(user.id),
    familySecret: randomSecret(),
    secret: randomSecret(),
  };
  const given = { token, userId: user.id, credentialsVersion };
  await sessions.insert(newSession(given, { now: clock(), ttlSeconds }));
  await endOldest(options, user.id);
  const session = await issueTokens(options, user, token, credentialsVersion);
  return { ...session, deviceToken: await deviceTokens.issue(emailKey(user.email), deviceId) };
}

async function endSession(
  { sessions, endedSessions, clock }: SignInsOptions,
  sessionId: string,
): Promise<boolean> {
  const now = clock();
  const hasEnded = await sessions.end(sessionId, { now, forgetAt: endedSessions.forgetAt(now) });
  endedSessions.publish();
  return hasEnded;
}

/** Of concurrent sign-ins each ends as many sessions as are too many after its own. */
async function endOldest(
  { sessions, endedSessions, maxSessions, clock, logger }: SignInsOptions,
  userId: string,
): Promise<void> {
  if (maxSessions === 0) return;
  const now = clock();
  const times = { now, forgetAt: endedSessions.forgetAt(now) };
  const ended = await sessions.endOldest(userId, maxSessions, times);
  if (ended === 0) return;
  endedSessions.publish();
  logger.info({ userId, ended }, 'sessions above SESSIONS_PER_USER ended');
}

async function issueTokens(
  { accessTokens }: SignInsOptions,
  user: User,
  token: RefreshToken,
  credentialsVersion: number,
): Promise<SignedInSession> {
  const issued = await accessTokens.issue(user, { sid: sidOf(token.sessionId), credentialsVersion });
  return { ...issued, refreshToken: formatRefreshToken(token), deviceToken: null, user };
}

type RefreshAttempt =
  | { outcome: 'refreshed'; session: SignedInSession }
  | { outcome: 'ended' }
  /** Another refresh rotated the token since the session was read. */
  | { outcome: 'raced' };

async function tryRefresh(options: SignInsOptions, token: RefreshToken): Promise<RefreshAttempt> {
  const { users, sessions, clock, refreshTtlSeconds: ttlSeconds, logger } = options;
  const { refreshes } = options.metrics;
  const { sessionId, familySecret } = token;
  const session = await sessions.byId(sessionId);
  const account = session === null ? null : await users.account({ id: session.userId });
  if (session === null || account?.credentials.credentialsVersion !== session.credentialsVersion) {
    refreshes.inc({ result: 'expired' });
    return { outcome: 'ended' };
  }
  const decision = refresh(session, token, { nonce: randomSecret(), now: clock(), ttlSeconds });
  switch (decision.outcome) {
    case 'rotated':
      if (!(await sessions.rotate(session, decision.change))) return { outcome: 'raced' };
      break;
    case 'repeated':
    case 'expired':
    case 'unknown':
      break;
    case 'reused':
      await endSession(options, sessionId);
      logger.warn({ userId: session.userId, sid: sidOf(sessionId) }, 'refresh token reused: session ended');
  }
  refreshes.inc({ result: decision.outcome });
  if (!('successor' in decision)) return { outcome: 'ended' };
  const successor = { sessionId, familySecret, secret: decision.successor };
  const { credentialsVersion } = session;
  return {
    outcome: 'refreshed',
    session: await issueTokens(options, account.user, successor, credentialsVersion),
  };
}
