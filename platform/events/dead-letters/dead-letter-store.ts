import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { Redis } from 'ioredis';
import { systemClock } from '../../clock.ts';
import { deadLettersOf, deadLettersSinceOf, replaysOf, streamOf } from '../channels.ts';
import { maxDeadLetters, fieldsOf, deadLetterFields, toDeadLetter } from '../consumer-group.ts';
import type { GroupMember, DeadLetter } from '../consumer-group.ts';
import { parseStreamId } from '../position.ts';
import { putBackScript } from '../stream-scripts.ts';
import { groupsOf } from '../stream-trim.ts';

interface DeadLetterDocument extends DeadLetter {
  /** Group, source and the event's place in its stream. */
  _id: string;
  group: string;
  parkedAt: Date;
}

/** The dead letters of the consumer groups of a database: what the dead-letter streams in Redis are filled from. */
export function deadLetterModel(connection: Connection): Model<DeadLetterDocument> {
  const known = connection.models['DeadLetter'];
  if (known !== undefined) return known as Model<DeadLetterDocument>;
  const text = { type: String, required: true } as const;
  const number = { type: Number, required: true } as const;
  const schema = new Schema<DeadLetterDocument>(
    {
      ...{ _id: text, group: text, source: text, entry: text, reason: text, event: String },
      ...{ deliveries: number, replays: number, parkedAt: { type: Date, required: true } },
    },
    { collection: 'dead_letters', versionKey: false },
  );
  return connection.model<DeadLetterDocument>('DeadLetter', schema);
}

/** How many letters are put back at once. */
const batchSize = 200;

/** A group's dead letters of one source, from when an event is given up until it is applied or thrown away. */
export interface DeadLetterStore {
  /** A member of the group that keeps what it parks, and forgets what it settles of it. */
  keeping(member: GroupMember): GroupMember;
  /**
   * Brings Redis up to what is kept. Where it has lost its data, an event that the log has still comes to the group anew,
   * and is applied or parked again; those that have left the log are put back among the dead letters.
   */
  restore(): Promise<void>;
}

export function createDeadLetterStore(options: {
  connection: Connection;
  redis: Redis;
  group: string;
  source: string;
}): DeadLetterStore {
  const { connection, redis, group, source } = options;
  const letters = deadLetterModel(connection);
  const idOf = (entry: string) => `${group} ${source} ${entry}`;

  async function forget(entries: readonly string[]): Promise<void> {
    if (entries.length > 0) await letters.deleteMany({ _id: { $in: entries.map(idOf) } });
  }

  /** The events that Redis has among the dead letters, or on their way to be given once more. */
  async function inRedis(): Promise<Set<string>> {
    const parked = await redis.xrange(deadLettersOf(group), '-', '+');
    const replayed = await redis.xrange(replaysOf(source, group), '-', '+');
    const places = [
      ...parked.map(([, flat]) => {
        const { source: from, id } = fieldsOf(flat);
        return from === source ? id : undefined;
      }),
      ...replayed.map(([, flat]) => {
        const { entry } = fieldsOf(flat);
        return entry;
      }),
    ];
    return new Set(places.filter((place) => place !== undefined));
  }

  /** Whether as many are in Redis as are kept: then they are the same. */
  async function isComplete(): Promise<boolean> {
    const kept = await letters.countDocuments({ group });
    if (kept === 0) return true;
    const parked = await redis.xlen(deadLettersOf(group));
    return parked + (await redis.xlen(replaysOf(source, group))) === kept;
  }

  /** Since when Redis has not lost its data, as far as the group's consumers noticed. */
  async function intactSince(): Promise<Date> {
    const key = deadLettersSinceOf(source, group);
    await redis.set(key, systemClock().toISOString(), 'NX');
    return new Date((await redis.get(key)) ?? 0);
  }

  async function isPending(entry: string): Promise<boolean> {
    return (await redis.xpending(streamOf(source), group, entry, entry, 1)).length > 0;
  }

  /** Adds those that are kept still. Of several consumers that do so at once, one does. */
  async function putBack(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += batchSize) {
      const batch = ids.slice(at, at + batchSize);
      const found = await letters
        .find({ _id: { $in: batch } })
        .sort({ parkedAt: 1 })
        .lean<DeadLetterDocument[]>()
        .exec();
      await redis.eval(putBackScript, 1, deadLettersOf(group), ...found.flatMap(deadLetterFields));
    }
  }

  return {
    keeping: (member) => ({
      ...member,
      async deadLetter(entry, why) {
        await intactSince();
        const letter = { ...toDeadLetter(source, entry, why), group, parkedAt: systemClock() };
        await letters.updateOne({ _id: idOf(letter.entry) }, { $set: letter }, { upsert: true });
        await member.deadLetter(entry, why);
      },
      async acknowledge(entries) {
        await forget(entries.flatMap(({ origin }) => (origin === undefined ? [] : [origin.id])));
        await member.acknowledge(entries);
      },
    }),

    async restore() {
      const since = await intactSince();
      if (await isComplete()) return;
      const kept = await letters
        .find({ group, source }, { entry: 1, parkedAt: 1 })
        .sort({ parkedAt: 1 })
        .lean<Pick<DeadLetterDocument, '_id' | 'entry' | 'parkedAt'>[]>()
        .exec();
      const stream = streamOf(source);
      const progress = (await groupsOf(redis, stream)).find((each) => each.group === group);
      const [first] = await redis.xrange(stream, '-', '+', 'COUNT', 1);
      // The log is not there yet: what comes with it is not known.
      if (progress === undefined || first === undefined) return;
      const there = await inRedis();
      const settled: string[] = [];
      const missing: string[] = [];
      for (const { _id, entry, parkedAt } of kept.filter((letter) => !there.has(letter.entry))) {
        const { n } = parseStreamId(entry);
        const isToCome = n > progress.delivered.n || (await isPending(entry));
        if (n < parseStreamId(first[0]).n) missing.push(_id);
        else if (isToCome) continue;
        // It came anew, and was not parked again; otherwise there were too many for Redis to have them all.
        else if (parkedAt < since) settled.push(entry);
        else missing.push(_id);
      }
      // Again: what was parked or given once more meanwhile is there by now.
      const known = await inRedis();
      await forget(settled.filter((entry) => !known.has(entry)));
      await putBack(missing.slice(0, Math.max(0, maxDeadLetters - known.size)));
    },
  };
}
