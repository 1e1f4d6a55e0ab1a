import { randomUUID } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../stores/mongo.ts';

interface LeaseDocument {
  _id: string;
  holder: string;
  /** The fencing token: rises with each new holder, and is in every write. */
  epoch: number;
  /** The last position that a holder reported. It outlives the events. */
  n: number;
  expiresAt: Date;
}

function leaseModel(connection: Connection): Model<LeaseDocument> {
  const known = connection.models['RelayLease'];
  if (known !== undefined) return known as Model<LeaseDocument>;
  const schema = new Schema<LeaseDocument>(
    {
      _id: { type: String, required: true },
      holder: { type: String, required: true },
      epoch: { type: Number, required: true },
      n: { type: Number, required: true },
      expiresAt: { type: Date, required: true },
    },
    { collection: 'relay_leases', versionKey: false },
  );
  return connection.model<LeaseDocument>('RelayLease', schema);
}

export interface HeldLease {
  epoch: number;
  n: number;
}

export interface Lease {
  /** The lease as last seen, without a query; null if it is not held. */
  readonly held: HeldLease | null;
  /**
   * Takes the lease, or renews it after a third of its time.
   * @param n the last known position in the log
   * @returns null if another process holds the lease; a new epoch if it was lost and taken again
   */
  hold(n: number): Promise<HeldLease | null>;
  /** Another process then need not wait for the expiry. */
  release(): Promise<void>;
}

/**
 * Creates a lease in MongoDB (Gray and Cheriton, "Leases", SOSP 1989). Clocks differ, and a paused holder may miss the
 * expiry, so two processes may believe that they hold it. This only duplicates work: the epoch fences writes.
 * @param options.leaseMs the time to expiry without renewal
 */
export function createLease(options: {
  connection: Connection;
  name: string;
  clock: Clock;
  leaseMs: number;
}): Lease {
  const { connection, name, clock, leaseMs } = options;
  const leases = leaseModel(connection);
  const holder = randomUUID();
  let held: HeldLease | null = null;
  let renewedAtMs = 0;
  const expiry = () => new Date(clock().getTime() + leaseMs);

  async function renew({ epoch }: HeldLease, n: number): Promise<boolean> {
    const { matchedCount } = await leases.updateOne(
      { _id: name, holder, epoch },
      { $set: { expiresAt: expiry(), n } },
    );
    return matchedCount === 1;
  }

  async function take(): Promise<HeldLease | null> {
    try {
      const { epoch, n } = await leases
        .findOneAndUpdate(
          { _id: name, expiresAt: { $lte: clock() } },
          { $set: { holder, expiresAt: expiry() }, $inc: { epoch: 1 }, $setOnInsert: { n: 0 } },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      return { epoch, n };
    } catch (error) {
      // The upsert collided with another process's unexpired lease.
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  return {
    get held() {
      return held;
    },
    async hold(n) {
      // Monotonic: the wall clock may be set back.
      const nowMs = performance.now();
      if (held !== null && nowMs - renewedAtMs < leaseMs / 3) return held;
      if (held === null || !(await renew(held, n))) {
        held = null;
        held = await take();
      }
      renewedAtMs = nowMs;
      return held;
    },
    async release() {
      if (held === null) return;
      const { epoch } = held;
      held = null;
      await leases.updateOne({ _id: name, holder, epoch }, { $set: { expiresAt: new Date(0) } });
    },
  };
}
