import type { UserEvent } from './events.ts';

export type Role = 'CUSTOMER' | 'AGENT' | 'ADMIN';

/** The public part of an account: what the graph, the cache and the events carry. It holds no secrets. */
export interface User {
  id: string;
  /** Spelled as at sign-up. */
  email: string;
  displayName: string;
  roles: Role[];
  /** E.164. */
  phone: string | null;
  createdAt: Date;
  /** False for a suspended account: it cannot sign in. */
  isActive: boolean;
  version: number;
}

/** The part of an account that anybody may read. */
export type PublicProfile = Pick<User, 'id' | 'displayName'>;

/** An account as far as a caller may read it. */
export type UserView = User | PublicProfile;

/** The secret part of an account. It is read only to check it. */
export interface Credentials {
  userId: string;
  /** Argon2id in PHC format. */
  passwordHash: string;
  /**
   * Rises with every change of password and every suspension. A session stores the version that it began under and ends when the account
   * has another one. So the single write of a new password also ends every session, even if the process then dies. Access tokens carry it.
   */
  credentialsVersion: number;
}

export interface NewAccount {
  user: User;
  credentials: Credentials;
  event: UserEvent;
}

/**
 * The key under which two spellings of an e-mail address are the same account. RFC 5321 (section 2.4) makes the part
 * before the @ case-sensitive; mail providers do not.
 */
export function emailKey(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

/**
 * A new account at version 1, with its `user.created`.
 * @param given.passwordHash Argon2id in PHC format
 */
export function newAccount(
  given: {
    id: string;
    email: string;
    displayName: string;
    phone: string | null;
    roles: Role[];
    passwordHash: string;
  },
  now: Date,
): NewAccount {
  const { passwordHash, ...profile } = given;
  const user: User = { ...profile, createdAt: now, isActive: true, version: 1 };
  return {
    user,
    credentials: { userId: user.id, passwordHash, credentialsVersion: 1 },
    event: { type: 'user.created', version: 1, at: now, data: user },
  };
}

export interface ProfileChange {
  displayName?: string | undefined;
  phone?: string | null | undefined;
}

/** The account with a changed profile, at the next version, and its `user.updated`; null if nothing changes. */
export function changeProfile(
  user: User,
  { displayName = user.displayName, phone = user.phone }: ProfileChange,
  now: Date,
): { user: User; event: UserEvent } | null {
  if (displayName === user.displayName && phone === user.phone) return null;
  const changed: User = { ...user, displayName, phone, version: user.version + 1 };
  return {
    user: changed,
    event: { type: 'user.updated', version: changed.version, at: now, data: changed },
  };
}

/** The account suspended or restored, at the next version, and its `user.updated`; null if nothing changes. */
export function changeActivity(
  user: User,
  isActive: boolean,
  now: Date,
): { user: User; event: UserEvent } | null {
  if (isActive === user.isActive) return null;
  const changed: User = { ...user, isActive, version: user.version + 1 };
  return { user: changed, event: { type: 'user.updated', version: changed.version, at: now, data: changed } };
}

/** The scopes that roles grant: agents and admins read the data of all users, admins suspend accounts. */
export function scopesOf(roles: readonly Role[]): readonly ('read:any' | 'suspend:users')[] {
  if (roles.includes('ADMIN')) return ['read:any', 'suspend:users'];
  return roles.includes('AGENT') ? ['read:any'] : [];
}
