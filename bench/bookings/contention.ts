import { distributionOf, rounded } from '../statistics.ts';
import type { Distribution } from '../statistics.ts';
import type { BookingOutcome, Traveller } from './travellers.ts';
import type { World } from './world.ts';

/** The results of many clients that book the last room at once. */
export interface Contention {
  clients: number;
  /** The number of bookings by outcome: exactly one is COMPLETED. */
  endings: Readonly<Record<string, number>>;
  /** From the first request until every client has seen the final status of its booking. */
  secondsUntilAllAnswered: number;
  /** From a client's request until it saw the final status. */
  milliseconds: Distribution;
}

/** The number of concurrent quote requests, sent before the measurement. Quotes hold no inventory. */
const quotesAtOnce = 16;

/**
 * Sends `bookTrip` from all clients at once, each with its own quote for the same last room.
 * @throws Error unless a single booking completes and the rest fail with SOLD_OUT
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
    throw new Error(
      `expected 1 COMPLETED and ${others} FAILED SOLD_OUT, received ${JSON.stringify(endings)}`,
    );
  }
  return {
    ...{ clients, endings, secondsUntilAllAnswered: rounded(seconds, 2) },
    milliseconds: distributionOf(ended.map(({ milliseconds }) => milliseconds)),
  };
}

function travellerAt({ travellers }: World, at: number): Traveller {
  const traveller = travellers[at % travellers.length];
  if (traveller === undefined) throw new Error('expected a traveller');
  return traveller;
}

function countedBy(
  endings: readonly BookingOutcome[],
  keyOf: (ending: BookingOutcome) => string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const ending of endings) counts[keyOf(ending)] = (counts[keyOf(ending)] ?? 0) + 1;
  return counts;
}
