import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { isDuplicateKey } from '../../../platform/stores/mongo.ts';

/** The claim of an idempotency key by a cancellation. */
export interface CancellationClaimDocument {
  /** `can_…`, derived from the user and the key. */
  _id: string;
  /** Hash of the input, to detect a reused key. */
  inputHash: string;
  claimedAt: Date;
}

/** Afterwards the key can be used for other input. */
const lifetimeSeconds = 7 * 24 * 60 * 60;

/** The collection `cancellationClaims`. */
export function cancellationClaimModel(connection: Connection): Model<CancellationClaimDocument> {
  const schema = new Schema<CancellationClaimDocument>(
    {
      _id: { type: String, required: true },
      inputHash: { type: String, required: true },
      claimedAt: { type: Date, required: true },
    },
    { collection: 'cancellationClaims', versionKey: false },
  );
  schema.index({ claimedAt: 1 }, { expireAfterSeconds: lifetimeSeconds });
  return connection.model<CancellationClaimDocument>('CancellationClaim', schema);
}

export interface CancellationClaims {
  find(id: string): Promise<CancellationClaimDocument | null>;
  /** Claims a key, or finds its claim. @returns the hash of the claim's input; `isNew` if this call claimed it */
  claim(document: CancellationClaimDocument): Promise<{ inputHash: string; isNew: boolean }>;
  /** Deletes the claim of a refused request. */
  release(id: string): Promise<void>;
}

/** Reads and writes claims. A booking needs none: its own document claims the key. */
export function createCancellationClaims(claims: Model<CancellationClaimDocument>): CancellationClaims {
  const find = (id: string) => claims.findById(id).lean<CancellationClaimDocument>().exec();
  return {
    find,
    async claim(document) {
      try {
        await claims.insertOne(document);
        return { inputHash: document.inputHash, isNew: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const { inputHash } = (await find(document._id)) ?? document;
        return { inputHash, isNew: false };
      }
    },
    async release(id) {
      await claims.deleteOne({ _id: id });
    },
  };
}
