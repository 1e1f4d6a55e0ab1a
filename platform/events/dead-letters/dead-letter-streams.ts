import type { Redis } from 'ioredis';
import { deadLettersOf, replaysOf } from '../channels.ts';
import { execTransaction, fieldsOf } from '../consumer-group.ts';

/** An event that a consumer group could not apply, and why. */
export interface DeadLetterEntry {
  /** Its place among the group's dead letters. */
  id: string;
  /** The consumer group that gave it up. */
  group: string;
  /** The subgraph whose event it is. */
  source: string;
  /** The event's place in its stream. */
  entry: string;
  reason: string;
  /** How often it was tried, the last time it was given to the group. */
  deliveries: number;
  /** How often it was given to the group once more. */
  replays: number;
  /** When it was given up. */
  at: Date;
  /** The event as it was found: JSON, if all is well with it. */
  event: string;
}

/** Which dead letters: those of a group, all or some. */
export interface Selection {
  /** Left out: of every group. */
  group?: string | undefined;
  source?: string | undefined;
  ids?: readonly string[];
}

/**
 * The dead letters of a Redis. They survive it, because the groups' own databases keep them: see `dead-letter-store.ts`.
 */
export interface DeadLetterStreams {
  /** Those selected, group by group, the oldest first. */
  list(selection: Selection): Promise<DeadLetterEntry[]>;
  /** Gives letters once more to the groups that gave them up, and to no other. Each moves in one step. */
  replay(letters: readonly DeadLetterEntry[]): Promise<void>;
  /** Throws letters away: for good once a consumer of the group has seen to it. */
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

  /** Gives a letter to its group in one step. */
  async function handBack(
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
      for (const letter of letters) await handBack(letter, { replays: String(letter.replays + 1) });
    },

    async drop(letters) {
      for (const letter of letters)
        await handBack(letter, { replays: String(letter.replays), dropped: 'yes' });
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
