import type { Model } from 'mongoose';
import { isDuplicateKey } from '../stores/mongo.ts';
import type { StoredEvent } from './event-log.ts';
import type { Position } from './position.ts';

/** Another relay holds the lease: this relay must stop writing. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

export type UnplacedEvent = Omit<StoredEvent, keyof Position>;

export interface LogWriter {
  readonly n: number;
  /**
   * Appends the events that the log lacks, in order, and returns them.
   * @throws LeaseLostError if a later epoch has written. At most the first few events are then in the log,
   * before the events of that epoch
   */
  record(events: readonly UnplacedEvent[]): Promise<StoredEvent[]>;
}

/** Attempts to append while other writers move the log's end. */
const maxAttempts = 5;

/**
 * Appends to a subgraph's log during one lease session.
 *
 * Two relays cannot corrupt the log, even if a relay has not noticed that it lost the lease. A relay writes `n` + 1
 * only after it has read `n`. If two relays write the same `n`, its unique index refuses the second. That relay reads
 * the end again, and stops if it finds a later epoch. So `n` has no gaps, and the epoch never falls.
 * @param options.n a position known to be taken; its event may have expired
 */
export function createLogWriter(options: {
  events: Model<StoredEvent>;
  epoch: number;
  n: number;
}): LogWriter {
  const { events, epoch } = options;
  const collection = events.db.collection<StoredEvent>(events.collection.collectionName);
  let n = options.n;
  /** `unknown` after an error: the insert may have succeeded. */
  let end: 'known' | 'unknown' = 'unknown';

  async function locate(): Promise<void> {
    const last = await events.findOne({}, { n: 1, epoch: 1 }).sort({ n: -1 }).lean<Position>().exec();
    if (last !== null && last.epoch > epoch) {
      throw new LeaseLostError(
        `relay lease of epoch ${epoch} lost: the log has events of epoch ${last.epoch}.`,
      );
    }
    n = Math.max(options.n, last?.n ?? 0);
    end = 'known';
  }

  async function insert(rows: readonly StoredEvent[]): Promise<boolean> {
    end = 'unknown';
    try {
      // Ordered: MongoDB stops at the first refused insert.
      await collection.insertMany(rows, { ordered: true, ignoreUndefined: true });
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
    n += rows.length;
    end = 'known';
    return true;
  }

  /** Finds the positions of events in the log, by id. */
  async function placesOf(wanted: readonly UnplacedEvent[]): Promise<Map<string, Position>> {
    const ids = wanted.map(({ _id }) => _id);
    const found = await events
      .find({ _id: { $in: ids } }, { n: 1, epoch: 1 })
      .lean<(Position & { _id: string })[]>()
      .exec();
    return new Map(found.map(({ _id, ...place }) => [_id, place]));
  }

  return {
    get n() {
      return n;
    },
    async record(wanted) {
      const written: StoredEvent[] = [];
      let missing = wanted;
      for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
        if (end === 'unknown') await locate();
        const rows = missing.map((event, at): StoredEvent => ({ ...event, epoch, n: n + 1 + at }));
        if (await insert(rows)) return [...written, ...rows];
        const places = await placesOf(missing);
        written.push(
          ...rows.filter((row) => {
            const place = places.get(row._id);
            return place?.n === row.n && place.epoch === epoch;
          }),
        );
        missing = missing.filter(({ _id }) => !places.has(_id));
        if (missing.length === 0) return written;
      }
      throw new Error(
        `event log: its end moved at each of ${maxAttempts} attempts to append ${missing.length} events.`,
      );
    },
  };
}
