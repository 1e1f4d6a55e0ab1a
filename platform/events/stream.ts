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

const refillBatchSize = 500;

/** A subgraph's events in Redis: in the log's order, without gaps, refilled from the log where it is behind. */
export interface EventStream {
  /** Appends events just written to the log, and missing events before them. */
  add(written: readonly StoredEvent[]): Promise<void>;
  /**
   * Brings the stream to the log's end: one rule for a fresh, a stale and an emptied Redis. Costs one command where the
   * stream is unchanged.
   */
  sync(): Promise<void>;
  /** Removes the events that every consumer group has acknowledged. */
  trim(): Promise<void>;
  /** Reads the stream's end again before the next write. */
  forget(): void;
}

/**
 * @param options.source the subgraph's name
 * @param options.epoch the epoch of the lease
 * @param options.lastPlace the last known position in the log
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
  /** The stream's end as last seen; null for unknown. */
  let end: Position | null = null;

  const readEnd = async () => parseStreamId(String(await redis.eval(appendScript, 1, key, '')));

  /**
   * Appends events if the stream ends at the expected position. Check and write are one script, so neither an emptied
   * Redis nor another relay makes a gap.
   */
  async function append(after: Position, rows: readonly StoredEvent[]): Promise<boolean> {
    const entries = rows.flatMap((row) => [streamId(row), JSON.stringify(toCloudEvent(row))]);
    const found = await redis.eval(appendScript, 1, key, streamId(after), ...entries);
    return found === streamId(after);
  }

  /** True where this database never wrote the stream's end: Redis has the stream of an earlier database. */
  function isForeign(found: Position, next: StoredEvent | undefined): boolean {
    if (found.n === 0) return false;
    if (next === undefined) return found.n > lastPlace() || found.epoch > epoch;
    return next.n === found.n && next.epoch !== found.epoch;
  }

  async function fill(): Promise<void> {
    // The stream is read before the log. Events are in the log first, so the stream is never ahead.
    let found = await readEnd();
    for (;;) {
      const rows = await events
        .find({ n: { $gte: found.n } })
        .sort({ n: 1 })
        .limit(refillBatchSize)
        .lean<StoredEvent[]>()
        .exec();
      if (isForeign(found, rows[0])) {
        logger.warn(
          { stream: key, end: streamId(found) },
          'stream belongs to another database: it is rebuilt from the log',
        );
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
        logger.warn({ stream: key }, 'stream changed unexpectedly: it is refilled from the log');
      end = null;
      await fill();
    },
    trim: () => trimStream({ redis, key, events, end: end ?? beginning }),
    forget() {
      end = null;
    },
  };
}
