import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { Page } from '../../../platform/page-connections.ts';
import { outboxFields, outboxIndex } from '../../../platform/events/outbox-source.ts';
import { isDuplicateValue } from '../../../platform/stores/mongo.ts';
import { afterCondition } from '../../../platform/stores/keyset-pages.ts';
import type { NewestFirst } from '../../../platform/stores/keyset-pages.ts';
import type { UserEvent } from '../domain/events.ts';
import { emailKey } from '../domain/user.ts';
import type { Credentials, NewAccount, Role, User } from '../domain/user.ts';
import type { StoreGuard } from '../../../platform/stores/store-guard.ts';
import type { UserCache } from './user-cache.ts';

/** A stored account. Every write is one operation on one document, guarded by `revision` or `credentialsVersion`. */
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
  /** Left out in documents of earlier releases, whose accounts are active. */
  isActive?: boolean;
  /** When all sessions of the account ended last: by a change of password or a suspension. */
  sessionsEndedAt?: Date;
  version: number;
  revision: number;
  outbox: UserEvent[];
}

/** The collection `users`. */
export function userModel(connection: Connection): Model<UserDocument> {
  const schema = new Schema<UserDocument>(
    {
      _id: { type: String, required: true },
      email: { type: String, required: true },
      emailKey: { type: String, required: true },
      displayName: { type: String, required: true },
      roles: { type: [String], required: true },
      phone: { type: String, default: null },
      passwordHash: { type: String, required: true },
      credentialsVersion: { type: Number, required: true },
      createdAt: { type: Date, required: true },
      isActive: Boolean,
      sessionsEndedAt: Date,
      version: { type: Number, required: true },
      revision: { type: Number, required: true },
      ...outboxFields,
    },
    { collection: 'users', versionKey: false },
  );
  // Refuses the second of two concurrent sign-ups with an e-mail address.
  schema.index({ emailKey: 1 }, { unique: true });
  // For `users`, newest first.
  schema.index({ createdAt: -1, _id: -1 });
  // For `endedSince`.
  schema.index({ sessionsEndedAt: 1 }, { partialFilterExpression: { sessionsEndedAt: { $exists: true } } });
  outboxIndex(schema);
  return connection.model<UserDocument>('User', schema);
}

export function userDocument({ user, credentials, event }: NewAccount): UserDocument {
  const { id, ...profile } = user;
  const { passwordHash, credentialsVersion } = credentials;
  return {
    _id: id,
    ...profile,
    emailKey: emailKey(user.email),
    passwordHash,
    credentialsVersion,
    revision: 1,
    outbox: [event],
  };
}

const publicFields = {
  ...{ email: 1, displayName: 1, roles: 1, phone: 1, createdAt: 1, isActive: 1, version: 1 },
} as const;
const accountFields = { ...publicFields, passwordHash: 1, credentialsVersion: 1, revision: 1 } as const;

/** An account with its credentials, for a check or a change. It is read from MongoDB, never from the cache. */
export interface Account {
  user: User;
  credentials: Credentials;
  revision: number;
}

export interface UserStore {
  /** The existing accounts of these ids: from the cache, the rest in one query. */
  byIds(ids: readonly string[]): Promise<User[]>;
  account(by: { id: string } | { emailKey: string }): Promise<Account | null>;
  /** @returns false if the e-mail address has an account */
  insert(account: NewAccount): Promise<boolean>;
  /** Writes a changed profile and its event. @returns false if another writer changed the account since it was read */
  saveProfile(account: Account, user: User, event: UserEvent): Promise<boolean>;
  /** Writes a new password, which ends every session. @returns false if the password was changed since it was read */
  savePassword(account: Account, passwordHash: string, now: Date): Promise<boolean>;
  /**
   * Writes whether an account is active, and its event. A suspension ends every session.
   * @returns false if another writer changed the account since it was read
   */
  saveActivity(account: Account, user: User, event: UserEvent): Promise<boolean>;
  /** The accounts whose sessions all ended at that time or later, except those of the current credentials. */
  endedSince(since: Date): Promise<{ userId: string; credentialsVersion: number }[]>;
  /** Up to `first + 1` accounts, newest first. */
  page(page: Page<NewestFirst>): Promise<User[]>;
}

