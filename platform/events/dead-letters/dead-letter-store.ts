import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { Redis } from 'ioredis';
import { systemClock } from '../../clock.ts';
import { deadLettersOf, deadLettersSinceOf, replaysOf, streamOf } from '../channels.ts';
import { maxDeadLetters, fieldsOf, deadLetterFields, toDeadLetter } from '../consumer-group.ts';
import type { DeadLetter, GroupMember } from '../consumer-group.ts';
import { parseStreamId } from '../position.ts';
import { putBackScript } from '../stream-scripts.ts';
import { groupsOf } from '../stream-trim.ts';
import type { GroupProgress } from '../stream-trim.ts';

interface DeadLetterDocument extends DeadLetter {
  /** `<group> <source> <entry>` */
  _id: string;
  group: string;
  parkedAt: Date;
}

/** The dead letters of a database's consumer groups. The dead-letter streams in Redis are restored from them. */
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

/** Dead letters that one command puts back. */
const batchSize = 200;

/** A group's dead letters of one source, kept from the failure until the event is applied or dropped. */
export interface DeadLetterStore {
  /** A group member that stores its dead letters, and deletes those whose replay it acknowledges. */
  keeping(member: GroupMember): GroupMember;
  /**
   * Restores the dead letters that Redis has lost. An event that the log still has comes to the group again anyway; the
   * others are put back into the dead-letter stream.
   */
  restore(): Promise<void>;
}

interface StoreState {
  letters: Model<DeadLetterDocument>;
  redis: Redis;
  group: string;
  source: string;
}

export function createDeadLetterStore(options: {
  connection: Connection;
  redis: Redis;
  group: string;
  source: string;
}): DeadLetterStore {
  const { connection, redis, group, source } = options;
  const state: StoreState = { letters: deadLetterModel(connection), redis, group, source };
  return {
    keeping: (member) => ({
      ...member,
      async deadLetter(entry, failure) {
        await intactSince(state);
        const letter = { ...toDeadLetter(source, entry, failure), group, parkedAt: systemClock() };
        const _id = letterId(state, letter.entry);
        await state.letters.updateOne({ _id }, { $set: letter }, { upsert: true });
        await member.deadLetter(entry, failure);
      },
      async acknowledge(entries) {
        const replayed = entries.flatMap(({ origin }) => (origin === undefined ? [] : [origin.id]));
        await deleteLetters(state, replayed);
        await member.acknowledge(entries);
      },
    }),
    restore: () => restore(state),
  };
}

async function restore(state: StoreState): Promise<void> {
  const since = await intactSince(state);
  if (await isComplete(state)) return;
  const { letters, redis, group, source } = state;
  const stored = await letters
    .find({ group, source }, { entry: 1, parkedAt: 1 })
    .sort({ parkedAt: 1 })
    .lean<StoredPlace[]>()
    .exec();
  const stream = streamOf(source);
  const progress = (await groupsOf(redis, stream)).find((each) => each.group === group);
  const [first] = await redis.xrange(stream, '-', '+', 'COUNT', 1);
  // The relay has not refilled the stream: which events will come again is unknown.
  if (progress === undefined || first === undefined) return;
  const known = await entriesInRedis(state);
  const absent = stored.filter(({ entry }) => !known.has(entry));
  const { settled, missing } = await sortAbsent(state, absent, { since, progress, first: first[0] });
  // Read again: other consumers may have added or replayed dead letters meanwhile.
  const knownNow = await entriesInRedis(state);
  await deleteLetters(
    state,
    settled.filter((entry) => !knownNow.has(entry)),
  );
  await putBack(state, missing.slice(0, Math.max(0, maxDeadLetters - knownNow.size)));
}

type StoredPlace = Pick<DeadLetterDocument, '_id' | 'entry' | 'parkedAt'>;

/**
 * Tells apart the dead letters that Redis has not: `settled` ones were applied after a refill, `missing` ones are to be
 * put back. Those whose event is still to come are neither.
 */
async function sortAbsent(
  state: StoreState,
  absent: readonly StoredPlace[],
  { since, progress, first }: { since: Date; progress: GroupProgress; first: string },
): Promise<{ settled: string[]; missing: string[] }> {
  const settled: string[] = [];
  const missing: string[] = [];
  for (const { _id, entry, parkedAt } of absent) {
    const { n } = parseStreamId(entry);
    const isToCome = n > progress.delivered.n || (await isPending(state, entry));
    if (n < parseStreamId(first).n) missing.push(_id);
    else if (isToCome) continue;
    // The event came again and did not fail again. A later failure that Redis has not was beyond Redis's maximum.
    else if (parkedAt < since) settled.push(entry);
    else missing.push(_id);
  }
  return { settled, missing };
}

function letterId({ group, source }: StoreState, entry: string): string {
  return `${group} ${source} ${entry}`;
}

async function deleteLetters(state: StoreState, entries: readonly string[]): Promise<void> {
  if (entries.length === 0) return;
  await state.letters.deleteMany({ _id: { $in: entries.map((entry) => letterId(state, entry)) } });
}

/** The places of the events that Redis has among the dead letters or the replays. */
async function entriesInRedis({ redis, group, source }: StoreState): Promise<Set<string>> {
  const dead = (await redis.xrange(deadLettersOf(group), '-', '+')).map(([, flat]) => fieldsOf(flat));
  const replays = (await redis.xrange(replaysOf(source, group), '-', '+')).map(([, flat]) => fieldsOf(flat));
  const places = [
    ...dead.map(({ source: from, id }) => (from === source ? id : undefined)),
    ...replays.map(({ entry }) => entry),
  ];
  return new Set(places.filter((place) => place !== undefined));
}

/** Whether Redis has as many dead letters as MongoDB: then they are the same. */
async function isComplete({ letters, redis, group, source }: StoreState): Promise<boolean> {
  const stored = await letters.countDocuments({ group });
  if (stored === 0) return true;
  const dead = await redis.xlen(deadLettersOf(group));
  return dead + (await redis.xlen(replaysOf(source, group))) === stored;
}

/** The time since when Redis has kept its data, as far as this group's consumers know. */
async function intactSince({ redis, group, source }: StoreState): Promise<Date> {
  const key = deadLettersSinceOf(source, group);
  await redis.set(key, systemClock().toISOString(), 'NX');
  return new Date((await redis.get(key)) ?? 0);
}

async function isPending({ redis, group, source }: StoreState, entry: string): Promise<boolean> {
  return (await redis.xpending(streamOf(source), group, entry, entry, 1)).length > 0;
}

/** Adds dead letters that are still stored. Where several consumers do so at once, Redis adds each letter once. */
async function putBack({ letters, redis, group }: StoreState, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += batchSize) {
    const found = await letters
      .find({ _id: { $in: ids.slice(at, at + batchSize) } })
      .sort({ parkedAt: 1 })
      .lean<DeadLetterDocument[]>()
      .exec();
    await redis.eval(putBackScript, 1, deadLettersOf(group), ...found.flatMap(deadLetterFields));
  }
}
