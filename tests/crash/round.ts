import { inventoryFaults } from './audit.ts';
import { endOf, prepare, sendRival } from './bookings.ts';
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

const pausedWithinMs = 60_000;
const finalWithinMs = 120_000;

/** Books, waits until every booking is held, kills the victim, lets go, and looks at what came of it. */
export async function runRound(
  world: World,
  stock: Stock,
  { victim, rows }: Round,
  bookingsPerCell: number,
): Promise<CellResult[]> {
  const traveller = await world.somebody();
  const bookings: Booking[] = [];
  const wanted = rows.flatMap((row) =>
    Array.from({ length: bookingsPerCell }, async (_, at) => {
      // A relay held with one booking's event does not come to another's.
      const held = row.of !== 'relay' || at === 0;
      bookings.push(await prepare({ world, traveller, row, stock, held }));
    }),
  );
  const faults: string[] = [];
  const trouble = (error: unknown) => {
    faults.push(String(error));
  };
  let killedAtMs = Date.now();
  try {
    await Promise.all(wanted);
    if (rows.some(({ story }) => story === 'sold out')) await sendRival(traveller, stock);
    const begun = Promise.all(bookings.map((booking) => booking.begin()));
    begun.catch(trouble);
    await world.faults.untilAllPaused(pausedWithinMs);
    killedAtMs = Date.now();
    await killAndRestart(world, victim, () => {
      world.faults.release();
    });
    await begun;
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
  faults.push(...(await inventoryFaults(world).catch((error: unknown) => [String(error)])));
  return Promise.all(
    rows.map((row) => {
      const own = bookings.filter((booking) => booking.row === row);
      return resultOf({ world, traveller, row, victim, killedAtMs, bookings: own, common: faults });
    }),
  );
}

async function resultOf(options: {
  world: World;
  traveller: Traveller;
  row: Row;
  victim: Victim;
  bookings: readonly Booking[];
  killedAtMs: number;
  common: readonly string[];
}): Promise<CellResult> {
  const { world, traveller, row, victim, bookings, killedAtMs, common } = options;
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
    faults: [...new Set([...own.flat(), ...common])],
  };
}

function unfinished(bookings: readonly Booking[]): Booking[] {
  return bookings.filter(({ row, watcher }) => watcher.last()?.status !== endOf[row.story]);
}

function whereabouts({ id, row, watcher }: Booking): string {
  const { status = 'never seen', version = 0 } = watcher.last() ?? {};
  return `${row.name}: ${id} is not ${endOf[row.story]}, last seen ${status} (${version})`;
}
