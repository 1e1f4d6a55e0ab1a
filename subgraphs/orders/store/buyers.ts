import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { isDuplicateKey } from '../../../platform/stores/mongo.ts';

/** A copy of a user, from the events of the users subgraph. */
export interface Buyer {
  /** The user's id. */
  id: string;
  displayName: string;
  email: string;
  /** The user's version. */
  version: number;
}

type BuyerDocument = Omit<Buyer, 'id'> & { _id: string };

/** The collection `buyers`. */
export function buyerModel(connection: Connection): Model<BuyerDocument> {
  const text = { type: String, required: true } as const;
  const schema = new Schema<BuyerDocument>(
    { _id: text, displayName: text, email: text, version: { type: Number, required: true } },
    { collection: 'buyers', versionKey: false },
  );
  return connection.model<BuyerDocument>('Buyer', schema);
}

export interface BuyerStore {
  find(ids: readonly string[]): Promise<Buyer[]>;
  /** Stores the newest version of each buyer in one bulk write. A version that is not newer than the stored one is ignored. */
  save(buyers: readonly Buyer[]): Promise<void>;
}

/** Reads and writes buyers. */
export function createBuyerStore(model: Model<BuyerDocument>): BuyerStore {
  return {
    async find(ids) {
      const found = await model
        .find({ _id: { $in: [...ids] } })
        .lean<BuyerDocument[]>()
        .exec();
      return found.map(({ _id, ...buyer }) => ({ id: _id, ...buyer }));
    },

    async save(buyers) {
      const newest = newestOfEach(buyers);
      try {
        await model.bulkWrite(writesOf(newest, true), { ordered: false });
      } catch (error) {
        if (!onlyDuplicateKeys(error)) throw error;
        // An upsert matches no document if the stored version is not older, and then its insert fails on the taken id.
        // The same happens if another consumer inserted an older version meanwhile: that one needs the update only.
        await model.bulkWrite(writesOf(newest, false), { ordered: false });
      }
    },
  };
}

function writesOf(buyers: readonly Buyer[], upsert: boolean) {
  return buyers.map(({ id, ...buyer }) => ({
    updateOne: { filter: { _id: id, version: { $lt: buyer.version } }, update: { $set: buyer }, upsert },
  }));
}

function newestOfEach(buyers: readonly Buyer[]): Buyer[] {
  const newest = new Map<string, Buyer>();
  for (const buyer of buyers) {
    if (buyer.version > (newest.get(buyer.id)?.version ?? -1)) newest.set(buyer.id, buyer);
  }
  return [...newest.values()];
}

/** True if every failed write of a bulk failed on a taken key. */
function onlyDuplicateKeys(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('writeErrors' in error)) return isDuplicateKey(error);
  const { writeErrors } = error;
  return (Array.isArray(writeErrors) ? writeErrors : [writeErrors]).every(isDuplicateKey);
}
