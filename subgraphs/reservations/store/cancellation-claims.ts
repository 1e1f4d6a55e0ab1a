import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { isDuplicateKey } from '../../../platform/stores/mongo.ts';

/** An idempotency key that a person used to cancel something. */
export interface CancellationClaimDocument {
  /** `can_…`, from the person and the key. */
  _id: string;
  /** What was asked under the key, hashed. */
  inputHash: string;
  claimedAt: Date;
}

/** After that a key may be used again for something else. */
const keptSeconds = 7 * 24 * 60 * 60;

/** The claims of a database. */
export function cancellationClaimModel(connection: Connection): Model<CancellationClaimDocument> {
  const schema = new Schema<CancellationClaimDocument>(
    {
      _id: { type: String, required: true },
      inputHash: { type: String, required: true },
      claimedAt: { type: Date, required: true },
    },
    { collection: 'cancellationClaims', versionKey: false },
  );
  schema.index({ claimedAt: 1 }, { expireAfterSeconds: keptSeconds });
  return connection.model<CancellationClaimDocument>('CancellationClaim', schema);
}

export interface CancellationClaims {
  find(id: string): Promise<CancellationClaimDocument | null>;
  /** Claims a key, or finds it claimed. @returns what it is claimed for, and whether that is new */
  claim(row: CancellationClaimDocument): Promise<{ inputHash: string; isNew: boolean }>;
  /** Takes back a claim under which nothing was cancelled. */
  release(id: string): Promise<void>;
}

/** Keeps the keys of cancellations. A reservation is known by its own key: its document is the claim. */
export function createCancellationClaims(claims: Model<CancellationClaimDocument>): CancellationClaims {
  const find = (id: string) => claims.findById(id).lean<CancellationClaimDocument>().exec();
  return {
    find,
    async claim(row) {
      try {
        await claims.insertOne(row);
        return { inputHash: row.inputHash, isNew: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const { inputHash } = (await find(row._id)) ?? row;
        return { inputHash, isNew: false };
      }
    },
    async release(id) {
      await claims.deleteOne({ _id: id });
    },
  };
}
