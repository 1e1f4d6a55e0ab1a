import { randomUUID } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../stores/mongo.ts';

interface LeaseDocument {
  _id: string;
  holder: string;
  /** The fencing token: rises with each new holder, and stands in each of the holder's writes. */
  epoch: number;
  /** The last position in the log that a holder reported. It outlives the events. */
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
  /** The last known position in the log when the lease was taken. */
  n: number;
}

export interface Lease {
  /** The held lease as last seen; MongoDB is not asked. */
  readonly held: HeldLease | null;
  /**
   * Takes the lease, or renews it once a third of its time has passed.
   * @param n the last known position in the log
   * @returns null where another process holds the lease; a new epoch where the lease was lost and taken again
   */
  hold(n: number): Promise<HeldLease | null>;
  /** Ends the lease at once, so that another process need not wait for its expiry. */
  release(): Promise<void>;
}

/**
 * Creates a lease in MongoDB (after Gray and Cheriton, "Leases", SOSP 1989). Clocks may differ, and a paused holder may
 * miss the expiry, so two processes may both believe that they hold it. That costs duplicate work only: writes are
 * fenced by the epoch.
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
      // Another process holds the lease: no expired document matched, and the upsert collided with the live one.
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  return {
    get held() {
      return held;
    },
    async hold(n) {
      // The monotonic clock: the wall clock may be set back.
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
