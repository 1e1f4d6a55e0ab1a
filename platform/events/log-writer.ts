import type { Model } from 'mongoose';
import { isDuplicateKey } from '../stores/mongo.ts';
import type { StoredEvent } from './event-log.ts';
import type { Position } from './position.ts';

/** Thrown when a relay finds that another has taken its place: it must stop writing. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** An event that is to be written to the log. */
export type UnplacedEvent = Omit<StoredEvent, keyof Position>;

export interface LogWriter {
  /** The last place that was taken, as far as is known. */
  readonly n: number;
  /**
   * Writes those events that the log does not have yet, in order, to the places after its last.
   * @returns the ones that were written, with their places
   * @throws LeaseLostError where the log was written under a later epoch: then nothing, or only the first of the
   * events, was written, and before anything of that epoch
   */
  record(events: readonly UnplacedEvent[]): Promise<StoredEvent[]>;
}

/** How often a duplicate may send it back to look where the log ends. */
const attempts = 5;

/**
 * Writes a subgraph's log for as long as one lease lasts.
 *
 * Why two relays cannot spoil it, however late one notices that its lease is gone: places are taken one after the other
 * (`n` + 1, in order, in a unique index), and only by a relay that has seen who took the place before. Of two that want
 * the same place one is refused, looks again, and stops if the other's epoch is later than its own. So `n` has no gaps,
 * and epochs never fall along it.
 * @param options.epoch the lease's epoch
 * @param options.n a place that is known to have been taken, of which the log may have nothing left
 */
export function createLogWriter(options: {
  events: Model<StoredEvent>;
  epoch: number;
  n: number;
}): LogWriter {
  const { events, epoch } = options;
  const collection = events.db.collection<StoredEvent>(events.collection.collectionName);
  let n = options.n;
  // Whether `n` is the log's end for certain; not after an error, whose outcome nobody knows.
  let certain = false;

  async function locate(): Promise<void> {
    const last = await events.findOne({}, { n: 1, epoch: 1 }).sort({ n: -1 }).lean<Position>().exec();
    if (last !== null && last.epoch > epoch) {
      throw new LeaseLostError(`the log is written under epoch ${last.epoch}, which is after ${epoch}`);
    }
    n = Math.max(options.n, last?.n ?? 0);
    certain = true;
  }

  async function insert(rows: readonly StoredEvent[]): Promise<boolean> {
    certain = false;
    try {
      // In order: after the first that is refused, nothing is written.
      await collection.insertMany(rows, { ordered: true, ignoreUndefined: true });
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
    n += rows.length;
    certain = true;
    return true;
  }

  /** Where each of the events is that the log has. */
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
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        if (!certain) await locate();
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
      throw new Error(`the log's end moved ${attempts} times while ${missing.length} events were added`);
    },
  };
}
