import type { Redis } from 'ioredis';
import type { Model } from 'mongoose';
import { z } from 'zod';
import type { StoredEvent } from './event-log.ts';
import { parseStreamId, streamId } from './position.ts';
import type { Position } from './position.ts';

export interface GroupProgress {
  group: string;
  delivered: Position;
  /** Entries that are delivered and not acknowledged. */
  pending: number;
}

const flatRecord = z.array(z.union([z.string(), z.number(), z.null()]));
const pendingSummary = z.tuple([z.number(), z.string().nullable()]).rest(z.unknown());

function fieldsOf(flat: unknown): Map<unknown, unknown> {
  const list = flatRecord.parse(flat);
  return new Map(list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]] as const] : [])));
}

/** Empty for a missing stream. */
export async function groupsOf(redis: Redis, key: string): Promise<GroupProgress[]> {
  if ((await redis.exists(key)) === 0) return [];
  return z
    .array(z.unknown())
    .parse(await redis.xinfo('GROUPS', key))
    .map((flat) => {
      const fields = fieldsOf(flat);
      return {
        group: String(fields.get('name')),
        delivered: parseStreamId(String(fields.get('last-delivered-id'))),
        pending: Number(fields.get('pending')),
      };
    });
}

/**
 * Removes entries that every group has acknowledged, except the newest. Other entries stay until their events leave the
 * log, so an abandoned group does not fill Redis.
 * @param options.end the stream's last position
 * @param options.kept the number of newest entries that always stay
 */
export async function trimStream(options: {
  redis: Redis;
  key: string;
  events: Model<StoredEvent>;
  end: Position;
  kept?: number;
}): Promise<void> {
  const { redis, key, events, end, kept = 10_000 } = options;
  const groups = await groupsOf(redis, key);
  const needed = await Promise.all(groups.map((group) => firstNeeded(redis, key, group)));
  const firstKept = Math.min(end.n - kept, ...needed.map(({ n }) => n));
  // If the first event to keep has expired, keep from the log's oldest event.
  const oldest = await events
    .findOne({ n: { $gte: firstKept } }, { n: 1, epoch: 1 })
    .sort({ n: 1 })
    .lean<Position>()
    .exec();
  if (oldest !== null) await redis.xtrim(key, 'MINID', '~', streamId(oldest));
}

async function firstNeeded(redis: Redis, key: string, { group, pending, delivered }: GroupProgress) {
  if (pending === 0) return delivered;
  const [, first] = pendingSummary.parse(await redis.xpending(key, group));
  return first === null ? delivered : parseStreamId(first);
}
