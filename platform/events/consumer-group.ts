import { randomUUID } from 'node:crypto';
import type { ChainableCommander, Redis } from 'ioredis';
import { z } from 'zod';
import { deadLettersOf, replaysOf, streamOf } from './channels.ts';

export interface Entry {
  id: string;
  /** JSON; null if the entry has left the stream, or has no event. */
  event: string | null;
  /** Of a replayed dead letter: its id in the events stream. */
  origin?: { id: string; replays: number };
  /** An operator dropped the dead letter: acknowledge it unread. */
  dropped?: boolean;
}

export interface Failure {
  reason: string;
  deliveries: number;
}

export interface DeadLetter extends Failure {
  source: string;
  /** The event's id in its stream. */
  entry: string;
  event: string;
  replays: number;
}

export function toDeadLetter(source: string, { id, event, origin }: Entry, failure: Failure): DeadLetter {
  return { source, entry: origin?.id ?? id, event: event ?? '', replays: origin?.replays ?? 0, ...failure };
}

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

/** The commands of a consumer. Redis counts the deliveries of each entry. */
export interface GroupMember {
  /** Waits for new entries up to `waitMs`; null does not wait. */
  read(count: number, waitMs: number | null): Promise<Entry[]>;
  readPending(count: number, after: string): Promise<Entry[]>;
  claimIdle(count: number, idleMs: number): Promise<Entry[]>;
  claim(ids: readonly string[]): Promise<Entry[]>;
  deliveriesOf(id: string): Promise<number>;
  acknowledge(entries: readonly Entry[]): Promise<void>;
  /** Moves an entry to the dead-letter stream, in one transaction. */
  deadLetter(entry: Entry, failure: Failure): Promise<void>;
  /** Removes idle consumers that have no pending entries. */
  removeIdleConsumers(idleMs: number): Promise<void>;
  /** Removes this consumer, unless it has pending entries. */
  leave(): Promise<void>;
}

/** The dead letters of a group that Redis keeps, at most; MongoDB keeps all of them. */
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

export function fieldsOf(flat: readonly string[]): Partial<Record<string, string>> {
  return Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]]] : [])));
}

/** Removes a consumer, unless it has pending entries, which would be lost. KEYS: stream. ARGV: group, consumer. */
const removeScript = `
  if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
  if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
  return 1
`;

interface Membership {
  commands: Redis;
  /** The connection for reads that wait. */
  blocking: Redis;
  source: string;
  group: string;
  /** `replays`: dead letters for this group alone, deleted once settled. */
  lane: 'events' | 'replays';
  key: string;
  name: string;
}

/**
 * Joins a group. Creates a missing group, which begins with the oldest event.
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

/** If Redis has lost the group, creates it and repeats the command. */
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

/** Acknowledges entries in a transaction with the queued commands. */
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

/** @throws the first error among the replies */
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
