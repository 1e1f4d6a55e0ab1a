import { randomUUID } from 'node:crypto';
import type { ChainableCommander, Redis } from 'ioredis';
import { z } from 'zod';
import { deadLettersOf, replaysOf, streamOf } from './channels.ts';

/** A stream entry that was delivered to one consumer of a group. */
export interface Entry {
  id: string;
  /** The event as JSON; null where the entry has none, or has left the stream. */
  event: string | null;
  /** Of a replayed dead letter: its place in the events stream, and the number of its replays. */
  origin?: { id: string; replays: number };
  /** True for a dead letter that an operator has dropped: it is acknowledged unseen. */
  dropped?: boolean;
}

/** Why an entry became a dead letter. */
export interface Failure {
  reason: string;
  deliveries: number;
}

/** An event that a consumer group could not apply. */
export interface DeadLetter extends Failure {
  source: string;
  /** The event's place in its stream. */
  entry: string;
  /** The event's JSON as it was found; empty where there was none. */
  event: string;
  replays: number;
}

export function toDeadLetter(source: string, { id, event, origin }: Entry, failure: Failure): DeadLetter {
  return { source, entry: origin?.id ?? id, event: event ?? '', replays: origin?.replays ?? 0, ...failure };
}

/** The fields and values of a dead letter in its Redis stream. */
export function deadLetterFields({
  source,
  entry,
  reason,
  event,
  deliveries,
  replays,
}: DeadLetter): string[] {
  const fields = { source, id: entry, reason, event, deliveries, replays };
  return Object.entries(fields).flatMap(([name, value]) => [name, String(value)]);
}

/** One consumer's commands in its group. A delivery is counted for each entry that it is given again. */
export interface GroupMember {
  /** New entries for the group. Waits for them up to `waitMs`; null for not at all. */
  read(count: number, waitMs: number | null): Promise<Entry[]>;
  /** This consumer's unacknowledged entries after an id. */
  readPending(count: number, after: string): Promise<Entry[]>;
  /** Claims entries that another consumer has left unacknowledged for `idleMs`. */
  claimIdle(count: number, idleMs: number): Promise<Entry[]>;
  /** Claims pending entries by id. */
  claim(ids: readonly string[]): Promise<Entry[]>;
  deliveriesOf(id: string): Promise<number>;
  acknowledge(entries: readonly Entry[]): Promise<void>;
  /** Moves an entry to the group's dead letters, in one step. */
  deadLetter(entry: Entry, failure: Failure): Promise<void>;
  /** Removes consumers without pending entries that have been idle for `idleMs`. */
  removeIdleConsumers(idleMs: number): Promise<void>;
  /** Removes this consumer, unless it has pending entries. */
  leave(): Promise<void>;
}

/** Redis keeps the newest dead letters of a group; MongoDB keeps all. */
export const maxDeadLetters = 10_000;

const entriesShape = z
  .array(z.tuple([z.string(), z.array(z.string()).nullable()]))
  .transform((list) => list.map(([id, fields]): Entry => toEntry(id, fields ?? [])));
const readShape = z.array(z.tuple([z.string(), entriesShape])).nullable();
const claimShape = z.tuple([z.string(), entriesShape]).rest(z.unknown());
const pendingShape = z.array(z.tuple([z.string(), z.string(), z.number(), z.number()]));
const consumersShape = z.array(z.array(z.union([z.string(), z.number()])));

function toEntry(id: string, flat: readonly string[]): Entry {
  const { event = null, entry, replays, dropped } = fieldsOf(flat);
  if (entry === undefined) return { id, event };
  return { id, event, origin: { id: entry, replays: Number(replays) }, dropped: dropped !== undefined };
}

/** Redis sends the fields of an entry as a flat list of names and values. */
export function fieldsOf(flat: readonly string[]): Partial<Record<string, string>> {
  return Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]]] : [])));
}

/** Removes a consumer without pending entries, which would go with it. KEYS: stream. ARGV: group, consumer. */
const removeScript = `
  if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
  if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
  return 1
`;

interface Membership {
  /** A connection whose commands never wait. */
  commands: Redis;
  /** A connection that waits for entries. */
  blocking: Redis;
  source: string;
  group: string;
  /** `replays`: the stream of dead letters that this group alone gets again. Its settled entries are deleted. */
  lane: 'events' | 'replays';
  key: string;
  /** This consumer's name in the group. */
  name: string;
}

/**
 * Joins a consumer group. Where Redis has no such group (any more), it is created, and begins with the oldest event.
 * @see https://redis.io/docs/latest/develop/data-types/streams/#consumer-groups
 */
