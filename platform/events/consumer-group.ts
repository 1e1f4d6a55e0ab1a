import { randomUUID } from 'node:crypto';
import type { ChainableCommander, Redis } from 'ioredis';
import { z } from 'zod';
import { deadLettersOf, replaysOf, streamOf } from './channels.ts';

/** An entry of a stream, as one consumer of a group was given it. */
export interface Entry {
  id: string;
  /** The event, as JSON; null where the entry has none, or has left the stream since. */
  event: string | null;
  /** Of a dead letter that is given once more: where it came from, and how often it was given since. */
  origin?: { id: string; replays: number };
  /** Whether it is a dead letter that is only to be thrown away. */
  dropped?: boolean;
}

/** Why an entry was given up. */
export interface Failure {
  reason: string;
  /** How often it was tried. */
  deliveries: number;
}

/** An event that a group gave up, as it waits among the group's dead letters. */
export interface DeadLetter extends Failure {
  source: string;
  /** The event's place in its stream. */
  entry: string;
  /** The event as it was found; empty where there was none. */
  event: string;
  /** How often it was given to the group once more. */
  replays: number;
}

/** The letter that becomes of an entry. */
export function toDeadLetter(source: string, { id, event, origin }: Entry, why: Failure): DeadLetter {
  return { source, entry: origin?.id ?? id, event: event ?? '', replays: origin?.replays ?? 0, ...why };
}

/** The fields of a letter in a dead-letter stream. */
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

/** One consumer's view of its group: the commands of Redis Streams that it needs. */
export interface GroupMember {
  /** Entries that nobody in the group was given yet; waits for some, or not at all where `waitMs` is null. */
  read(count: number, waitMs: number | null): Promise<Entry[]>;
  /** Entries after an id that this consumer was given and has not acknowledged. Each becomes a delivery more. */
  readPending(count: number, after: string): Promise<Entry[]>;
  /** Takes over entries that others were given, and left for so long. Each becomes a delivery more. */
  claimIdle(count: number, idleMs: number): Promise<Entry[]>;
  /** Takes again some that this consumer was given. Each becomes a delivery more. */
  claim(ids: readonly string[]): Promise<Entry[]>;
  /** How often an entry was delivered. */
  deliveriesOf(id: string): Promise<number>;
  acknowledge(entries: readonly Entry[]): Promise<void>;
  /** Moves an entry to the group's dead letters. */
  deadLetter(entry: Entry, why: Failure): Promise<void>;
  /** Forgets consumers that have nothing left and did nothing for so long. */
  removeIdleConsumers(idleMs: number): Promise<void>;
  /** Forgets this consumer, unless it has something left. */
  leave(): Promise<void>;
}

/** How many dead letters of a group Redis has, the newest. */
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

/** The fields of an entry, as Redis sends them: names and values by turns. */
export function fieldsOf(flat: readonly string[]): Partial<Record<string, string>> {
  return Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]]] : [])));
}

/** Looks and removes in one, because removing a consumer removes what it has pending. KEYS: stream. ARGV: group, consumer. */
const removeScript = `
  if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
  if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
  return 1
`;

/**
 * Joins a consumer group, which is made where there is none (any more): it then begins with the oldest event there is.
 * @param options.commands a connection that is never kept waiting
 * @param options.blocking a connection that waits for entries
 * @param options.lane the stream of all groups, or that of dead letters which are this group's alone: what is settled of
 * it goes
 * @see https://redis.io/docs/latest/develop/data-types/streams/#consumer-groups
 */
export function joinGroup(options: {
  commands: Redis;
  blocking: Redis;
  source: string;
  group: string;
  lane?: 'events' | 'replays';
}): GroupMember {
  const { commands, blocking, source, group, lane = 'events' } = options;
  const key = lane === 'events' ? streamOf(source) : replaysOf(source, group);
  const name = randomUUID();

  /** Runs a command, making the group first where Redis has lost it. */
  async function inGroup<Result>(command: () => Promise<Result>): Promise<Result> {
    try {
      return await command();
    } catch (error) {
      if (!isGroupLost(error)) throw error;
      await createGroup();
      return command();
    }
  }

  async function createGroup(): Promise<void> {
    try {
      await commands.xgroup('CREATE', key, group, '0', 'MKSTREAM');
    } catch (error) {
      if (!startsWith(error, 'BUSYGROUP')) throw error;
    }
  }

  async function readFrom(redis: Redis, count: number, waitMs: number | null, from: string) {
    const reply =
      waitMs === null
        ? await redis.xreadgroup('GROUP', group, name, 'COUNT', count, 'STREAMS', key, from)
        : await redis.xreadgroup('GROUP', group, name, 'COUNT', count, 'BLOCK', waitMs, 'STREAMS', key, from);
    return readShape.parse(reply)?.flatMap(([, entries]) => entries) ?? [];
  }

  async function settled(commands: ChainableCommander, ids: readonly string[]): Promise<void> {
    const acknowledged = commands.xack(key, group, ...ids);
    await execTransaction(lane === 'events' ? acknowledged : acknowledged.xdel(key, ...ids));
  }

  async function remove(consumer: string): Promise<void> {
    await commands.eval(removeScript, 1, key, group, consumer);
  }

  return {
    read: (count, waitMs) =>
      inGroup(() => readFrom(waitMs === null ? commands : blocking, count, waitMs, '>')),
    readPending: (count, after) => inGroup(() => readFrom(commands, count, null, after)),

    async claimIdle(count, idleMs) {
      const reply = await inGroup(() => commands.xautoclaim(key, group, name, idleMs, '0', 'COUNT', count));
      return claimShape.parse(reply)[1];
    },

    async claim(ids) {
      if (ids.length === 0) return [];
      return entriesShape.parse(await inGroup(() => commands.xclaim(key, group, name, 0, ...ids)));
    },

    async deliveriesOf(id) {
      const reply = await inGroup(() => commands.xpending(key, group, id, id, 1));
      return pendingShape.parse(reply)[0]?.[3] ?? 1;
    },

    async acknowledge(entries) {
      const ids = entries.map(({ id }) => id);
      if (ids.length > 0) await settled(commands.multi(), ids);
    },

    async deadLetter(entry, why) {
      const fields = deadLetterFields(toDeadLetter(source, entry, why));
      const parked = commands
        .multi()
        .xadd(deadLettersOf(group), 'MAXLEN', '~', maxDeadLetters, '*', ...fields);
      await settled(parked, [entry.id]);
    },

    async removeIdleConsumers(idleMs) {
      const reply = await inGroup(() => commands.xinfo('CONSUMERS', key, group));
      for (const flat of consumersShape.parse(reply)) {
        const field = (wanted: string) => flat[flat.indexOf(wanted) + 1];
        const gone = Number(field('pending')) === 0 && Number(field('idle')) > idleMs;
        if (gone) await remove(String(field('name')));
      }
    },

    leave: () => remove(name),
  };
}

/** Sends commands that happen all together. @throws what any of them threw */
export async function execTransaction(commands: ChainableCommander): Promise<void> {
  const replies = await commands.exec();
  const failure = replies?.find(([error]) => error !== null)?.[0];
  if (failure) throw failure;
}

/** Redis ends a wait with UNBLOCKED when the stream goes away meanwhile, and answers NOGROUP ever after. */
function isGroupLost(error: unknown): boolean {
  return (
    startsWith(error, 'NOGROUP') || startsWith(error, 'UNBLOCKED') || startsWith(error, 'ERR no such key')
  );
}

function startsWith(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.startsWith(code);
}
