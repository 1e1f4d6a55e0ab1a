import type { Model } from 'mongoose';
import { isDuplicateKey } from '../stores/mongo.ts';
import type { StoredEvent } from './event-log.ts';
import type { Position } from './position.ts';

/** Thrown when another relay holds the lease: this one must stop writing. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** An event without its position in the log. */
export type UnplacedEvent = Omit<StoredEvent, keyof Position>;

export interface LogWriter {
  /** The last known position. */
  readonly n: number;
  /**
   * Appends the events that the log does not have, in order.
   * @returns the appended events with their positions
   * @throws LeaseLostError where a later epoch has written: then none or only the first of the events are in the log,
   * before all events of that epoch
   */
  record(events: readonly UnplacedEvent[]): Promise<StoredEvent[]>;
}

/** Attempts to append before a moving end of the log is an error. */
const maxAttempts = 5;

/**
 * Appends to a subgraph's log during one lease session.
 *
 * Two relays cannot corrupt the log, however late one notices that it lost the lease. Positions are written in order
 * under a unique index, and a relay writes `n` + 1 only after it has read position `n`. When two relays write the same
 * position, MongoDB refuses one. That one reads the end again, and stops if it finds a later epoch. So `n` has no gaps,
 * and the epoch never falls.
 * @param options.epoch the lease's epoch
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
  /** `unknown` after an error: the insert may have happened or not. */
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

  /** The positions of those events that the log has, by id. */
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
