import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { NewestFirst } from '../../../platform/stores/keyset-pages.ts';
import { afterCondition } from '../../../platform/stores/keyset-pages.ts';
import type { Page } from '../../../platform/page-connections.ts';
import type { OutboxEntry } from '../../../platform/events/cloud-event.ts';
import { outboxFields, outboxIndex } from '../../../platform/events/outbox-source.ts';
import { publicUser } from '../domain/user.ts';
import type { Credentials, User, UserDocument } from '../domain/user.ts';
import type { UserCache } from './user-cache.ts';

/** The accounts' collection, `users`. */
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
      version: { type: Number, required: true },
      revision: { type: Number, required: true },
      ...outboxFields,
    },
    { collection: 'users', versionKey: false },
  );
  // One account for an e-mail address, whoever comes at the same time.
  schema.index({ emailKey: 1 }, { unique: true });
  // The list of all accounts, newest first.
  schema.index({ createdAt: -1, _id: -1 });
  outboxIndex(schema);
  return connection.model<UserDocument>('User', schema);
}

const publicFields = { email: 1, displayName: 1, roles: 1, phone: 1, createdAt: 1, version: 1 } as const;
const accountFields = { ...publicFields, passwordHash: 1, credentialsVersion: 1, revision: 1 } as const;

/** An account with what proves who its owner is, read for a check or a change; never from the cache. */
export interface Account {
  user: User;
  credentials: Credentials;
  revision: number;
}

export interface UserStore {
  /** Whoever of them exists, from the cache and for the rest in one query. */
  byIds(ids: readonly string[]): Promise<User[]>;
  account(by: { id: string } | { emailKey: string }): Promise<Account | null>;
  /** @returns false where there is an account with that e-mail address */
  insert(record: UserDocument): Promise<boolean>;
  /** Writes a changed profile and its event. @returns false where the account changed since it was read */
  saveProfile(account: Account, user: User, event: OutboxEntry<User>): Promise<boolean>;
  /** Writes another password, which ends every session. @returns false as above */
  savePassword(account: Account, passwordHash: string): Promise<boolean>;
  /** Up to one more than a page, newest first. */
  page(page: Page<NewestFirst>): Promise<User[]>;
}

/** Reads and writes accounts. What is written goes through to the cache. */
export function createUserStore({
  users,
  cache,
}: {
  users: Model<UserDocument>;
  cache: UserCache;
}): UserStore {
  return {
    async byIds(ids) {
      const remembered = await cache.get(ids);
      const missing = ids.filter((id) => !remembered.has(id));
      if (missing.length === 0) return [...remembered.values()];
      const records = await users.find({ _id: { $in: missing } }, publicFields).lean();
      const read = records.map(publicUser);
      await cache.put(read);
      return [...remembered.values(), ...read];
    },

    async account(by) {
      const filter = 'id' in by ? { _id: by.id } : by;
      const record = await users.findOne(filter, accountFields).lean();
      if (record === null) return null;
      const { _id, passwordHash, credentialsVersion, revision } = record;
      return {
        user: publicUser(record),
        credentials: { userId: _id, passwordHash, credentialsVersion },
        revision,
      };
    },

    async insert(record) {
      try {
        await users.create(record);
      } catch (error) {
        if (isTakenEmail(error)) return false;
        throw error;
      }
      await cache.put([publicUser(record)]);
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

    async savePassword({ user, revision }, passwordHash) {
      const { modifiedCount } = await users.updateOne(
        { _id: user.id, revision },
        { $set: { passwordHash }, $inc: { revision: 1, credentialsVersion: 1 } },
      );
      return modifiedCount === 1;
    },

    async page({ first, after }) {
      const records = await users
        .find(afterCondition(after, 'createdAt'), publicFields)
        .sort({ createdAt: -1, _id: -1 })
        .limit(first + 1)
        .lean();
      return records.map(publicUser);
    },
  };
}

/** Whether a write failed on the unique index of e-mail addresses (MongoDB's DuplicateKey). */
function isTakenEmail(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && error.code === 11_000 && error.message.includes('emailKey')
  );
}
