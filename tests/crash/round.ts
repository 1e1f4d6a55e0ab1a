import { inventoryFaults } from './audit.ts';
import { countFaults, eventFaults } from './books.ts';
import { endOf, hasEnded, prepare, sendRival } from './bookings.ts';
import type { Booking } from './bookings.ts';
import { checkBooking } from './checks.ts';
import type { Stock } from './inventory.ts';
import type { Round } from './matrix.ts';
import type { Row } from './rows.ts';
import { until } from './until.ts';
import { killAndRestart } from './victims.ts';
import type { Victim } from './victims.ts';
import type { Traveller, World } from './world.ts';

export interface CellResult {
  row: Row;
  victim: Victim;
  bookings: number;
  /** The last statuses seen: `COMPLETED`, or several, separated by slashes. */
  outcome: string;
  /** From the kill until a subscriber saw the last booking final. */
  seconds: number;
  /** Broken promises. */
  faults: readonly string[];
}

export interface RoundResult {
  cells: readonly CellResult[];
  /** Broken promises that concern no single booking. */
  faults: readonly string[];
}

const heldWithinMs = 45_000;
/** A process may report its point a little after the subscriber sees the end of the booking. */
const reportDelayMs = 1_000;
const finalWithinMs = 90_000;

/** Books, waits until every booking is held, kills the victim, releases the bookings, and checks the promises. */
export async function runRound(
  world: World,
  stock: Stock,
  { victim, rows }: Round,
  bookingsPerCell: number,
): Promise<RoundResult> {
  const traveller = await world.signUp();
  const faults: string[] = [];
  const addFault = (error: unknown) => {
    faults.push(String(error));
  };
  const bookings: Booking[] = [];
  const begun: Promise<void>[] = [];
  const begin = (booking: Booking) => {
    const asking = booking.begin();
    asking.catch(addFault);
    begun.push(asking);
  };
  let killedAtMs = Date.now();
  try {
    const prepared = rows.flatMap((row) =>
      Array.from({ length: bookingsPerCell }, (_, at) =>
        // A relay that is held with a booking's event does not reach the next event.
        prepare({ world, traveller, row, stock, held: row.of !== 'relay' || at === 0 }),
      ),
    );
    bookings.push(...(await Promise.all(prepared)));
    if (rows.some(({ scenario }) => scenario === 'sold out')) await sendRival(await world.signUp(), stock);
    bookings.forEach(begin);
    await untilHeld(bookings, async ({ row }) => {
      const another = await prepare({ world, traveller, row, stock, held: true });
      begin(another);
      return another;
    });
    killedAtMs = Date.now();
    await killAndRestart(world, victim, () => {
      world.faults.release();
    });
    await Promise.all(begun);
  } catch (error) {
    addFault(error);
  }
  world.faults.release();
  await until(
    () => unfinished(bookings).length === 0,
    finalWithinMs,
    () => unfinished(bookings).map(whereabouts).join('; '),
  ).catch(addFault);
  await world.stack.waitUntilReady();
  await Promise.all(bookings.map(({ watcher }) => watcher.close()));
  faults.push(...(await commonFaults(world, traveller, begun.length)));
  const cells = await Promise.all(
    rows.map((row) => {
      const own = bookings.filter((booking) => booking.row === row);
      return resultOf({ world, traveller, row, victim, killedAtMs, bookings: own });
    }),
  );
  return { cells, faults };
}

/** Checks the promises on inventory, events and the number of bookings, once all bookings are final. */
async function commonFaults(world: World, { userId }: Traveller, booked: number): Promise<string[]> {
  const checks = [inventoryFaults(world), eventFaults(world), countFaults(world, userId, booked)];
  const found = await Promise.allSettled(checks);
  return found.flatMap((check) => (check.status === 'fulfilled' ? check.value : [String(check.reason)]));
}

async function resultOf(options: {
  world: World;
  traveller: Traveller;
  row: Row;
  victim: Victim;
  bookings: readonly Booking[];
  killedAtMs: number;
}): Promise<CellResult> {
  const { world, traveller, row, victim, bookings, killedAtMs } = options;
  const own = await Promise.all(
    bookings.map((booking) =>
      checkBooking(world, traveller, booking, victim).catch((error: unknown) => [String(error)]),
    ),
  );
  const ends = bookings.map(({ watcher }) => watcher.last());
  const lastAtMs = Math.max(...ends.map((end) => end?.atMs ?? Infinity));
  return {
    ...{ row, victim, bookings: bookings.length },
    outcome: [...new Set(ends.map((end) => end?.status ?? 'never seen'))].join('/'),
    seconds: Math.max(0, lastAtMs - killedAtMs) / 1_000,
    faults: own.flat(),
  };
}

function unfinished(bookings: readonly Booking[]): Booking[] {
  return bookings.filter((booking) => !hasEnded(booking));
}

/**
 * Waits until all armed bookings are held. Where the event of a payment is faster than the answer to the call, the
 * subgraph records the payment and the worker never reaches its `after-record`: another booking takes its place.
 */
async function untilHeld(bookings: Booking[], replace: (missed: Booking) => Promise<Booking>): Promise<void> {
  const awaited = () => bookings.filter((booking) => booking.isAwaited());
  const missed = (booking: Booking) =>
    hasEnded(booking) && Date.now() - (booking.watcher.last()?.atMs ?? 0) > reportDelayMs;
  await until(
    async () => {
      for (const [at, booking] of bookings.entries()) {
        if (!booking.isAwaited() || !missed(booking)) continue;
        await booking.watcher.close();
        bookings[at] = await replace(booking);
      }
      return awaited().length === 0;
    },
    heldWithinMs,
    () =>
      `points not reached: ${awaited()
        .map(({ id, row }) => `${row.name} of ${id}`)
        .join(', ')}`,
  );
}

function whereabouts({ id, row, watcher }: Booking): string {
  const { status = 'never seen', version = 0 } = watcher.last() ?? {};
  return `${row.name}: ${id} is not ${endOf[row.scenario]}, last seen ${status} (${version})`;
}
