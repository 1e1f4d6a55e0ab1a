import { inventoryFaults } from './audit.ts';
import { countFaults, eventFaults, flightFaults } from './books.ts';
import { endOf, hasEnded, prepare, sendRival } from './bookings.ts';
import type { Booking } from './bookings.ts';
import { checkBooking } from './checks.ts';
import type { Column } from './column.ts';
import type { Stock } from './inventory.ts';
import type { Round } from './matrix.ts';
import { retryByOperator } from './operator.ts';
import type { Row } from './rows.ts';
import { until } from './until.ts';
import type { Traveller, World } from './world.ts';

export interface CellResult {
  row: Row;
  column: Column;
  /** The last statuses seen: `COMPLETED`, or several, separated by slashes. */
  outcome: string;
  /** From the start of the disturbance until a subscriber saw the last booking final. */
  seconds: number;
  /** Broken promises. */
  faults: readonly string[];
}

export interface RoundResult {
  round: Round;
  cells: readonly CellResult[];
  /** Broken promises that concern no single booking. */
  faults: readonly string[];
}

const heldWithinMs = 60_000;
/** A process may report its point a little after the subscriber sees the end of the booking. */
const reportDelayMs = 1_000;
/** The additional wait for late bookings: a late booking and a lost booking are different defects. */
const lateWithinMs = 60_000;
const readyWithinMs = 60_000;

/**
 * The order in which bookings are brought to their points. A held relay or consumer blocks those behind it. Payments come last:
 * orders times out a payment that is held too long.
 */
const phases: readonly (readonly Row['of'][])[] = [['saga', 'request'], ['update'], ['relay'], ['payment']];

/** The bookings of a round and their requests. */
interface Running {
  world: World;
  stock: Stock;
  traveller: Traveller;
  bookings: Booking[];
  /** The requests, each repeated until it is answered. */
  begun: Promise<void>[];
  addFault: (error: unknown) => void;
}

/** Books, waits until every booking is held, disturbs, releases the bookings, and checks the promises. */
export async function runRound(
  world: World,
  stock: Stock,
  round: Round,
  patience: number,
): Promise<RoundResult> {
  const { column, rows } = round;
  const faults: string[] = [];
  const addFault = (error: unknown) => {
    faults.push(String(error));
  };
  const traveller = await world.signUp();
  const running: Running = { world, stock, traveller, bookings: [], begun: [], addFault };
  const { bookings, begun } = running;
  const finalWithinMs = column.finalWithinSeconds * 1_000 * patience;
  let disturbedAtMs = Date.now();
  try {
    await holdAll(running, rows, heldWithinMs * patience);
    disturbedAtMs = Date.now();
    const broken = await column.disturb({
      world,
      letGo: world.faults.release,
      untilFinal: () => untilFinal(bookings, finalWithinMs),
    });
    faults.push(...broken);
    await Promise.all(begun);
  } catch (error) {
    addFault(error);
  }
  world.faults.release();
  await untilFinal(bookings, finalWithinMs).catch(async (error: unknown) => {
    addFault(error);
    await untilFinal(bookings, lateWithinMs).catch(() => {
      addFault(`still so after ${lateWithinMs / 1_000} s more: ${String(error)}`);
    });
  });
  await readyAgain(world, readyWithinMs * patience).catch(addFault);
  await Promise.all(bookings.map(({ watcher }) => watcher.close()));
  faults.push(...(await commonFaults(world, traveller, stock, begun.length)));
  const cells = await Promise.all(
    rows.map((row) => {
      const own = bookings.filter((booking) => booking.row === row);
      return resultOf({ world, traveller, row, column, disturbedAtMs, bookings: own });
    }),
  );
  return { round, cells, faults };
}

/** Brings a booking of every row to its points, phase by phase. */
async function holdAll(running: Running, rows: readonly Row[], withinMs: number): Promise<void> {
  const { world, stock, traveller, bookings, begun, addFault } = running;
  const begin = (booking: Booking) => {
    const asking = booking.begin();
    asking.catch(addFault);
    begun.push(asking);
  };
  const prepared = rows.map((row) => prepare({ world, traveller, row, stock }));
  bookings.push(...(await Promise.all(prepared)));
  if (rows.some(({ scenario }) => scenario === 'sold out')) await sendRival(await world.signUp(), stock);
  for (const phase of phases) {
    const own = bookings.filter(({ row }) => phase.includes(row.of));
    own.forEach(begin);
    await untilHeld(own, withinMs, async (missed) => {
      const another = await prepare({ world, traveller, row: missed.row, stock });
      bookings[bookings.indexOf(missed)] = another;
      begin(another);
      return another;
    });
    for (const { id } of own.filter(({ row }) => row.isRetried)) await retryByOperator(world, id);
  }
}

function untilFinal(bookings: readonly Booking[], withinMs: number): Promise<void> {
  return until(
    () => unfinished(bookings).length === 0,
    withinMs,
    () => unfinished(bookings).map(whereabouts).join('; '),
  );
}

async function readyAgain({ processes }: World, withinMs: number): Promise<void> {
  let isReady = false;
  const waiting = processes.untilReady().then(() => {
    isReady = true;
  });
  const giveUp = until(
    () => isReady,
    withinMs,
    () => 'a process is not ready again',
  );
  await Promise.race([giveUp, waiting.then(() => giveUp)]);
}

/** Checks the promises on inventory, events and the number of bookings, once all bookings are final. */
async function commonFaults(
  world: World,
  { userId }: Traveller,
  stock: Stock,
  booked: number,
): Promise<string[]> {
  const checks = [
    inventoryFaults(world),
    eventFaults(world),
    flightFaults(world, stock),
    countFaults(world, userId, booked),
  ];
  const found = await Promise.allSettled(checks);
  return found.flatMap((check) => (check.status === 'fulfilled' ? check.value : [String(check.reason)]));
}

async function resultOf(options: {
  world: World;
  traveller: Traveller;
  row: Row;
  column: Column;
  bookings: readonly Booking[];
  disturbedAtMs: number;
}): Promise<CellResult> {
  const { world, traveller, row, column, bookings, disturbedAtMs } = options;
  const own = await Promise.all(
    bookings.map((booking) =>
      checkBooking(world, traveller, booking, column).catch((error: unknown) => [String(error)]),
    ),
  );
  const ends = bookings.map(({ watcher }) => watcher.last());
  const endedAtMs = Math.max(...ends.map((end) => end?.atMs ?? Date.now()));
  return {
    ...{ row, column },
    outcome: [...new Set(ends.map((end) => end?.status ?? 'never seen'))].join('/'),
    seconds: Math.max(0, endedAtMs - disturbedAtMs) / 1_000,
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
async function untilHeld(
  own: Booking[],
  withinMs: number,
  replace: (missed: Booking) => Promise<Booking>,
): Promise<void> {
  const awaited = () => own.filter((booking) => booking.isAwaited());
  const missed = (booking: Booking) =>
    hasEnded(booking) && Date.now() - (booking.watcher.last()?.atMs ?? 0) > reportDelayMs;
  await until(
    async () => {
      for (const [at, booking] of own.entries()) {
        if (!booking.isAwaited() || !missed(booking)) continue;
        await booking.watcher.close();
        own[at] = await replace(booking);
      }
      return awaited().length === 0;
    },
    withinMs,
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
