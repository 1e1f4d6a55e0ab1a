import { randomUUID } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../stores/mongo.ts';

interface LeaseDocument {
  /** What is leased. */
  _id: string;
  holder: string;
  /** Rises each time the lease is taken: what its holder writes carries it, and is told from an earlier holder's. */
  epoch: number;
  /** The last place in the log that a holder spoke of; outlives the events themselves. */
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

/** A lease in one's hand. */
export interface HeldLease {
  epoch: number;
  /** The last place in the log that was known when it was taken. */
  n: number;
}

export interface Lease {
  /** What is held, as far as is known without asking. */
  readonly held: HeldLease | null;
  /**
   * Takes the lease, or renews it once a third of its time has gone.
   * @param n the last place in the log that is known
   * @returns what is held, or null where another holds it; another epoch than before means that it was lost in between
   */
  hold(n: number): Promise<HeldLease | null>;
  /** Lets go, so that another need not wait. */
  release(): Promise<void>;
}

/**
 * A lease kept in MongoDB (after Gray and Cheriton, "Leases", SOSP 1989). The clocks of several machines may differ, and
 * a holder may sleep through its end: two may think that they hold it. That costs work, and no more, because what they
 * write is fenced by its epoch.
 * @param options.leaseMs how long it lasts unless it is renewed, in milliseconds
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
      // Somebody holds it: nothing matched, and the upsert ran into their row.
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  return {
    get held() {
      return held;
    },
    async hold(n) {
      // By a clock of its own, which nobody can turn back.
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
