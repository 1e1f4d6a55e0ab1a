import { Counter } from 'prom-client';
import type { Clock } from '../../../platform/clock.ts';
import { newSessionId } from '../../../platform/ids.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { formatRefreshToken, newSession, parseRefreshToken, refresh } from '../domain/session.ts';
import type { RefreshToken } from '../domain/session.ts';
import { emailKey } from '../domain/user.ts';
import type { Credentials, User } from '../domain/user.ts';
import type { AccessTokens } from '../security/access-tokens.ts';
import type { AttemptLimit } from '../security/attempt-limits.ts';
import type { Passwords } from '../security/passwords.ts';
import { randomSecret } from '../security/random-secret.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { UserStore } from '../store/users.ts';

/** What a client gets to be signed in with. */
export interface SignedInSession {
  accessToken: string;
  accessTokenExpiresAt: Date;
  refreshToken: string;
  user: User;
}

export interface SignIns {
  /** Checks e-mail address and password, and signs in. */
  signIn(given: { email: string; password: string; clientAddress: string | null }): Promise<SignInOutcome>;
  /** Signs in who has just proved who they are. */
  start(user: User, credentials: Credentials): Promise<SignedInSession>;
  /** Exchanges a refresh token for the next; null where it has ended, or ends its session by being used again. */
  refresh(refreshToken: string): Promise<SignedInSession | null>;
  /** Ends the session of a refresh token. @returns false where there was none */
  signOut(refreshToken: string): Promise<boolean>;
}

export type SignInOutcome =
  | { kind: 'signed-in'; session: SignedInSession }
  | { kind: 'invalid-credentials' }
  | { kind: 'too-many-attempts'; retryAfterSeconds: number };

/** A lost race for a rotation is settled by reading again; more than one can only be lost to an ended session. */
const refreshTries = 3;

/** Signing in, staying so, and signing out. */
export function createSignIns(options: {
  users: UserStore;
  sessions: SessionStore;
  passwords: Passwords;
  accessTokens: AccessTokens;
  limit: AttemptLimit;
  refreshTtlSeconds: number;
  clock: Clock;
  logger: Logger;
  metrics: Registry;
}): SignIns {
  const { users, sessions, passwords, accessTokens, limit, clock, logger } = options;
  const ttlSeconds = options.refreshTtlSeconds;
  const { signIns, refreshes } = createCounters(options.metrics);

  async function sessionWith(user: User, token: RefreshToken): Promise<SignedInSession> {
    return { ...(await accessTokens.issue(user)), refreshToken: formatRefreshToken(token), user };
  }

  async function start(user: User, { credentialsVersion }: Credentials): Promise<SignedInSession> {
    const id = newSessionId(user.id);
    const secret = randomSecret();
    const made = { id, userId: user.id, credentialsVersion, secret };
    await sessions.insert(newSession(made, { now: clock(), ttlSeconds }));
    return sessionWith(user, { sessionId: id, secret });
  }

  async function tryRefresh({
    sessionId,
    secret,
  }: RefreshToken): Promise<SignedInSession | 'ended' | 'raced'> {
    const session = await sessions.byId(sessionId);
    const account = session === null ? null : await users.account({ id: session.userId });
    if (session === null || account?.credentials.credentialsVersion !== session.credentialsVersion) {
      refreshes.inc({ result: 'expired' });
      return 'ended';
    }
    const decided = refresh(session, secret, { nonce: randomSecret(), now: clock(), ttlSeconds });
    switch (decided.kind) {
      case 'rotated':
        if (!(await sessions.rotate(session, decided.change))) return 'raced';
        break;
      case 'repeated':
      case 'expired':
        break;
      case 'reused':
        await sessions.end(sessionId, clock());
        logger.warn({ userId: session.userId, sessionId }, 'a refresh token was used again: session ended');
    }
    refreshes.inc({ result: decided.kind });
    return 'successor' in decided
      ? sessionWith(account.user, { sessionId, secret: decided.successor })
      : 'ended';
  }

  return {
    start,

    async signIn({ email, password, clientAddress }) {
      const attempt = { address: clientAddress, account: emailKey(email) };
      const refused = await limit.take(attempt);
      if (refused !== null) {
        signIns.inc({ result: 'too_many_attempts' });
        return { kind: 'too-many-attempts', ...refused };
      }
      const account = await users.account({ emailKey: attempt.account });
      // Also where there is no account: whether there is one is not to be told from the time it takes.
      const right = await passwords.verify(account?.credentials.passwordHash ?? null, password);
      if (account === null || !right) {
        signIns.inc({ result: 'invalid_credentials' });
        return { kind: 'invalid-credentials' };
      }
      await limit.giveBack(attempt);
      signIns.inc({ result: 'signed_in' });
      return { kind: 'signed-in', session: await start(account.user, account.credentials) };
    },

    async refresh(refreshToken) {
      const token = parseRefreshToken(refreshToken);
      if (token === null) return null;
      for (let tried = 0; tried < refreshTries; tried += 1) {
        const outcome = await tryRefresh(token);
        if (outcome !== 'raced') return outcome === 'ended' ? null : outcome;
      }
      return null;
    },

    async signOut(refreshToken) {
      const token = parseRefreshToken(refreshToken);
      return token !== null && sessions.end(token.sessionId, clock());
    },
  };
}

function createCounters(metrics: Registry) {
  const registers = [metrics];
  const labelNames = ['result'];
  return {
    signIns: new Counter({
      name: 'sign_ins_total',
      help: 'Attempts to sign in, by what came of them.',
      labelNames,
      registers,
    }),
    refreshes: new Counter({
      name: 'session_refreshes_total',
      help: 'Refresh tokens presented, by what came of them; "reused" is somebody with a stolen token.',
      labelNames,
      registers,
    }),
  };
}
