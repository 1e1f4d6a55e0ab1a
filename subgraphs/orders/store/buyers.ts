import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { isDuplicateKey } from '../../../platform/stores/mongo.ts';

/** Who buys, as users last told. */
export interface Buyer {
  /** The user's id. */
  id: string;
  displayName: string;
  email: string;
  /** The user's version that this is from. */
  version: number;
}

type BuyerDocument = Omit<Buyer, 'id'> & { _id: string };

/** The buyers' collection, `buyers`. */
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
  /** Keeps the newest version of each in one bulk write: what is older than, or as old as, what is kept changes nothing. */
  keep(buyers: readonly Buyer[]): Promise<void>;
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

    async keep(buyers) {
      const newest = newestOfEach(buyers);
      try {
        await model.bulkWrite(writesOf(newest, true), { ordered: false });
      } catch (error) {
        if (!onlyDuplicateKeys(error)) throw error;
        // The upsert of a buyer who is kept at this version or above finds nothing to update, and its id taken. So does
        // one that another consumer's insert of an older version overtook: that one only needs the update.
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

/** Whether every write that failed in a bulk did so because its key is taken. */
function onlyDuplicateKeys(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('writeErrors' in error)) return isDuplicateKey(error);
  const { writeErrors } = error;
  return (Array.isArray(writeErrors) ? writeErrors : [writeErrors]).every(isDuplicateKey);
}
