import type { Clock } from '../../../platform/clock.ts';
import { graphqlError, unauthenticated } from '../../../platform/errors.ts';
import { newUserId } from '../domain/ids.ts';
import type { Logger } from '../../../platform/log.ts';
import { guardedUpdate, WriteConflictError } from '../../../platform/resilience/guarded-update.ts';
import { passwordWeakness } from '../domain/password-rules.ts';
import { changeActivity, changeProfile, emailKey, newAccount } from '../domain/user.ts';
import type { ProfileChange, User } from '../domain/user.ts';
import type { UsersMetrics } from '../metrics.ts';
import type { AttemptLimit } from '../security/attempt-limits.ts';
import type { EndedSessions } from '../security/ended-sessions.ts';
import type { Passwords } from '../security/passwords.ts';
import type { SessionStore } from '../store/sessions.ts';
import type { Account, UserStore } from '../store/users.ts';
import type { SignedInSession, SignIns } from './sign-ins.ts';

export interface SignUpRequest {
  email: string;
  password: string;
  displayName: string;
  phone: string | null;
  /** The client's IP address; null if unknown. */
  clientAddress: string | null;
}

export type SignUpOutcome =
  | { outcome: 'signed_up'; session: SignedInSession }
  | { outcome: 'email_taken' }
  | { outcome: 'weak_password'; weakness: string }
  | { outcome: 'too_many_attempts'; retryAfterSeconds: number };

export interface ChangePasswordRequest {
  userId: string;
  currentPassword: string;
  newPassword: string;
  clientAddress: string | null;
}

export type ChangePasswordOutcome =
  | { outcome: 'changed'; session: SignedInSession }
  | { outcome: 'invalid_credentials' }
  | { outcome: 'weak_password'; weakness: string }
  | { outcome: 'too_many_attempts'; retryAfterSeconds: number };

export interface SetActiveRequest {
  userId: string;
  isActive: boolean;
  /** The user who asks. */
  adminId: string;
}

export type SetActiveOutcome =
  | { outcome: 'set'; user: User }
  | { outcome: 'unknown_user' }
  /** So that the last admin cannot be locked out. */
  | { outcome: 'own_account' };

export interface Accounts {
  /** Creates a customer's account and signs it in. */
  signUp(request: SignUpRequest): Promise<SignUpOutcome>;
  /**
   * Changes a profile.
   * @param expectedVersion the account's version that the change is based on; null for any
   * @throws GraphQLError CONFLICT if the account has another version, or too many other requests change it
   */
  updateProfile(userId: string, change: ProfileChange, expectedVersion: number | null): Promise<User>;
  /** Changes a password, ends every session of the account and starts a new one. */
  changePassword(request: ChangePasswordRequest): Promise<ChangePasswordOutcome>;
  /** Suspends an account, which ends its sessions, or restores it. */
  setActive(request: SetActiveRequest): Promise<SetActiveOutcome>;
}

export interface AccountsOptions {
  users: UserStore;
  sessions: SessionStore;
  signIns: SignIns;
  passwords: Passwords;
  limits: { signUp: AttemptLimit; passwordChange: AttemptLimit };
  /** Wakes the relay after an event was written. */
  wakeRelay: () => void;
  endedSessions: Pick<EndedSessions, 'publish'>;
  clock: Clock;
  logger: Logger;
  metrics: UsersMetrics;
}

/** Enough for a hundred concurrent changes of an account. */
const races = { maxAttempts: 100, maxPauseMs: 50 };

/** Creates and changes accounts. */
export function createAccounts(options: AccountsOptions): Accounts {
  return {
    async signUp(request) {
      const outcome = await signUp(options, request);
      options.metrics.signUps.inc({ result: outcome.outcome });
      return outcome;
    },
    updateProfile: (userId, change, expectedVersion) =>
      updateProfile(options, userId, change, expectedVersion),
    changePassword: (request) => changePassword(options, request),
    setActive: (request) => setActive(options, request),
  };
}

async function signUp(options: AccountsOptions, request: SignUpRequest): Promise<SignUpOutcome> {
  const { users, signIns, passwords, limits, wakeRelay, clock } = options;
  const { email, password, displayName, phone, clientAddress } = request;
  const weakness = passwordWeakness(password, request);
  if (weakness !== null) return { outcome: 'weak_password', weakness };
  const refused = await limits.signUp.take({
    address: clientAddress,
    account: emailKey(email),
    deviceId: null,
  });
  if (refused !== null) return { outcome: 'too_many_attempts', ...refused };
  const passwordHash = await passwords.hash(password);
  const account = newAccount(
    { id: newUserId(), email, displayName, phone, roles: ['CUSTOMER'], passwordHash },
    clock(),
  );
  if (!(await users.insert(account))) return { outcome: 'email_taken' };
  wakeRelay();
  return { outcome: 'signed_up', session: await signIns.start(account.user, account.credentials) };
}

