import { auditInventory } from '../../subgraphs/reservations/inventory-audit.ts';
import { seededRandom } from '../../tests/crash/chance.ts';
import type { Plan } from './arguments.ts';
import { measureContention } from './contention.ts';
import type { Contention } from './contention.ts';
import { countOperations, untilPublished } from './operations.ts';
import type { Counted } from './operations.ts';
import { measureRawWrites } from './raw-writes.ts';
import type { RawWrites } from './raw-writes.ts';
import { countCommands } from './redis-commands.ts';
import { rounded, sumOf } from '../statistics.ts';
import { bookSoMany, measureThroughput } from './throughput.ts';
import type { Throughput } from './throughput.ts';
import type { World } from './world.ts';

/** What bookings asked of the stores. */
export interface StoreUse {
  clients: number;
  bookings: number;
  seconds: number;
  operations: readonly Counted[];
  /** Calls by command, those that scripts make included. */
  redis: Readonly<Record<string, number>>;
}

export interface Pace extends Throughput {
  /** Writes of a booking, all included, as counted with so many clients. */
  writesPerBooking: number;
  raw: RawWrites;
  /** Writes a second of bookings, of the raw rate. */
  ofRawRate: number;
}

/** All figures of one store. */
export interface Figures {
  store: string;
  inventory: Readonly<Record<string, number>>;
  paces: readonly Pace[];
  uses: readonly StoreUse[];
  idle: StoreUse;
  contention: readonly Contention[];
  /** What recomputing every night and seat from the reservations found, after all of it. */
  audit: { documents: number; reservations: number; differences: number };
}

const seed = 4;
const warmUpClients = 8;

/**
 * Measures one store, from first to last.
 * @throws Error where a booking failed that should not, or the inventory is not balanced at the end
 */
export async function measure(world: World, plan: Plan, say: (line: string) => void): Promise<Figures> {
  const random = seededRandom(seed);
  say(`warming up with ${plan.warmUpBookings} bookings`);
  await bookSoMany(world, warmUpClients, plan.warmUpBookings, random);
  await untilPublished(world);

  const uses: StoreUse[] = [];
  for (const clients of plan.concurrencies) {
    const bookings = plan.countedBookings(clients);
    say(`counting reads and writes of ${bookings} bookings by ${clients} at once`);
    uses.push(await useOf(world, { clients, bookings }, () => bookSoMany(world, clients, bookings, random)));
  }
  say(`counting reads and writes of ${plan.idleSeconds} s without bookings`);
  const idle = await useOf(world, { clients: 0, bookings: 0 }, () => pauseFor(plan.idleSeconds));

  const paces: Pace[] = [];
  for (const use of uses) {
    const { clients } = use;
    say(`booking for ${plan.windowSeconds} s, ${clients} at once`);
    const throughput = await measureThroughput(world, clients, plan.windowSeconds, random);
    await untilPublished(world);
    paces.push(await besideRawWrites(world, throughput, use));
  }

  const contention: Contention[] = [];
  for (let round = 1; round <= plan.contentionRounds; round += 1) {
    say(`${plan.rivals} clients want the last room (${round} of ${plan.contentionRounds})`);
    contention.push(await measureContention(world, String(round), plan.rivals));
  }
  await untilPublished(world);
  say('recomputing every night and seat');
  const audit = await auditInventory({ connection: world.databases.reservations });
  if (audit.differences.length > 0) {
    throw new Error(`the inventory is not balanced: ${JSON.stringify(audit.differences.slice(0, 10))}`);
  }
  const { documents, reservations } = audit;
  return {
    ...{ store: world.store, inventory: world.inventory.sizes, paces, uses, idle, contention },
    audit: { documents, reservations, differences: 0 },
  };
}

async function useOf(
  world: World,
  of: { clients: number; bookings: number },
  work: () => Promise<void>,
): Promise<StoreUse> {
  const startedAt = performance.now();
  let operations: Counted[] = [];
  const redis = await countCommands(world.redis, async () => {
    operations = await countOperations(world, work);
  });
  const seconds = rounded((performance.now() - startedAt) / 1_000, 2);
  return { ...of, seconds, operations, redis: Object.fromEntries(redis) };
}

/** The same number of writes as those bookings made, without bookings. */
async function besideRawWrites(world: World, throughput: Throughput, use: StoreUse): Promise<Pace> {
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
