import { randomUUID } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import { isDuplicateKey } from '../stores/mongo.ts';
import type { Clock } from '../clock.ts';

interface LeaseRow {
  /** What is leased. */
  _id: string;
  holder: string;
  /** Rises each time the lease is taken: what its holder writes carries it, and is told from an earlier holder's. */
  epoch: number;
  expiresAt: Date;
}

/** How long a lease lasts unless it is renewed: how long a dead relay's successor waits. */
const leaseMs = 3_000;

const schema = new Schema<LeaseRow>(
  {
    _id: { type: String, required: true },
    holder: { type: String, required: true },
    epoch: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'relay_leases', versionKey: false },
);

export interface Lease {
  /**
   * Takes or renews the lease.
   * @returns the epoch it is held under, or null where another holds it. An epoch that differs from the last one
   * means that the lease was lost in between.
   */
  hold(): Promise<number | null>;
  /** Lets go, so that another need not wait. */
  release(): Promise<void>;
}

/**
 * A lease kept in MongoDB (after Gray and Cheriton, "Leases", SOSP 1989). Clocks of several machines may differ: two
 * may think that they hold it, which is why its epoch fences what they write.
 */
export function createLease({
  connection,
  name,
  clock,
}: {
  connection: Connection;
  name: string;
  clock: Clock;
}): Lease {
  const leases = connection.model<LeaseRow>('RelayLease', schema);
  const holder = randomUUID();
  let heldEpoch: number | null = null;
  const expiry = () => new Date(clock().getTime() + leaseMs);

  async function renew(epoch: number): Promise<boolean> {
    const { matchedCount } = await leases.updateOne(
      { _id: name, holder, epoch },
      { $set: { expiresAt: expiry() } },
    );
    return matchedCount === 1;
  }

  async function take(): Promise<number | null> {
    try {
      const row = await leases
        .findOneAndUpdate(
          { _id: name, expiresAt: { $lt: clock() } },
          { $set: { holder, expiresAt: expiry() }, $inc: { epoch: 1 } },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      return row.epoch;
    } catch (error) {
      // Somebody holds it: nothing matched, and the upsert ran into their row.
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  return {
    async hold() {
      if (heldEpoch === null || !(await renew(heldEpoch))) heldEpoch = await take();
      return heldEpoch;
    },
    async release() {
      if (heldEpoch === null) return;
      await leases.updateOne({ _id: name, holder, epoch: heldEpoch }, { $set: { expiresAt: new Date(0) } });
      heldEpoch = null;
    },
  };
}