async function updateProfile(
  options: AccountsOptions,
  userId: string,
  change: ProfileChange,
  expectedVersion: number | null,
): Promise<User> {
  const { users, wakeRelay, clock } = options;
  const update = guardedUpdate({
    subject: `account ${userId}`,
    ...races,
    read: () => findAccount(users, userId),
    async write(account) {
      const { version } = account.user;
      if (expectedVersion !== null && expectedVersion !== version) throw conflict(expectedVersion, version);
      const changed = changeProfile(account.user, change, clock());
      if (changed === null) return account.user;
      if (!(await users.saveProfile(account, changed.user, changed.event))) return null;
      wakeRelay();
      return changed.user;
    },
  });
  return update.catch(toConflict);
}

async function changePassword(
  options: AccountsOptions,
  { userId, currentPassword, newPassword, clientAddress }: ChangePasswordRequest,
): Promise<ChangePasswordOutcome> {
  const { users, passwords, limits, clock, endedSessions } = options;
  const attempt = { address: clientAddress, account: userId, deviceId: null };
  const refused = await limits.passwordChange.take(attempt);
  if (refused !== null) return { outcome: 'too_many_attempts', ...refused };
  let isGivenBack = false;
  return guardedUpdate<Account, ChangePasswordOutcome>({
    subject: `account ${userId}`,
    // Each attempt checks the password again: after a concurrent change, `currentPassword` is no longer right.
    read: () => findAccount(users, userId),
    async write(account) {
      const { user, credentials } = account;
      if (!(await passwords.verify(credentials.passwordHash, currentPassword))) {
        return { outcome: 'invalid_credentials' };
      }
      // The request counts as one attempt, so that it is given back once.
      if (!isGivenBack) await limits.passwordChange.giveBack(attempt);
      isGivenBack = true;
      const weakness = passwordWeakness(newPassword, user);
      if (weakness !== null) return { outcome: 'weak_password', weakness };
      const passwordHash = await passwords.hash(newPassword);
      if (!(await users.savePassword(account, passwordHash, clock()))) return null;
      endedSessions.publish();
      const session = await restartSession(options, account, passwordHash);
      return { outcome: 'changed', session };
    },
  });
}

/** Starts a session under a password that was just written. */
async function restartSession(
  { sessions, signIns, logger }: AccountsOptions,
  { user, credentials }: Account,
  passwordHash: string,
): Promise<SignedInSession> {
  const userId = user.id;
  const credentialsVersion = credentials.credentialsVersion + 1;
  // The new version has ended these sessions already; this deletes their documents.
  await sessions.endOlder(userId, credentialsVersion);
  logger.info({ userId }, 'password changed');
  return signIns.start(user, { userId, passwordHash, credentialsVersion });
}

async function setActive(
  { users, wakeRelay, endedSessions, clock, logger }: AccountsOptions,
  { userId, isActive, adminId }: SetActiveRequest,
): Promise<SetActiveOutcome> {
  if (userId === adminId) return { outcome: 'own_account' };
  const update = guardedUpdate<Account | null, SetActiveOutcome>({
    subject: `account ${userId}`,
    ...races,
    read: () => users.account({ id: userId }),
    async write(account) {
      if (account === null) return { outcome: 'unknown_user' };
      const changed = changeActivity(account.user, isActive, clock());
      if (changed === null) return { outcome: 'set', user: account.user };
      if (!(await users.saveActivity(account, changed.user, changed.event))) return null;
      wakeRelay();
      endedSessions.publish();
      logger.warn({ userId, adminId }, isActive ? 'account restored' : 'account suspended');
      return { outcome: 'set', user: changed.user };
    },
  });
  return update.catch(toConflict);
}

/** @throws GraphQLError UNAUTHENTICATED if the account was deleted or suspended since the access token was issued */
async function findAccount(users: UserStore, userId: string): Promise<Account> {
  const account = await users.account({ id: userId });
  if (account === null) throw unauthenticated('The account of this access token no longer exists.');
  if (!account.user.isActive) throw unauthenticated('The account is suspended.');
  return account;
}

function toConflict(error: unknown): never {
  if (!(error instanceof WriteConflictError)) throw error;
  throw graphqlError('CONFLICT', 'Expected no other change of the account, got too many: try again.');
}

function conflict(expectedVersion: number, version: number) {
  return graphqlError(
    'CONFLICT',
    `input.expectedVersion: expected the account at version ${expectedVersion}, it is at version ${version}.`,
    { field: 'input.expectedVersion', expectedVersion, version },
  );
}
