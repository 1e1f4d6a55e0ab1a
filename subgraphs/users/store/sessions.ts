import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { RefreshSession } from '../domain/session.ts';

/** A session as it is stored: one document for a whole family of refresh tokens. */
export type SessionDocument = Omit<RefreshSession, 'id'> & { _id: string };

/** The sessions' collection, `sessions`. */
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
  // A person's sessions, to end them together.
  schema.index({ userId: 1 });
  // Gone some time after their end; what counts is `expiresAt` itself.
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<SessionDocument>('Session', schema);
}

export interface SessionStore {
  byId(id: string): Promise<RefreshSession | null>;
  insert(session: RefreshSession): Promise<void>;
  /** Replaces the newest token. @returns false where another rotation came first, or the session ended */
  rotate(
    session: RefreshSession,
    change: Pick<RefreshSession, 'tokenHash' | 'previous' | 'expiresAt'>,
  ): Promise<boolean>;
  /** Ends a session. @returns false where there was none that still lived */
  end(id: string, now: Date): Promise<boolean>;
  /** Ends all sessions that a person began under older credentials. */
  endOlder(userId: string, credentialsVersion: number): Promise<void>;
}

/** Reads and writes sessions. */
export function createSessionStore(sessions: Model<SessionDocument>): SessionStore {
  return {
    async byId(id) {
      const record = await sessions.findById(id).lean();
      if (record === null) return null;
      const { _id, ...rest } = record;
      return { id: _id, ...rest };
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