export function joinGroup(
  options: Pick<Membership, 'commands' | 'blocking' | 'source' | 'group'> & Partial<Pick<Membership, 'lane'>>,
): GroupMember {
  const { commands, blocking, source, group, lane = 'events' } = options;
  const key = lane === 'events' ? streamOf(source) : replaysOf(source, group);
  const own: Membership = { ...options, lane, key, name: randomUUID() };
  const { name } = own;

  return {
    read: (count, waitMs) => readEntries(own, waitMs === null ? commands : blocking, count, waitMs, '>'),
    readPending: (count, after) => readEntries(own, commands, count, null, after),

    async claimIdle(count, idleMs) {
      const claim = () => commands.xautoclaim(key, group, name, idleMs, '0', 'COUNT', count);
      return claimShape.parse(await inGroup(own, claim))[1];
    },

    async claim(ids) {
      if (ids.length === 0) return [];
      return entriesShape.parse(await inGroup(own, () => commands.xclaim(key, group, name, 0, ...ids)));
    },

    async deliveriesOf(id) {
      const reply = await inGroup(own, () => commands.xpending(key, group, id, id, 1));
      return pendingShape.parse(reply)[0]?.[3] ?? 1;
    },

    async acknowledge(entries) {
      const ids = entries.map(({ id }) => id);
      if (ids.length > 0) await execSettling(own, commands.multi(), ids);
    },

    async deadLetter(entry, failure) {
      const fields = deadLetterFields(toDeadLetter(source, entry, failure));
      const key = deadLettersOf(group);
      const added = commands.multi().xadd(key, 'MAXLEN', '~', maxDeadLetters, '*', ...fields);
      await execSettling(own, added, [entry.id]);
    },

    async removeIdleConsumers(idleMs) {
      const reply = await inGroup(own, () => commands.xinfo('CONSUMERS', key, group));
      for (const flat of consumersShape.parse(reply)) {
        const field = (wanted: string) => flat[flat.indexOf(wanted) + 1];
        const isIdle = Number(field('pending')) === 0 && Number(field('idle')) > idleMs;
        if (isIdle) await removeConsumer(own, String(field('name')));
      }
    },

    leave: () => removeConsumer(own, name),
  };
}

/** Runs a command; where Redis has lost the group, creates it first and runs the command again. */
async function inGroup<Result>(own: Membership, command: () => Promise<Result>): Promise<Result> {
  try {
    return await command();
  } catch (error) {
    if (!isGroupLost(error)) throw error;
    await createGroup(own);
    return command();
  }
}

async function createGroup({ commands, key, group }: Membership): Promise<void> {
  try {
    await commands.xgroup('CREATE', key, group, '0', 'MKSTREAM');
  } catch (error) {
    if (!startsWith(error, 'BUSYGROUP')) throw error;
  }
}

/** @param waitMs null for a read that does not wait */
async function readEntries(
  own: Membership,
  redis: Redis,
  count: number,
  waitMs: number | null,
  after: string,
): Promise<Entry[]> {
  const { group, name, key } = own;
  const reply = await inGroup(own, () =>
    waitMs === null
      ? redis.xreadgroup('GROUP', group, name, 'COUNT', count, 'STREAMS', key, after)
      : redis.xreadgroup('GROUP', group, name, 'COUNT', count, 'BLOCK', waitMs, 'STREAMS', key, after),
  );
  return readShape.parse(reply)?.flatMap(([, entries]) => entries) ?? [];
}

/** Acknowledges entries, in one transaction with the commands before. */
async function execSettling(
  { key, group, lane }: Membership,
  commands: ChainableCommander,
  ids: readonly string[],
): Promise<void> {
  const acknowledged = commands.xack(key, group, ...ids);
  await execTransaction(lane === 'events' ? acknowledged : acknowledged.xdel(key, ...ids));
}

async function removeConsumer({ commands, key, group }: Membership, consumer: string): Promise<void> {
  await commands.eval(removeScript, 1, key, group, consumer);
}

/** Runs queued commands as one transaction. @throws the first error among their replies */
export async function execTransaction(commands: ChainableCommander): Promise<void> {
  const replies = await commands.exec();
  const failure = replies?.find(([error]) => error !== null)?.[0];
  if (failure) throw failure;
}

/** Redis ends a wait with UNBLOCKED when the stream is deleted, and then answers NOGROUP. */
function isGroupLost(error: unknown): boolean {
  return (
    startsWith(error, 'NOGROUP') || startsWith(error, 'UNBLOCKED') || startsWith(error, 'ERR no such key')
  );
}

function startsWith(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.startsWith(code);
}
