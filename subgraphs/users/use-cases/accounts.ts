import { Counter } from 'prom-client';
import type { Clock } from '../../../platform/clock.ts';
import { graphqlError, unauthenticated } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { passwordWeakness } from '../domain/password-rules.ts';
import { changedProfile, emailKey, newUser, publicUser } from '../domain/user.ts';
import type { ProfileChange, User } from '../domain/user.ts';
import type { AttemptLimit } from '../security/attempt-limits.ts';
import type { Passwords } from '../security/passwords.ts';
import type { SignedInSession, SignIns } from './sign-ins.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { Account, UserStore } from '../store/users.ts';

export type SignUpOutcome =
  | { kind: 'signed-up'; session: SignedInSession }
  | { kind: 'email-taken' }
  | { kind: 'weak-password'; weakness: string }
  | { kind: 'too-many-attempts'; retryAfterSeconds: number };

export type ChangePasswordOutcome =
  | { kind: 'changed'; session: SignedInSession }
  | { kind: 'invalid-credentials' }
  | { kind: 'weak-password'; weakness: string }
  | { kind: 'too-many-attempts'; retryAfterSeconds: number };

export interface Accounts {
  /** Makes a customer's account and signs it in. */
  signUp(given: {
    email: string;
    password: string;
    displayName: string;
    phone: string | null;
    clientAddress: string | null;
  }): Promise<SignUpOutcome>;
  /**
   * Changes a profile.
   * @param expectedVersion refuses the change unless the account is still at this version
   * @throws GraphQLError CONFLICT where it is not
   */
  updateProfile(userId: string, change: ProfileChange, expectedVersion: number | null): Promise<User>;
  /** Changes a password, ends every session of the account and starts a new one. */
  changePassword(given: {
    userId: string;
    currentPassword: string;
    newPassword: string;
    clientAddress: string | null;
  }): Promise<ChangePasswordOutcome>;
}

/** A change that meets another one reads again; this often in a row, something else is wrong. */
const writeTries = 10;

/** Making accounts and changing them. */
export function createAccounts(options: {
  users: UserStore;
  sessions: SessionStore;
  signIns: SignIns;
  passwords: Passwords;
  limits: { signUp: AttemptLimit; passwordChange: AttemptLimit };
  /** Tells the relay that there is an event to publish. */
  published: () => void;
  clock: Clock;
  logger: Logger;
  metrics: Registry;
}): Accounts {
  const { users, sessions, signIns, passwords, limits, published, clock, logger } = options;
  const signUps = new Counter({
    name: 'sign_ups_total',
    help: 'Accounts asked for, by what came of it.',
    labelNames: ['result'],
    registers: [options.metrics],
  });

  /** Someone with a valid token and no account holds a token of an account that is gone. */
  async function accountOf(userId: string): Promise<Account> {
    const account = await users.account({ id: userId });
    if (account === null) throw unauthenticated('There is no account for this access token.');
    return account;
  }

  async function signUp(given: Parameters<Accounts['signUp']>[0]): Promise<SignUpOutcome> {
    const { email, password, displayName, phone, clientAddress } = given;
    const weakness = passwordWeakness(password, given);
    if (weakness !== null) return { kind: 'weak-password', weakness };
    const refused = await limits.signUp.take({ address: clientAddress, account: emailKey(email) });
    if (refused !== null) return { kind: 'too-many-attempts', ...refused };
    const passwordHash = await passwords.hash(password);
    const record = newUser(
      { id: newId('usr'), email, displayName, phone, roles: ['CUSTOMER'], passwordHash },
      clock(),
    );
    if (!(await users.insert(record))) return { kind: 'email-taken' };
    published();
    const { _id: userId, credentialsVersion } = record;
    const session = await signIns.start(publicUser(record), { userId, passwordHash, credentialsVersion });
    return { kind: 'signed-up', session };
  }

  return {
    async signUp(given) {
      const outcome = await signUp(given);
      signUps.inc({ result: outcome.kind.replaceAll('-', '_') });
      return outcome;
    },

    async updateProfile(userId, change, expectedVersion) {
      for (let tried = 0; tried < writeTries; tried += 1) {
        const account = await accountOf(userId);
        const { version } = account.user;
        if (expectedVersion !== null && expectedVersion !== version) throw conflict(expectedVersion, version);
        const changed = changedProfile(account.user, change, clock());
        if (changed === null) return account.user;
        if (await users.saveProfile(account, changed.user, changed.event)) {
          published();
          return changed.user;
        }
      }
      throw new Error(
        `the account ${userId} changed ${writeTries} times while its profile was to be written`,
      );
    },

    async changePassword({ userId, currentPassword, newPassword, clientAddress }) {
      const attempt = { address: clientAddress, account: userId };
      const refused = await limits.passwordChange.take(attempt);
      if (refused !== null) return { kind: 'too-many-attempts', ...refused };
      for (let tried = 0; tried < writeTries; tried += 1) {
        // Read anew each time: of two changes at once, the later one no longer knows the current password.
        const account = await accountOf(userId);
        const { user, credentials } = account;
        if (!(await passwords.verify(credentials.passwordHash, currentPassword))) {
          return { kind: 'invalid-credentials' };
        }
        // Once, however often the rest is tried: it was one attempt.
        if (tried === 0) await limits.passwordChange.giveBack(attempt);
        const weakness = passwordWeakness(newPassword, user);
        if (weakness !== null) return { kind: 'weak-password', weakness };
        const passwordHash = await passwords.hash(newPassword);
        if (!(await users.savePassword(account, passwordHash))) continue;
        const credentialsVersion = credentials.credentialsVersion + 1;
        // They are over already; this only clears them away.
        await sessions.endOlder(userId, credentialsVersion);
        logger.info({ userId }, 'password changed');
        const session = await signIns.start(user, { userId, passwordHash, credentialsVersion });
        return { kind: 'changed', session };
      }
      throw new Error(
        `the account ${userId} changed ${writeTries} times while its password was to be written`,
      );
    },
  };
}

function conflict(expectedVersion: number, version: number) {
  return graphqlError(
    'CONFLICT',
    `input.expectedVersion: expected the account at version ${expectedVersion}, it is at version ${version}.`,
    { field: 'input.expectedVersion', expectedVersion, version },
  );
}
