import type { Redis } from 'ioredis';
import { streamOf } from './channels.ts';
import { toCloudEvent } from './event-log.ts';
import type { EventLog, LoggedEvent, Position } from './event-log.ts';

const refillBatch = 500;
/** How much a stream keeps that nobody consumes. */
const unconsumedLength = 10_000;

/** A subgraph's events in Redis, as far as consumers still need them; refilled from the log whenever they are gone. */
export interface EventStream {
  /**
   * Makes the stream hold everything in the log above what it ends with: one rule for a fresh, a stale and an
   * emptied Redis. A stream that is ahead of every position of ours belongs to another database, and is begun anew.
   * @param epoch the epoch that is written under
   */
  fill(epoch: number): Promise<void>;
  /** Whether it is still the stream that `fill` left, and not that of a Redis that lost its data since. */
  isWhole(): Promise<boolean>;
  /**
   * Adds events under their positions.
   * @returns false where Redis had lost its data: then the stream must be filled again
   * @throws ReplyError where the stream is ahead already: a relay of a later epoch has written
   */
  add(events: readonly LoggedEvent[]): Promise<boolean>;
  /** Drops what every consumer group has done with. */
  trim(): Promise<void>;
}

/** @param source the subgraph's name */
export function createEventStream({
  redis,
  log,
  source,
}: {
  redis: Redis;
  log: EventLog;
  source: string;
}): EventStream {
  const key = streamOf(source);
  // A stream that was added to after Redis lost its data looks whole, but is not. This key is lost with the data.
  const wholeKey = `${key}:whole`;

  async function add(events: readonly LoggedEvent[]): Promise<boolean> {
    if (events.length === 0) return true;
    const transaction = redis.multi();
    for (const event of events) {
      transaction.xadd(key, idOf(event), 'event', JSON.stringify(toCloudEvent(event)));
    }
    const replies = (await transaction.exists(wholeKey).exec()) ?? [];
    const failure = replies.find(([error]) => error !== null)?.[0];
    if (failure) throw failure;
    return replies.at(-1)?.[1] === 1;
  }

  return {
    add,

    async fill(epoch) {
      let reached = (await redis.exists(wholeKey)) === 0 ? null : await lastPosition(redis, key);
      if (reached === null || reached.epoch > epoch) {
        await redis.del(key, wholeKey);
        reached = null;
      }
      for (;;) {
        const missing = await log.above(reached, refillBatch);
        const last = missing.at(-1);
        if (last === undefined) break;
        await add(missing);
        reached = last;
      }
      await redis.set(wholeKey, '1');
    },

    async isWhole() {
      return (await redis.exists(wholeKey)) === 1;
    },

    async trim() {
      const done = await consumedByAll(redis, key);
      if (done === null) await redis.xtrim(key, 'MAXLEN', '~', unconsumedLength);
      else await redis.xtrim(key, 'MINID', '~', done);
    },
  };
}

function idOf({ epoch, n }: Position): string {
  return `${epoch}-${n}`;
}

/** Redis answers with a flat list of names and values. */
function record(flat: unknown): Record<string, unknown> {
  const list = flat as unknown[];
  return Object.fromEntries(
    Array.from({ length: Math.floor(list.length / 2) }, (_, at) => [String(list[at * 2]), list[at * 2 + 1]]),
  );
}

async function lastPosition(redis: Redis, key: string): Promise<Position | null> {
  if ((await redis.exists(key)) === 0) return null;
  const last = record(await redis.xinfo('STREAM', key))['last-generated-id'];
  const [epoch, n] = String(last).split('-').map(Number);
  return { epoch: epoch ?? 0, n: n ?? 0 };
}

/** What a consumer group of a stream has done and has before it. */
export interface GroupProgress {
  group: string;
  lastDelivered: string;
  pending: number;
  /** Entries not delivered yet; null where Redis cannot tell. */
  lag: number | null;
}

/** The consumer groups of a stream; none where there is no stream. */
export async function groupsOf(redis: Redis, key: string): Promise<GroupProgress[]> {
  if ((await redis.exists(key)) === 0) return [];
  return ((await redis.xinfo('GROUPS', key)) as unknown[]).map((flat) => {
    const group = record(flat);
    return {
      group: String(group['name']),
      lastDelivered: String(group['last-delivered-id']),
      pending: Number(group['pending']),
      lag: typeof group['lag'] === 'number' ? group['lag'] : null,
    };
  });
}

/** The first entry that some group is not done with yet; null without groups. */
async function consumedByAll(redis: Redis, key: string): Promise<string | null> {
  const groups = await groupsOf(redis, key);
  const firsts = await Promise.all(
    groups.map(async ({ group, pending, lastDelivered }) => {
      if (pending === 0) return lastDelivered;
      const [, oldest] = (await redis.xpending(key, group)) as [number, string | null];
      return oldest ?? lastDelivered;
    }),
  );
  return firsts.toSorted(compareIds).at(0) ?? null;
}

function compareIds(one: string, other: string): number {
  const [oneEpoch = 0, oneN = 0] = one.split('-').map(Number);
  const [otherEpoch = 0, otherN = 0] = other.split('-').map(Number);
  return oneEpoch - otherEpoch || oneN - otherN;
}
