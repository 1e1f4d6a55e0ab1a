import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { Redis } from 'ioredis';
import type { Clock } from '../../clock.ts';
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

/** Redis's dead-letter streams are restored from this collection. */
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

/** Dead letters per XADD script. */
const batchSize = 200;

/** Keeps each dead letter until its event is applied or dropped. */
export interface DeadLetterStore {
  /** Wraps a member: stores its dead letters, and deletes each when its replay is acknowledged. */
  keeping(member: GroupMember): GroupMember;
  /** Puts dead letters that Redis lost back into their stream, unless the log delivers the event again. */
  restore(): Promise<void>;
}

interface StoreState {
  letters: Model<DeadLetterDocument>;
  redis: Redis;
  group: string;
  source: string;
  clock: Clock;
}

export function createDeadLetterStore(options: {
  connection: Connection;
  redis: Redis;
  group: string;
  source: string;
  /** The store's time, since several processes write instants that are compared. */
  clock: Clock;
}): DeadLetterStore {
  const { connection, redis, group, source, clock } = options;
  const state: StoreState = { letters: deadLetterModel(connection), redis, group, source, clock };
  return {
    keeping: (member) => ({
      ...member,
      async deadLetter(entry, failure) {
        await intactSince(state);
        const letter = { ...toDeadLetter(source, entry, failure), group, parkedAt: clock() };
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
  // The relay has not refilled the stream: the events that will come again are unknown.
  if (progress === undefined || first === undefined) return;
  const known = await entriesInRedis(state);
  const absent = stored.filter(({ entry }) => !known.has(entry));
  const { settled, missing } = await sortAbsent(state, absent, { since, progress, first: first[0] });
  // Again: other consumers may have added or replayed dead letters.
  const knownNow = await entriesInRedis(state);
  await deleteLetters(
    state,
    settled.filter((entry) => !knownNow.has(entry)),
  );
  await putBack(state, missing.slice(0, Math.max(0, maxDeadLetters - knownNow.size)));
}

type StoredPlace = Pick<DeadLetterDocument, '_id' | 'entry' | 'parkedAt'>;

/**
 * Sorts dead letters that Redis lacks. `settled`: applied after a refill. `missing`: to put back. In neither: the event
 * is still to come.
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
    // Delivered again without a failure. A letter of a later failure exceeded Redis's maximum.
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

/** Finds the events among Redis's dead letters and replays. */
async function entriesInRedis({ redis, group, source }: StoreState): Promise<Set<string>> {
  const dead = (await redis.xrange(deadLettersOf(group), '-', '+')).map(([, flat]) => fieldsOf(flat));
  const replays = (await redis.xrange(replaysOf(source, group), '-', '+')).map(([, flat]) => fieldsOf(flat));
  const places = [
    ...dead.map(({ source: from, id }) => (from === source ? id : undefined)),
    ...replays.map(({ entry }) => entry),
  ];
  return new Set(places.filter((place) => place !== undefined));
}

/** Redis and MongoDB have the same dead letters if they have equally many. */
async function isComplete({ letters, redis, group, source }: StoreState): Promise<boolean> {
  const stored = await letters.countDocuments({ group });
  if (stored === 0) return true;
  const dead = await redis.xlen(deadLettersOf(group));
  return dead + (await redis.xlen(replaysOf(source, group))) === stored;
}

/** The time since which Redis has kept its data, as far as the group knows. */
async function intactSince({ redis, group, source, clock }: StoreState): Promise<Date> {
  const key = deadLettersSinceOf(source, group);
  await redis.set(key, clock().toISOString(), 'NX');
  return new Date((await redis.get(key)) ?? 0);
}

async function isPending({ redis, group, source }: StoreState, entry: string): Promise<boolean> {
  return (await redis.xpending(streamOf(source), group, entry, entry, 1)).length > 0;
}

/** Adds dead letters that are still stored. The script ignores known letters: several consumers may run it at once. */
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
