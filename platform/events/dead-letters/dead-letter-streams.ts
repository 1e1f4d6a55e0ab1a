import type { Redis } from 'ioredis';
import { deadLettersOf, replaysOf } from '../channels.ts';
import { execTransaction, fieldsOf } from '../consumer-group.ts';

export interface DeadLetterEntry {
  /** In the group's dead-letter stream. */
  id: string;
  group: string;
  source: string;
  /** The event's id in its stream. */
  entry: string;
  reason: string;
  /** Deliveries since the last replay. */
  deliveries: number;
  replays: number;
  /** When it became a dead letter. */
  at: Date;
  /** As received; may be invalid JSON. */
  event: string;
}

/** Empty selects all dead letters. */
export interface Selection {
  group?: string | undefined;
  source?: string | undefined;
  ids?: readonly string[];
}

/** `dead-letter-store.ts` restores them after a loss of Redis's data. */
export interface DeadLetterStreams {
  /** Sorted by group, the oldest first. */
  list(selection: Selection): Promise<DeadLetterEntry[]>;
  /** Replays to the letters' own group only. Each moves in a transaction. */
  replay(letters: readonly DeadLetterEntry[]): Promise<void>;
  /** A consumer of the group then deletes them from MongoDB. */
  drop(letters: readonly DeadLetterEntry[]): Promise<void>;
}

export function createDeadLetterStreams(redis: Redis): DeadLetterStreams {
  async function groups(): Promise<string[]> {
    const prefix = deadLettersOf('');
    const found: string[] = [];
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 1_000);
      found.push(...keys.map((key) => key.slice(prefix.length)));
      cursor = next;
    } while (cursor !== '0');
    return [...new Set(found)].toSorted();
  }

  async function moveToReplays(
    { id, group, source, entry, event }: DeadLetterEntry,
    more: Record<string, string>,
  ) {
    const fields = Object.entries({ event, entry, ...more }).flat();
    const given = redis.multi().xadd(replaysOf(source, group), '*', ...fields);
    await execTransaction(given.xdel(deadLettersOf(group), id));
  }

  return {
    async list({ group, source, ids }) {
      const letters: DeadLetterEntry[] = [];
      for (const each of group === undefined ? await groups() : [group]) {
        const entries = await redis.xrange(deadLettersOf(each), '-', '+');
        letters.push(...entries.map(([id, flat]) => letterOf(each, id, flat)));
      }
      return letters.filter(
        (letter) =>
          (source === undefined || letter.source === source) &&
          (ids === undefined || ids.includes(letter.id)),
      );
    },

    async replay(letters) {
      for (const letter of letters) await moveToReplays(letter, { replays: String(letter.replays + 1) });
    },

    async drop(letters) {
      for (const letter of letters)
        await moveToReplays(letter, { replays: String(letter.replays), dropped: 'yes' });
    },
  };
}

function letterOf(group: string, id: string, flat: readonly string[]): DeadLetterEntry {
  const { source = '', id: entry = '', reason = '', deliveries, replays, event = '' } = fieldsOf(flat);
  const at = new Date(Number(id.split('-')[0]));
  return {
    ...{ id, group, source, entry, reason, event, at },
    ...{ deliveries: Number(deliveries ?? 1), replays: Number(replays ?? 0) },
  };
}
