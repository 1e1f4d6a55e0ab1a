import type { OutboxEntry } from '../../../platform/events/cloud-event.ts';

export type Role = 'CUSTOMER' | 'AGENT' | 'ADMIN';

/** An account as others may be shown it: what the graph, the cache and the events carry. No secret is in it. */
export interface User {
  id: string;
  /** As it was typed at sign-up. */
  email: string;
  displayName: string;
  roles: Role[];
  /** E.164. */
  phone: string | null;
  createdAt: Date;
  version: number;
}

/** What proves who someone is; kept apart so that it is read only where it is checked. */
export interface Credentials {
  userId: string;
  /** Argon2id in PHC form. */
  passwordHash: string;
  /**
   * Rises with every change of password. A session remembers the one it began under and is over once the account
   * has another: so the single write that changes the password also ends every session, in the same instant,
   * whatever happens to the process next.
   */
  credentialsVersion: number;
}

/** An account as it is stored: one document, written by single operations guarded by `revision`. */
export interface UserDocument {
  _id: string;
  email: string;
  /** `emailKey(email)`, unique. */
  emailKey: string;
  displayName: string;
  roles: Role[];
  phone: string | null;
  passwordHash: string;
  credentialsVersion: number;
  createdAt: Date;
  version: number;
  revision: number;
  outbox: OutboxEntry<User>[];
}

/**
 * The form in which two spellings of an e-mail address are the same account. The part before the @ is
 * case-sensitive by the letter of RFC 5321 (section 2.4), and no provider that people use treats it so.
 */
export function emailKey(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

/**
 * The document of a new account, with its `user.created` in the outbox.
 * @param account.passwordHash Argon2id in PHC form
 */
export function newUser(
  account: {
    id: string;
    email: string;
    displayName: string;
    phone: string | null;
    roles: Role[];
    passwordHash: string;
  },
  now: Date,
): UserDocument {
  const { id, email, displayName, phone, roles, passwordHash } = account;
  const user: User = { id, email, displayName, roles, phone, createdAt: now, version: 1 };
  return {
    _id: id,
    email,
    emailKey: emailKey(email),
    displayName,
    roles,
    phone,
    passwordHash,
    credentialsVersion: 1,
    createdAt: now,
    version: 1,
    revision: 1,
    outbox: [{ type: 'user.created', version: 1, at: now, data: user }],
  };
}

/** What of a stored account others may be shown. */
export function publicUser(record: Omit<User, 'id'> & { _id: string }): User {
  const { _id, email, displayName, roles, phone, createdAt, version } = record;
  return { id: _id, email, displayName, roles, phone, createdAt, version };
}

export interface ProfileChange {
  displayName?: string | undefined;
  phone?: string | null | undefined;
}

/** The account with its profile changed, at the next version, and the event of it; null where nothing changes. */
export function changedProfile(
  user: User,
  { displayName = user.displayName, phone = user.phone }: ProfileChange,
  now: Date,
): { user: User; event: OutboxEntry<User> } | null {
  if (displayName === user.displayName && phone === user.phone) return null;
  const changed: User = { ...user, displayName, phone, version: user.version + 1 };
  return {
    user: changed,
    event: { type: 'user.updated', version: changed.version, at: now, data: changed },
  };
}

/** The permissions that a person's roles give beyond their own: agents and admins read what belongs to anyone. */
export function scopesOf(roles: readonly Role[]): readonly 'read:any'[] {
  return roles.includes('AGENT') || roles.includes('ADMIN') ? ['read:any'] : [];
}
