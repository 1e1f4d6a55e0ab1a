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

/** The state of another process's lease, and the instant of `performance.now()` at which it was first seen. */
interface SeenLease {
  epoch: number;
  expiresAtMs: number;
  atMs: number;
}

/**
 * Creates a lease in MongoDB (Gray and Cheriton, "Leases", SOSP 1989). A lease ends at its expiry, or once it has been seen
 * without a renewal for `leaseMs` of monotonic time: a holder whose clock is ahead cannot keep it after its death. A
 * paused holder may miss the end, so two processes may believe that they hold it. This only duplicates work: the epoch
 * fences writes.
 * @param options.clock the store's time
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
  let seen: SeenLease | null = null;
  let renewedAtMs = 0;
  const expiry = () => new Date(clock().getTime() + leaseMs);

  async function renew({ epoch }: HeldLease, n: number): Promise<boolean> {
    const { matchedCount } = await leases.updateOne(
      { _id: name, holder, epoch },
      { $set: { expiresAt: expiry(), n } },
    );
    return matchedCount === 1;
  }

  function hasEnded({ epoch, expiresAt }: LeaseDocument): boolean {
    const expiresAtMs = expiresAt.getTime();
    const nowMs = performance.now();
    if (seen?.epoch !== epoch || seen.expiresAtMs !== expiresAtMs) seen = { epoch, expiresAtMs, atMs: nowMs };
    return expiresAtMs <= clock().getTime() || nowMs - seen.atMs >= leaseMs;
  }

  async function take(): Promise<HeldLease | null> {
    const current = await leases.findById(name).lean<LeaseDocument>().exec();
    if (current === null) return create();
    if (!hasEnded(current)) return null;
    const { epoch, expiresAt } = current;
    const taken = await leases
      .findOneAndUpdate(
        { _id: name, epoch, expiresAt },
        { $set: { holder, expiresAt: expiry() }, $inc: { epoch: 1 } },
        { returnDocument: 'after' },
      )
      .lean<LeaseDocument>()
      .exec();
    return taken === null ? null : { epoch: taken.epoch, n: taken.n };
  }

  async function create(): Promise<HeldLease | null> {
    try {
      await leases.create({ _id: name, holder, epoch: 1, n: 0, expiresAt: expiry() });
      return { epoch: 1, n: 0 };
    } catch (error) {
      // Another process was first.
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  return {
    get held() {
      return held;
    },
    async hold(n) {
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
