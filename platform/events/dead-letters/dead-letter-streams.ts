import type { Redis } from 'ioredis';
import { deadLettersOf, replaysOf } from '../channels.ts';
import { execTransaction, fieldsOf } from '../consumer-group.ts';

/** An event that a consumer group could not apply, as the operator sees it. */
export interface DeadLetterEntry {
  /** The id in the group's dead-letter stream. */
  id: string;
  group: string;
  /** The subgraph that published the event. */
  source: string;
  /** The event's place in its stream. */
  entry: string;
  reason: string;
  /** Deliveries since the last replay. */
  deliveries: number;
  replays: number;
  /** When it became a dead letter. */
  at: Date;
  /** The event as it was found; possibly invalid JSON. */
  event: string;
}

/** Selects dead letters; all where it is empty. */
export interface Selection {
  group?: string | undefined;
  source?: string | undefined;
  ids?: readonly string[];
}

/**
 * The dead-letter streams in Redis. They survive a loss of Redis's data: see `dead-letter-store.ts`.
 */
export interface DeadLetterStreams {
  /** Lists dead letters by group, the oldest first. */
  list(selection: Selection): Promise<DeadLetterEntry[]>;
  /** Delivers dead letters again, to their own group only. Each moves in one transaction. */
  replay(letters: readonly DeadLetterEntry[]): Promise<void>;
  /** Drops dead letters. A consumer of the group then deletes them from its database. */
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

  /** Moves a dead letter to its group's replays in one transaction. */
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
