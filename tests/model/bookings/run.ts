import type { Scheduler } from 'fast-check';
import { checkOutcome } from './checks.ts';
import { createClients } from './clients.ts';
import { deliverOrderEvents, isExpected, perform } from './commands.ts';
import type { Script } from './commands.ts';
import { createWorld } from './world.ts';
import type { World } from './world.ts';

export interface Run {
  /** Broken invariants. */
  violations: readonly string[];
  /** A readable log, a line per entry. */
  history: readonly string[];
  /** The number of bookings by final status. */
  ends: Readonly<Record<string, number>>;
}

/** More rounds than a booking needs that waits at every step. */
const maxRounds = 60;
/** Longer than the longest delay of a booking. */
const roundMs = 50_000;

const turnsUntilQuiet = 4;

/** Runs a script, ends all faults, drives every booking to its end, and checks the invariants. */
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

  /** Waits until nothing has been under way for several turns, in which queued jobs get their chance to start. */
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
      if (command.type === 'AwaitQuiet') await quiet();
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
  if (impossible > 0) violations.push(`a booking was in an impossible state, ${impossible} times`);
  const ends: Record<string, number> = {};
  for (const { status } of bookings.rows.values()) ends[status] = (ends[status] ?? 0) + 1;
  return { violations, history, ends };
}

/** Ends all faults and drives overdue bookings until all are final. Late calls and events arrive after that. */
async function end(
  world: World,
  idle: () => Promise<void>,
  begin: (work: Promise<unknown>) => void,
): Promise<void> {
  world.history.push('-------- the end');
  world.calm();
  const unfinished = () => [...world.bookings.rows.values()].filter(({ wakeAt }) => wakeAt !== undefined);
  for (let round = 0; round < maxRounds && unfinished().length > 0; round += 1) {
    world.advance(roundMs);
    world.jobs.start();
    begin(world.sweep(round));
    await idle();
  }
  // Checked before late calls and events arrive: a booking must not depend on them.
  for (const { _id, status } of unfinished()) world.violations.push(`${_id} stays ${status}`);
  world.network.deliver('all');
  await idle();
  begin(deliverOrderEvents(world, 0, Array.from(world.orders.published.keys())));
  await idle();
}
