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

/** A Redis stream in the log's order, without gaps. The log refills a stream that lags behind. */
export interface EventStream {
  /** Also appends missing events before them. */
  add(written: readonly StoredEvent[]): Promise<void>;
  /**
   * Appends all events that the stream lacks, whether Redis is new, stale or emptied. An unchanged stream costs one
   * command.
   */
  sync(): Promise<void>;
  trim(): Promise<void>;
  /** The next write first reads the stream's end. */
  forget(): void;
}

/** @param options.lastPlace the last known position in the log */
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
  /** As last seen; null for unknown. */
  let end: Position | null = null;

  const readEnd = async () => parseStreamId(String(await redis.eval(appendScript, 1, key, '')));

  /**
   * Appends if the stream ends at the expected position. Check and write are one script: neither an emptied Redis nor
   * another relay makes a gap.
   */
  async function append(after: Position, rows: readonly StoredEvent[]): Promise<boolean> {
    const entries = rows.flatMap((row) => [streamId(row), JSON.stringify(toCloudEvent(row))]);
    const found = await redis.eval(appendScript, 1, key, streamId(after), ...entries);
    return found === streamId(after);
  }

  /** True if this database never wrote the stream's end: an earlier database did. */
  function isForeign(found: Position, next: StoredEvent | undefined): boolean {
    if (found.n === 0) return false;
    if (next === undefined) return found.n > lastPlace() || found.epoch > epoch;
    return next.n === found.n && next.epoch !== found.epoch;
  }

  async function fill(): Promise<void> {
    // Events reach the log first: a stream read before the log is never ahead of it.
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
