import { distributionOf, rounded } from '../statistics.ts';
import type { Distribution } from '../statistics.ts';
import type { Ending, Traveller } from './travellers.ts';
import type { World } from './world.ts';

/** Many who want the last room. */
export interface Contention {
  clients: number;
  /** How many ended how: exactly one is COMPLETED. */
  endings: Readonly<Record<string, number>>;
  /** From the first request until every client has seen the end of its booking. */
  secondsUntilAllAnswered: number;
  /** From a client's request until it saw the end of its booking. */
  milliseconds: Distribution;
}

/** How many quotes are asked for at a time: they are made beforehand, and hold nothing. */
const quotesAtOnce = 16;

/**
 * Has so many clients, each with a quote of its own for the same last room, send `bookTrip` at the same moment.
 * @throws Error where not exactly one gets it and all others are told that it is sold out
 */
export async function measureContention(world: World, name: string, clients: number): Promise<Contention> {
  const trip = await world.inventory.lastRoom(name);
  const rivals = Array.from({ length: clients }, (_, at) => travellerAt(world, at));
  const quoted: { traveller: Traveller; quoteId: string }[] = [];
  for (let at = 0; at < clients; at += quotesAtOnce) {
    const some = rivals.slice(at, at + quotesAtOnce);
    quoted.push(
      ...(await Promise.all(
        some.map(async (traveller) => ({ traveller, quoteId: await traveller.quote(trip) })),
      )),
    );
  }

  const startedAt = performance.now();
  const ended = await Promise.all(quoted.map(({ traveller, quoteId }) => traveller.book(quoteId)));
  const seconds = (performance.now() - startedAt) / 1_000;
  const endings = countedBy(ended, ({ status, failure }) => [status, failure].filter(Boolean).join(' '));
  const others = clients - 1;
  if (endings['COMPLETED'] !== 1 || (endings['FAILED SOLD_OUT'] ?? 0) !== others) {
    throw new Error(`expected 1 booked and ${others} sold out, got ${JSON.stringify(endings)}`);
  }
  return {
    ...{ clients, endings, secondsUntilAllAnswered: rounded(seconds, 2) },
    milliseconds: distributionOf(ended.map(({ milliseconds }) => milliseconds)),
  };
}

function travellerAt({ travellers }: World, at: number): Traveller {
  const traveller = travellers[at % travellers.length];
  if (traveller === undefined) throw new Error('expected somebody who books');
  return traveller;
}

function countedBy(endings: readonly Ending[], keyOf: (ending: Ending) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const ending of endings) counts[keyOf(ending)] = (counts[keyOf(ending)] ?? 0) + 1;
  return counts;
}