interface UserStoreOptions {
  users: Model<UserDocument>;
  cache: UserCache;
  guard: StoreGuard;
}

/** Reads and writes accounts. Writes of public fields update the cache as well. */
export function createUserStore({ users, cache, guard }: UserStoreOptions): UserStore {
  return {
    // Cached accounts are read while MongoDB is away.
    async byIds(ids) {
      const cached = await cache.get(ids);
      const missing = ids.filter((id) => !cached.has(id));
      if (missing.length === 0) return [...cached.values()];
      const found = await guard.run(async () => {
        const documents = await users.find({ _id: { $in: missing } }, publicFields).lean();
        return documents.map(publicUser);
      });
      await cache.put(found);
      return [...cached.values(), ...found];
    },
    ...guard.port(createAccountStore({ users, cache })),
  };
}

function createAccountStore({ users, cache }: Omit<UserStoreOptions, 'guard'>): Omit<UserStore, 'byIds'> {
  return {
    async account(by) {
      const filter = 'id' in by ? { _id: by.id } : by;
      const document = await users.findOne(filter, accountFields).lean();
      if (document === null) return null;
      const { _id, passwordHash, credentialsVersion, revision } = document;
      return {
        user: publicUser(document),
        credentials: { userId: _id, passwordHash, credentialsVersion },
        revision,
      };
    },

    async insert(account) {
      try {
        await users.create(userDocument(account));
      } catch (error) {
        // The id is new: only the e-mail address can be taken.
        if (isDuplicateValue(error)) return false;
        throw error;
      }
      await cache.put([account.user]);
      return true;
    },

    async saveProfile({ revision }, user, event) {
      const { id, displayName, phone, version } = user;
      const { modifiedCount } = await users.updateOne(
        { _id: id, revision },
        { $set: { displayName, phone, version }, $inc: { revision: 1 }, $push: { outbox: event } },
      );
      if (modifiedCount === 0) return false;
      await cache.put([user]);
      return true;
    },

    async savePassword({ user, credentials: { credentialsVersion } }, passwordHash, now) {
      // Not by `revision`: a concurrent change of the profile is no conflict.
      const { modifiedCount } = await users.updateOne(
        { _id: user.id, credentialsVersion },
        { $set: { passwordHash, sessionsEndedAt: now }, $inc: { revision: 1, credentialsVersion: 1 } },
      );
      return modifiedCount === 1;
    },

    async saveActivity({ revision }, user, event) {
      const { id, isActive, version } = user;
      const { modifiedCount } = await users.updateOne(
        { _id: id, revision },
        {
          $set: { isActive, version, ...(isActive ? {} : { sessionsEndedAt: event.at }) },
          $inc: { revision: 1, ...(isActive ? {} : { credentialsVersion: 1 }) },
          $push: { outbox: event },
        },
      );
      if (modifiedCount === 0) return false;
      await cache.put([user]);
      return true;
    },

    async endedSince(since) {
      const ended = await users.find({ sessionsEndedAt: { $gte: since } }, { credentialsVersion: 1 }).lean();
      return ended.map(({ _id, credentialsVersion }) => ({ userId: _id, credentialsVersion }));
    },

    async page({ first, after }) {
      const documents = await users
        .find(afterCondition(after, 'createdAt'), publicFields)
        .sort({ createdAt: -1, _id: -1 })
        .limit(first + 1)
        .lean();
      return documents.map(publicUser);
    },
  };
}

function publicUser(document: Omit<User, 'id' | 'isActive'> & { _id: string; isActive?: boolean }): User {
  const { _id, email, displayName, roles, phone, createdAt, isActive = true, version } = document;
  return { id: _id, email, displayName, roles, phone, createdAt, isActive, version };
}
