import { processorTimes, timesBetween } from './processor-time.ts';
import { distributionOf, rounded, sumOf } from '../statistics.ts';
import type { Distribution } from '../statistics.ts';
import type { Inventory } from './inventory.ts';
import type { Traveller } from './travellers.ts';
import type { World } from './world.ts';

/** Bookings by concurrent clients. Each client books again once its last booking is completed. */
export interface Throughput {
  clients: number;
  seconds: number;
  bookings: number;
  bookingsPerSecond: number;
  /** From the request of `bookTrip` until the subscription delivers COMPLETED. */
  milliseconds: Distribution;
  /** Processor time of a booking, by process; null except on Linux. */
  processorMilliseconds: Readonly<Record<string, number>> | null;
}

/** Thrown where bookings fail although inventory and payment allow them. */
class FailedBookings extends Error {
  override readonly name = 'FailedBookings';
  constructor(reasons: readonly string[]) {
    const kinds = [...new Set(reasons)].slice(0, 10);
    super(`${reasons.length} bookings did not complete:\n${kinds.join('\n')}`);
  }
}

/**
 * Lets clients book for `seconds`.
 * @throws FailedBookings where a booking does not complete
 */
export async function measureThroughput(
  world: World,
  clients: number,
  seconds: number,
  random: () => number,
): Promise<Throughput> {
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  const before = processorTimes(world.stack);
  const completed: number[] = [];
  const failures: string[] = [];
  const client = async (traveller: Traveller) => {
    while (performance.now() < endsAt) {
      const outcome = await bookOne(traveller, world.inventory, random);
      if (typeof outcome === 'string') failures.push(outcome);
      // A booking that completes after the window does not count.
      else if (performance.now() <= endsAt) completed.push(outcome);
    }
  };
  const running = Promise.all(world.travellers.slice(0, clients).map(client));
  await new Promise((resolve) => setTimeout(resolve, endsAt - performance.now()));
  const after = processorTimes(world.stack);
  const bookings = completed.length;
  await running;
  if (failures.length > 0) throw new FailedBookings(failures);
  if (bookings === 0) throw new FailedBookings([`no booking completed within ${seconds} s`]);
  return {
    ...{ clients, seconds, bookings },
    bookingsPerSecond: rounded(bookings / seconds, 2),
    milliseconds: distributionOf(completed),
    processorMilliseconds:
      before === null || after === null
        ? null
        : Object.fromEntries(
            Array.from(timesBetween(before, after), ([name, used]) => [name, rounded(used / bookings, 2)]),
          ),
  };
}

/** Lets clients make a number of bookings together, as `measureThroughput` does. */
export async function bookTrips(
  { travellers, inventory }: World,
  clients: number,
  bookings: number,
  random: () => number,
): Promise<void> {
  let left = bookings;
  const failures: string[] = [];
  const client = async (traveller: Traveller) => {
    while (left > 0) {
      left -= 1;
      const outcome = await bookOne(traveller, inventory, random);
      if (typeof outcome === 'string') failures.push(outcome);
    }
  };
  await Promise.all(travellers.slice(0, clients).map(client));
  if (failures.length > 0) throw new FailedBookings(failures);
}

/** Quotes and books a trip. @returns the milliseconds to COMPLETED, or the reason of the failure */
async function bookOne(
  traveller: Traveller,
  inventory: Inventory,
  random: () => number,
): Promise<number | string> {
  try {
    const { status, failure, milliseconds } = await traveller.book(
      await traveller.quote(inventory.randomTrip(random)),
    );
    return status === 'COMPLETED' ? milliseconds : `${status} ${failure ?? ''}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The processor time of all processes. */
export function totalOf(times: Readonly<Record<string, number>>): number {
  return rounded(sumOf(Object.values(times)), 2);
}
