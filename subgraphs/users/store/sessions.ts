import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { RefreshSession } from '../domain/session.ts';

/** A stored session: one document per family of refresh tokens. */
export type SessionDocument = Omit<RefreshSession, 'id'> & {
  _id: string;
  /** Set when the session ends before it expires. The document then lives as long as its access tokens may. */
  endedAt?: Date;
};

/** The collection `sessions`. */
export function sessionModel(connection: Connection): Model<SessionDocument> {
  const schema = new Schema<SessionDocument>(
    {
      _id: { type: String, required: true },
      userId: { type: String, required: true },
      credentialsVersion: { type: Number, required: true },
      familyHash: { type: String, required: true },
      tokenHash: { type: String, required: true },
      previous: {
        type: new Schema({ tokenHash: String, nonce: String, replacedAt: Date }, { _id: false }),
        default: null,
      },
      createdAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
      endedAt: Date,
    },
    { collection: 'sessions', versionKey: false },
  );
  // For `endOlder`.
  schema.index({ userId: 1 });
  // Deletes ended sessions some time after their end. Reads check `expiresAt` themselves.
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  // For `endedSince`.
  schema.index({ endedAt: 1 }, { partialFilterExpression: { endedAt: { $exists: true } } });
  return connection.model<SessionDocument>('Session', schema);
}

export interface SessionStore {
  /** Null for an ended or unknown session. */
  byId(id: string): Promise<RefreshSession | null>;
  insert(session: RefreshSession): Promise<void>;
  /** Replaces the newest token. @returns false if another rotation was first, or the session has ended */
  rotate(
    session: RefreshSession,
    change: Pick<RefreshSession, 'tokenHash' | 'previous' | 'expiresAt'>,
  ): Promise<boolean>;
  /**
   * Ends a session.
   * @param times.forgetAt once its access tokens have expired
   * @returns false for an ended or unknown session
   */
  end(id: string, times: { now: Date; forgetAt: Date }): Promise<boolean>;
  /**
   * Ends the sessions of a user that were refreshed longest ago.
   * @param keep as many remain
   * @returns the number of ended sessions
   */
  endOldest(userId: string, keep: number, times: { now: Date; forgetAt: Date }): Promise<number>;
  /** The ids of the sessions that `end` and `endOldest` ended at that time or later. */
  endedSince(since: Date): Promise<string[]>;
  /** Ends the user's sessions that began under an older version of the credentials. */
  endOlder(userId: string, credentialsVersion: number): Promise<void>;
}

const notEnded = { endedAt: { $exists: false } };

/** Reads and writes sessions. */
export function createSessionStore(sessions: Model<SessionDocument>): SessionStore {
  return {
    async byId(id) {
      const document = await sessions.findOne({ _id: id, ...notEnded }).lean();
      if (document === null) return null;
      const { _id, endedAt: _none, ...session } = document;
      return { id: _id, ...session };
    },

    async insert({ id, ...session }) {
      await sessions.create({ _id: id, ...session });
    },

    async rotate({ id, tokenHash }, change) {
      const { modifiedCount } = await sessions.updateOne(
        { _id: id, tokenHash, ...notEnded },
        { $set: change },
      );
      return modifiedCount === 1;
    },

    async end(id, { now, forgetAt }) {
      const { modifiedCount } = await sessions.updateOne(
        { _id: id, expiresAt: { $gt: now }, ...notEnded },
        { $set: { endedAt: now, expiresAt: forgetAt } },
      );
      return modifiedCount === 1;
    },

    async endOldest(userId, keep, { now, forgetAt }) {
      const oldest = await sessions
        .find({ userId, expiresAt: { $gt: now }, ...notEnded }, { _id: 1 })
        .sort({ expiresAt: -1, _id: -1 })
        .skip(keep)
        .lean();
      if (oldest.length === 0) return 0;
      const { modifiedCount } = await sessions.updateMany(
        { _id: { $in: oldest.map(({ _id }) => _id) }, ...notEnded },
        { $set: { endedAt: now, expiresAt: forgetAt } },
      );
      return modifiedCount;
    },

    async endedSince(since) {
      const ended = await sessions.find({ endedAt: { $gte: since } }, { _id: 1 }).lean();
      return ended.map(({ _id }) => _id);
    },

    async endOlder(userId, credentialsVersion) {
      await sessions.deleteMany({ userId, credentialsVersion: { $lt: credentialsVersion } });
    },
  };
}
