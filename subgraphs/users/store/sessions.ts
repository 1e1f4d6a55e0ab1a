import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { RefreshSession } from '../domain/session.ts';

/** A stored session: one document per family of refresh tokens. */
export type SessionDocument = Omit<RefreshSession, 'id'> & { _id: string };

/** The collection `sessions`. */
export function sessionModel(connection: Connection): Model<SessionDocument> {
  const schema = new Schema<SessionDocument>(
    {
      _id: { type: String, required: true },
      userId: { type: String, required: true },
      credentialsVersion: { type: Number, required: true },
      tokenHash: { type: String, required: true },
      previous: {
        type: new Schema({ tokenHash: String, nonce: String, replacedAt: Date }, { _id: false }),
        default: null,
      },
      createdAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
    },
    { collection: 'sessions', versionKey: false },
  );
  // For `endOlder`.
  schema.index({ userId: 1 });
  // Deletes ended sessions some time after their end. Reads check `expiresAt` themselves.
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<SessionDocument>('Session', schema);
}

export interface SessionStore {
  byId(id: string): Promise<RefreshSession | null>;
  insert(session: RefreshSession): Promise<void>;
  /** Replaces the newest token. @returns false if another rotation was first, or the session has ended */
  rotate(
    session: RefreshSession,
    change: Pick<RefreshSession, 'tokenHash' | 'previous' | 'expiresAt'>,
  ): Promise<boolean>;
  /** Ends a session. @returns false if there is none, or it has expired */
  end(id: string, now: Date): Promise<boolean>;
  /** Ends the user's sessions that began under an older version of the credentials. */
  endOlder(userId: string, credentialsVersion: number): Promise<void>;
}

/** Reads and writes sessions. */
export function createSessionStore(sessions: Model<SessionDocument>): SessionStore {
  return {
    async byId(id) {
      const document = await sessions.findById(id).lean();
      if (document === null) return null;
      const { _id, ...session } = document;
      return { id: _id, ...session };
    },

    async insert({ id, ...session }) {
      await sessions.create({ _id: id, ...session });
    },

    async rotate({ id, tokenHash }, change) {
      const { modifiedCount } = await sessions.updateOne({ _id: id, tokenHash }, { $set: change });
      return modifiedCount === 1;
    },

    async end(id, now) {
      const { deletedCount } = await sessions.deleteOne({ _id: id, expiresAt: { $gt: now } });
      return deletedCount === 1;
    },

    async endOlder(userId, credentialsVersion) {
      await sessions.deleteMany({ userId, credentialsVersion: { $lt: credentialsVersion } });
    },
  };
}
