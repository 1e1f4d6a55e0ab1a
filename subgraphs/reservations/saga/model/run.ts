import type { Scheduler } from 'fast-check';
import { checkOutcome } from './checks.ts';
import { createClients } from './clients.ts';
import { isExpected, perform, tell } from './commands.ts';
import type { Script } from './commands.ts';
import { createWorld } from './world.ts';
import type { World } from './world.ts';

/** What came of a run. */
export interface Run {
  /** What must not be; nothing where all is well. */
  violations: readonly string[];
  /** What happened, a line each. */
  history: readonly string[];
  /** How many bookings ended in each state. */
  ends: Readonly<Record<string, number>>;
}

/** More than a booking can take whose every step may be waited for. */
const mostRounds = 60;
/** Longer than any booking waits before it is looked at again. */
const roundMs = 50_000;

const turnsUntilQuiet = 4;

/** Runs a script, lets everything come to its end, and looks at what is left. */
export async function run(script: Script, scheduler: Scheduler): Promise<Run> {
  const turns = { next: (label: string) => scheduler.schedule(Promise.resolve(), label) };
  const world = createWorld(turns);
  const clients = createClients();
  const { violations, history } = world;
  const begun = new Set<Promise<unknown>>();

  function begin(work: Promise<unknown> | null): void {
    if (work === null) return;
    const settled = work
      .catch((error: unknown) => {
        if (!isExpected(error)) violations.push(String(error));
      })
      .finally(() => begun.delete(settled));
    begun.add(settled);
  }

  /** Once nothing has been under way for some turns: what was queued begins in one of them. */
  async function quiet(): Promise<void> {
    for (let idle = 0; idle < turnsUntilQuiet; idle += 1) {
      await turns.next('the script');
      if (begun.size + world.driven.size > 0) idle = 0;
      await Promise.allSettled([...begun, ...world.driven]);
    }
  }

  async function play(): Promise<void> {
    for (const command of script) {
      for (let turn = 0; turn <= command.after; turn += 1) await turns.next('the script');
      history.push(`-------- ${JSON.stringify(command)}`);
      begin(perform(world, clients, command));
      if (command.kind === 'quiet') await quiet();
    }
  }

  const played = play();
  await scheduler.waitIdle();
  await played;
  await end(world, () => scheduler.waitIdle(), begin);

  const { bookings, quotes, orders } = world;
  const outcome = { bookings: bookings.rows, quotes: quotes.rows, orders: orders.byReservation };
  const { booked, cancelled } = clients;
  checkOutcome({ ...outcome, inventory: world.inventory(), booked, cancelled }, (what) => {
    violations.push(what);
  });
  const impossible = await world.impossible();
  if (impossible > 0) violations.push(`${impossible} times a booking was in an impossible state`);
  const ends: Record<string, number> = {};
  for (const { status } of bookings.rows.values()) ends[status] = (ends[status] ?? 0) + 1;
  return { violations, history, ends };
}

/** Nothing goes wrong any more: what is due is driven until nothing is. What was late comes last of all. */
async function end(
  world: World,
  idle: () => Promise<void>,
  begin: (work: Promise<unknown>) => void,
): Promise<void> {
  world.history.push('-------- the end');
  world.calm();
  const unfinished = () => [...world.bookings.rows.values()].filter(({ wakeAt }) => wakeAt !== undefined);
  for (let round = 0; round < mostRounds && unfinished().length > 0; round += 1) {
    world.advance(roundMs);
    world.jobs.start();
    begin(world.sweep(round));
    await idle();
  }
  // By itself: what comes yet does not help it.
  for (const { _id, status } of unfinished()) world.violations.push(`${_id} stays ${status} for ever`);
  world.network.deliver('all');
  await idle();
  begin(tell(world, 0, Array.from(world.orders.published.keys())));
  await idle();
}
