import fc from 'fast-check';
import { reservationIdOf } from '../../../subgraphs/reservations/domain/ids.ts';
import { paymentResultOf } from '../../../subgraphs/reservations/events.ts';
import type { BookingDocument } from '../../../subgraphs/reservations/store/bookings-document.ts';
import type { BookCommand, CancelCommand, Clients } from './clients.ts';
import { troubles } from './network.ts';
import type { Callee, Trouble } from './network.ts';
import { RedisDown } from './jobs.ts';
import { StoreFault } from './processes.ts';
import type { Stage } from './processes.ts';
import { quotes, users } from './trips.ts';
import { apis, workers } from './world.ts';
import type { World } from './world.ts';

/** The next step of a script. It starts while earlier commands are still under way. */
export type Command =
  | BookCommand
  | CancelCommand
  /** Drives a booking in a worker, even while another worker drives it. */
  | { type: 'Drive'; worker: number; booking: number }
  | { type: 'Sweep'; worker: number }
  /** Delivers events of orders to the subgraph, again or for the first time. `events`: their indexes. */
  | { type: 'PublishOrderEvents'; api: number; events: readonly number[] }
  | { type: 'AdvanceClock'; seconds: number }
  /** Fails the next calls to a supplier. */
  | { type: 'FailCalls'; callee: Callee; troubles: readonly Trouble[] }
  | { type: 'DeliverLateCall'; which: number }
  | { type: 'Kill'; process: 'api' | 'worker'; which: number }
  /** Kills a process at the nth fault point of a stage. */
  | { type: 'KillAt'; process: 'api' | 'worker'; which: number; stage: Stage; nth: number }
  /** The next store operation of a process gets no answer. `happens`: it takes effect. */
  | { type: 'FailStore'; process: 'api' | 'worker'; which: number; happens: boolean }
  | { type: 'LoseJobs' }
  /** Waits until nothing is under way. */
  | { type: 'AwaitQuiet' };

/** `after`: turns of earlier commands before the command starts. */
export type Script = readonly (Command & { after: number })[];

const worker = fc.nat({ max: workers - 1 });
const api = fc.nat({ max: apis - 1 });
const user = fc.nat({ max: users.length - 1 });
const key = fc.nat({ max: 2 });
/** The index of a booking, in order of creation. */
const booking = fc.nat({ max: 4 });
const kill = fc.constantFrom('api' as const, 'worker' as const);
const sagaStages = ['before-intent', 'after-intent', 'after-effect', 'after-record'] as const;
const requestStages = ['before-claim', 'after-claim', 'after-record'] as const;
const stages = fc.constantFrom<Stage>(...sagaStages, ...requestStages);
/** In seconds: past a delay, past the end of a hold, past cancellation terms and the start of a trip. */
const spans = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1, 10, 60, 5 * 60) },
  { weight: 2, arbitrary: fc.constant(16 * 60) },
  { weight: 1, arbitrary: fc.constantFrom(3 * 3_600, 5 * 3_600) },
);
const seldom = fc.nat({ max: 7 }).map((n) => n === 7);
const typeIs = <Type extends Command['type']>(type: Type) => fc.constant(type);
const after = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat({ max: 12 }) },
);

const commands: fc.WeightedArbitrary<Command>[] = [
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ type: typeIs('Book'), api, user, key, quote: fc.nat({ max: quotes().length - 1 }) },
      declined: seldom,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ type: typeIs('Cancel'), api, booking, key },
      by: fc.constantFrom('no quote' as const, 'new quote' as const, 'old quote' as const),
      forged: seldom,
      stranger: seldom,
    }),
  },
  { weight: 5, arbitrary: fc.record({ type: typeIs('AwaitQuiet') }) },
  { weight: 3, arbitrary: fc.record({ type: typeIs('Drive'), worker, booking }) },
  { weight: 2, arbitrary: fc.record({ type: typeIs('Sweep'), worker }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: typeIs('PublishOrderEvents'),
      api,
      events: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: typeIs('AdvanceClock'), seconds: spans }) },
  {
    weight: 5,
    arbitrary: fc.record({
      type: typeIs('FailCalls'),
      callee: fc.constantFrom<Callee>('hotels', 'flights', 'payments'),
      troubles: fc.array(fc.constantFrom(...troubles), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: typeIs('DeliverLateCall'), which: fc.nat({ max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ type: typeIs('Kill'), process: kill, which: worker }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ type: typeIs('KillAt'), process: kill, which: worker, stage: stages },
      nth: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: typeIs('FailStore'), process: kill, which: worker, happens: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ type: typeIs('LoseJobs') }) },
];

export function scripts(maxLength: number): fc.Arbitrary<Script> {
  const command = fc.tuple(fc.oneof(...commands), after).map(([what, turns]) => ({ ...what, after: turns }));
  return fc.array(command, { maxLength, size: 'max' });
}

/** Starts a command. @returns the work under way; null for a command that takes effect at once */
export function perform(world: World, clients: Clients, command: Command): Promise<unknown> | null {
  switch (command.type) {
    case 'Book': {
      const api = world.api(command.api);
      return api.process.busy(clients.book(api, command));
    }
    case 'Cancel': {
      const api = world.api(command.api);
      const row = bookingOf(world, command.booking);
      return row === undefined ? null : api.process.busy(clients.cancel(api, row, command));
    }
    case 'Drive': {
      const row = bookingOf(world, command.booking);
      return row === undefined ? null : world.drive(command.worker, row._id);
    }
    case 'Sweep':
      return world.sweep(command.worker);
    case 'PublishOrderEvents':
      return deliverOrderEvents(world, command.api, command.events);
    case 'AdvanceClock':
      world.advance(command.seconds * 1_000);
      world.jobs.start();
      return null;
    case 'FailCalls':
      world.network.trouble(command.callee, command.troubles);
      return null;
    case 'DeliverLateCall':
      world.network.deliver(command.which);
      return null;
    case 'Kill':
      world[command.process](command.which).process.kill();
      return null;
    case 'KillAt':
      world[command.process](command.which).process.dieAt(command.stage, command.nth);
      return null;
    case 'FailStore':
      world[command.process](command.which).process.disturb(command.happens);
      return null;
    case 'LoseJobs':
      world.jobs.lose();
      return null;
    case 'AwaitQuiet':
      return null;
  }
}

function bookingOf({ bookings }: World, which: number): BookingDocument | undefined {
  const rows = [...bookings.rows.values()];
  return rows[which % Math.max(rows.length, 1)];
}

/** Delivers published events of orders, given by their indexes, to a process of the subgraph. */
export function deliverOrderEvents(world: World, api: number, events: readonly number[]): Promise<unknown> {
  const { published } = world.orders;
  const updates = events.flatMap((at) => {
    const event = published[at % Math.max(published.length, 1)];
    const result = event === undefined ? null : paymentResultOf(event);
    if (event === undefined || result === null) return [];
    return [{ reservationId: reservationIdOf(event.subject), result }];
  });
  const { process, applyPaymentUpdates } = world.api(api);
  return process.busy(applyPaymentUpdates(updates));
}

/** True for the failures that a script causes: a store without an answer, a Redis that is down. */
export function isExpected(error: unknown): boolean {
  return error instanceof StoreFault || error instanceof RedisDown;
}
