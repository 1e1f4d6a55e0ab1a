import { auditInventory } from '../../subgraphs/reservations/inventory-audit.ts';
import { seededRandom } from '../../tests/crash/chance.ts';
import type { Plan } from './arguments.ts';
import { measureContention } from './contention.ts';
import type { Contention } from './contention.ts';
import { countOperations, untilPublished } from './operations.ts';
import type { OperationCount } from './operations.ts';
import { measureRawWrites } from './raw-writes.ts';
import type { RawWrites } from './raw-writes.ts';
import { countCommands } from './redis-commands.ts';
import { rounded, sumOf } from '../statistics.ts';
import { bookTrips, measureThroughput } from './throughput.ts';
import type { Throughput } from './throughput.ts';
import type { World } from './world.ts';

/** The store operations during a number of bookings. */
export interface StoreUsage {
  clients: number;
  bookings: number;
  seconds: number;
  operations: readonly OperationCount[];
  /** Calls by command, including calls from scripts. */
  redis: Readonly<Record<string, number>>;
}

export interface ComparedThroughput extends Throughput {
  /** All writes of a booking, counted with the same number of clients. */
  writesPerBooking: number;
  raw: RawWrites;
  /** Writes a second of bookings divided by raw writes a second. */
  ofRawRate: number;
}

/** All results of a store. */
export interface Figures {
  store: string;
  inventory: Readonly<Record<string, number>>;
  paces: readonly ComparedThroughput[];
  uses: readonly StoreUsage[];
  idle: StoreUsage;
  contention: readonly Contention[];
  /** The final comparison of every night and seat with the reservations. */
  audit: { documents: number; reservations: number; differences: number };
}

const seed = 4;
const warmUpClients = 8;

/**
 * Runs all measurements on a store.
 * @throws Error where a booking fails unexpectedly, or the inventory is not balanced at the end
 */
export async function measure(world: World, plan: Plan, print: (line: string) => void): Promise<Figures> {
  const random = seededRandom(seed);
  print(`warming up with ${plan.warmUpBookings} bookings`);
  await bookTrips(world, warmUpClients, plan.warmUpBookings, random);
  await untilPublished(world);

  const uses: StoreUsage[] = [];
  for (const clients of plan.concurrencies) {
    const bookings = plan.countedBookings(clients);
    print(`counting store operations of ${bookings} bookings by ${clients} clients`);
    uses.push(
      await usageDuring(world, { clients, bookings }, () => bookTrips(world, clients, bookings, random)),
    );
  }
  print(`counting store operations of ${plan.idleSeconds} s without bookings`);
  const idle = await usageDuring(world, { clients: 0, bookings: 0 }, () => pauseFor(plan.idleSeconds));

  const paces: ComparedThroughput[] = [];
  for (const use of uses) {
    const { clients } = use;
    print(`booking for ${plan.windowSeconds} s with ${clients} clients`);
    const throughput = await measureThroughput(world, clients, plan.windowSeconds, random);
    await untilPublished(world);
    paces.push(await compareWithRawWrites(world, throughput, use));
  }

  const contention: Contention[] = [];
  for (let round = 1; round <= plan.contentionRounds; round += 1) {
    print(`booking the last room with ${plan.rivals} clients (round ${round} of ${plan.contentionRounds})`);
    contention.push(await measureContention(world, String(round), plan.rivals));
  }
  await untilPublished(world);
  print('comparing inventory and reservations');
  const audit = await auditInventory({ connection: world.databases.reservations });
  if (audit.differences.length > 0) {
    throw new Error(`inventory not balanced: ${JSON.stringify(audit.differences.slice(0, 10))}`);
  }
  const { documents, reservations } = audit;
  return {
    ...{ store: world.store, inventory: world.inventory.sizes, paces, uses, idle, contention },
    audit: { documents, reservations, differences: 0 },
  };
}

async function usageDuring(
  world: World,
  of: { clients: number; bookings: number },
  work: () => Promise<void>,
): Promise<StoreUsage> {
  const startedAt = performance.now();
  let operations: OperationCount[] = [];
  const redis = await countCommands(world.redis, async () => {
    operations = await countOperations(world, work);
  });
  const seconds = rounded((performance.now() - startedAt) / 1_000, 2);
  return { ...of, seconds, operations, redis: Object.fromEntries(redis) };
}

/** Compares bookings with the same number of raw writes. */
async function compareWithRawWrites(
  world: World,
  throughput: Throughput,
  use: StoreUsage,
): Promise<ComparedThroughput> {
  const { clients, bookings, bookingsPerSecond } = throughput;
  const writes = use.operations.filter((operation) => operation.writes);
  const all = sumOf(writes.map(({ count }) => count));
  const inserts = sumOf(writes.filter(({ operation }) => operation === 'insert').map(({ count }) => count));
  const writesPerBooking = all / use.bookings;
  const raw = await measureRawWrites(world, clients, Math.round(bookings * writesPerBooking), inserts / all);
  return {
    ...throughput,
    writesPerBooking: rounded(writesPerBooking, 2),
    raw,
    ofRawRate: rounded((bookingsPerSecond * writesPerBooking) / raw.writesPerSecond, 4),
  };
}

function pauseFor(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}
