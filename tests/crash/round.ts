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

/** What came of a cell. */
export interface CellResult {
  row: Row;
  victim: Victim;
  bookings: number;
  /** How the bookings ended: `COMPLETED`, or whatever they stand at. */
  outcome: string;
  /** From the kill until whoever watched saw the last of them final. */
  seconds: number;
  /** What is wrong; nothing where all is well. */
  faults: readonly string[];
}

/** What came of a kill. */
export interface RoundResult {
  cells: readonly CellResult[];
  /** What is wrong with all of it together. */
  faults: readonly string[];
}

const heldWithinMs = 45_000;
/** Whoever comes to a point may still be about to say so when the booking is seen to have ended. */
const onItsWayMs = 1_000;
const finalWithinMs = 90_000;

/** Books, waits until every booking is held, kills the victim, lets go, and looks at what came of it. */
export async function runRound(
  world: World,
  stock: Stock,
  { victim, rows }: Round,
  bookingsPerCell: number,
): Promise<RoundResult> {
  const traveller = await world.somebody();
  const faults: string[] = [];
  const trouble = (error: unknown) => {
    faults.push(String(error));
  };
  const bookings: Booking[] = [];
  const begun: Promise<void>[] = [];
  const begin = (booking: Booking) => {
    const asking = booking.begin();
    asking.catch(trouble);
    begun.push(asking);
  };
  let killedAtMs = Date.now();
  try {
    const prepared = rows.flatMap((row) =>
      Array.from({ length: bookingsPerCell }, (_, at) =>
        // A relay held with one booking's event does not come to another's.
        prepare({ world, traveller, row, stock, held: row.of !== 'relay' || at === 0 }),
      ),
    );
    bookings.push(...(await Promise.all(prepared)));
    if (rows.some(({ story }) => story === 'sold out')) await sendRival(await world.somebody(), stock);
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
    trouble(error);
  }
  world.faults.release();
  await until(
    () => unfinished(bookings).length === 0,
    finalWithinMs,
    () => unfinished(bookings).map(whereabouts).join('; '),
  ).catch(trouble);
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

/** What is wrong with the whole, once its bookings are final. */
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
 * Waits until all are held that are to be. Where the news of a payment is faster than the answer to the call, the
 * subgraph records it before the worker does, who then never comes to its `after-record`: another is booked instead.
 */
async function untilHeld(
  bookings: Booking[],
  bookAnew: (missed: Booking) => Promise<Booking>,
): Promise<void> {
  const awaited = () => bookings.filter((booking) => booking.isAwaited());
  const missed = (booking: Booking) =>
    hasEnded(booking) && Date.now() - (booking.watcher.last()?.atMs ?? 0) > onItsWayMs;
  await until(
    async () => {
      for (const [at, booking] of bookings.entries()) {
        if (!booking.isAwaited() || !missed(booking)) continue;
        await booking.watcher.close();
        bookings[at] = await bookAnew(booking);
      }
      return awaited().length === 0;
    },
    heldWithinMs,
    () =>
      `nobody came to: ${awaited()
        .map(({ id, row }) => `${row.name} of ${id}`)
        .join(', ')}`,
  );
}

function whereabouts({ id, row, watcher }: Booking): string {
  const { status = 'never seen', version = 0 } = watcher.last() ?? {};
  return `${row.name}: ${id} is not ${endOf[row.story]}, last seen ${status} (${version})`;
}
