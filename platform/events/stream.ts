import type { Redis } from 'ioredis';
import type { Model } from 'mongoose';
import type { Logger } from '../log.ts';
import { streamOf } from './channels.ts';
import { toCloudEvent } from './event-log.ts';
import type { StoredEvent } from './event-log.ts';
import { beginning, parseStreamId, streamId } from './position.ts';
import type { Position } from './position.ts';
import { appendScript, resetScript } from './stream-scripts.ts';
import { trimStream } from './stream-trim.ts';

/** How many events a stream is refilled with at once. */
const refillBatch = 500;

/** A subgraph's events in Redis: always the log's own order, without a gap, and refilled from the log when it is behind. */
export interface EventStream {
  /** Adds what was just written to the log, and anything before it that is missing. */
  add(written: readonly StoredEvent[]): Promise<void>;
  /**
   * Makes sure that the stream ends where the log does: one rule for a fresh, a stale and an emptied Redis.
   * Costs one command where it is as it was left.
   */
  sync(): Promise<void>;
  /** Drops what nobody needs any more. */
  trim(): Promise<void>;
  /** The stream may be other than it was left. */
  forget(): void;
}

/**
 * @param options.source the subgraph's name
 * @param options.epoch the epoch of the lease
 * @param options.lastPlace the last place in the log that is known to have been taken
 */
export function createEventStream(options: {
  redis: Redis;
  events: Model<StoredEvent>;
  source: string;
  epoch: number;
  lastPlace: () => number;
  logger: Logger;
}): EventStream {
  const { redis, events, source, epoch, lastPlace, logger } = options;
  const key = streamOf(source);
  /** Where the stream ended when it was last seen. */
  let end: Position | null = null;

  const readEnd = async () => parseStreamId(String(await redis.eval(appendScript, 1, key, '')));

  /**
   * Adds events if the stream ends where it is thought to: nothing can come between the look and the write, so that an
   * emptied Redis, or another relay, never makes a gap.
   */
  async function append(after: Position, rows: readonly StoredEvent[]): Promise<boolean> {
    const entries = rows.flatMap((row) => [streamId(row), JSON.stringify(toCloudEvent(row))]);
    const found = await redis.eval(appendScript, 1, key, streamId(after), ...entries);
    return found === streamId(after);
  }

  /** Whether a stream's end is none that this database ever wrote: then Redis is older than the database. */
  function isForeign(found: Position, next: StoredEvent | undefined): boolean {
    if (found.n === 0) return false;
    if (next === undefined) return found.n > lastPlace() || found.epoch > epoch;
    return next.n === found.n && next.epoch !== found.epoch;
  }

  async function fill(): Promise<void> {
    // The stream first, then the log: what the stream has was in the log before, so it is never ahead.
    let found = await readEnd();
    for (;;) {
      const rows = await events
        .find({ n: { $gte: found.n } })
        .sort({ n: 1 })
        .limit(refillBatch)
        .lean<StoredEvent[]>()
        .exec();
      if (isForeign(found, rows[0])) {
        logger.warn({ stream: key, end: streamId(found) }, 'the stream is of another database: begun anew');
        await redis.eval(resetScript, 1, key, streamId(found));
        found = await readEnd();
        continue;
      }
      const missing = rows.filter(({ n }) => n > found.n);
      const last = missing.at(-1);
      if (last === undefined) break;
      found = (await append(found, missing)) ? { epoch: last.epoch, n: last.n } : await readEnd();
    }
    end = found;
  }

  return {
    async add(written) {
      const [first] = written;
      const last = written.at(-1);
      const before = end;
      end = null;
      if (first === undefined || last === undefined || before?.n !== first.n - 1) {
        await fill();
      } else if (await append(before, written)) {
        end = { epoch: last.epoch, n: last.n };
      } else {
        await fill();
      }
    },
    async sync() {
      if (end !== null && streamId(await readEnd()) === streamId(end)) return;
      if (end !== null)
        logger.warn({ stream: key }, 'the stream is not as it was left: filling it from the log');
      end = null;
      await fill();
    },
    trim: () => trimStream({ redis, key, events, end: end ?? beginning }),
    forget() {
      end = null;
    },
  };
}
