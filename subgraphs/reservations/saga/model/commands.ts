import fc from 'fast-check';
import { reservationIdOf } from '../../../../platform/ids.ts';
import { paymentNewsOf } from '../../events.ts';
import type { BookingDocument } from '../../store/bookings-document.ts';
import type { BookCommand, CancelCommand, Clients } from './clients.ts';
import { troubles } from './network.ts';
import type { Callee, Trouble } from './network.ts';
import { RedisAway } from './jobs.ts';
import { StoreFault } from './processes.ts';
import type { Stage } from './processes.ts';
import { quotes, users } from './trips.ts';
import { apis, workers } from './world.ts';
import type { World } from './world.ts';

/** What happens next, while whatever was begun before is still under way. */
export type Command =
  | BookCommand
  | CancelCommand
  /** A worker drives a booking, whoever else does. */
  | { kind: 'drive'; worker: number; booking: number }
  | { kind: 'sweep'; worker: number }
  /** Events of orders arrive: any two of those published so far, for the first time or not. */
  | { kind: 'news'; api: number; events: readonly number[] }
  | { kind: 'advance'; seconds: number }
  /** Something goes wrong with the next calls to somebody, one after the other. */
  | { kind: 'trouble'; callee: Callee; troubles: readonly Trouble[] }
  | { kind: 'deliver'; which: number }
  | { kind: 'kill'; process: 'api' | 'worker'; which: number }
  /** A process dies the so manieth time that it gets to a stage. */
  | { kind: 'doom'; process: 'api' | 'worker'; which: number; stage: Stage; nth: number }
  /** The next answer of a process's store does not come. */
  | { kind: 'disturb'; process: 'api' | 'worker'; which: number; happens: boolean }
  | { kind: 'loseJobs' }
  /** Everything that goes on is waited for. */
  | { kind: 'quiet' };

/** A command, and how many turns others have before it. */
export type Script = readonly (Command & { after: number })[];

const worker = fc.nat({ max: workers - 1 });
const api = fc.nat({ max: apis - 1 });
const user = fc.nat({ max: users.length - 1 });
const key = fc.nat({ max: 2 });
/** One of the bookings there are, by when they were taken down. */
const booking = fc.nat({ max: 4 });
const kill = fc.constantFrom('api' as const, 'worker' as const);
const sagaStages = ['before-intent', 'after-intent', 'after-effect', 'after-record'] as const;
const intakeStages = ['before-claim', 'after-claim', 'after-record'] as const;
const stages = fc.constantFrom<Stage>(...sagaStages, ...intakeStages);
/** Past a delay, past a hold's deadline, past the terms of a cancellation and the beginning of a trip. */
const spans = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1, 10, 60, 5 * 60) },
  { weight: 2, arbitrary: fc.constant(16 * 60) },
  { weight: 1, arbitrary: fc.constantFrom(3 * 3_600, 5 * 3_600) },
);
const seldom = fc.nat({ max: 7 }).map((n) => n === 7);
const kindIs = <Kind extends Command['kind']>(kind: Kind) => fc.constant(kind);
const after = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat({ max: 12 }) },
);

const commands: fc.WeightedArbitrary<Command>[] = [
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ kind: kindIs('book'), api, user, key, quote: fc.nat({ max: quotes().length - 1 }) },
      declined: seldom,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      ...{ kind: kindIs('cancel'), api, booking, key },
      by: fc.constantFrom('no quote' as const, 'new quote' as const, 'old quote' as const),
      greedy: seldom,
      stranger: seldom,
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: kindIs('quiet') }) },
  { weight: 3, arbitrary: fc.record({ kind: kindIs('drive'), worker, booking }) },
  { weight: 2, arbitrary: fc.record({ kind: kindIs('sweep'), worker }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kindIs('news'),
      api,
      events: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: kindIs('advance'), seconds: spans }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kindIs('trouble'),
      callee: fc.constantFrom<Callee>('hotels', 'flights', 'payments'),
      troubles: fc.array(fc.constantFrom(...troubles), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kindIs('deliver'), which: fc.nat({ max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: kindIs('kill'), process: kill, which: worker }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ kind: kindIs('doom'), process: kill, which: worker, stage: stages },
      nth: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: kindIs('disturb'), process: kill, which: worker, happens: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kindIs('loseJobs') }) },
];

/** Scripts of so many commands at most. */
export function scripts(maxLength: number): fc.Arbitrary<Script> {
  const command = fc.tuple(fc.oneof(...commands), after).map(([what, turns]) => ({ ...what, after: turns }));
  return fc.array(command, { maxLength, size: 'max' });
}

/** Begins what a command says. What goes on for a while is answered with. */
export function perform(world: World, clients: Clients, command: Command): Promise<unknown> | null {
  switch (command.kind) {
    case 'book': {
      const intake = world.api(command.api);
      return intake.process.busy(clients.book(intake, command));
    }
    case 'cancel': {
      const intake = world.api(command.api);
      const row = bookingOf(world, command.booking);
      return row === undefined ? null : intake.process.busy(clients.cancel(intake, row, command));
    }
    case 'drive': {
      const row = bookingOf(world, command.booking);
      return row === undefined ? null : world.drive(command.worker, row._id);
    }
    case 'sweep':
      return world.sweep(command.worker);
    case 'news':
      return tell(world, command.api, command.events);
    case 'advance':
      world.advance(command.seconds * 1_000);
      world.jobs.start();
      return null;
    case 'trouble':
      world.network.trouble(command.callee, command.troubles);
      return null;
    case 'deliver':
      world.network.deliver(command.which);
      return null;
    case 'kill':
      world[command.process](command.which).process.kill();
      return null;
    case 'doom':
      world[command.process](command.which).process.dieAt(command.stage, command.nth);
      return null;
    case 'disturb':
      world[command.process](command.which).process.disturb(command.happens);
      return null;
    case 'loseJobs':
      world.jobs.lose();
      return null;
    case 'quiet':
      return null;
  }
}

function bookingOf({ bookings }: World, which: number): BookingDocument | undefined {
  const rows = [...bookings.rows.values()];
  return rows[which % Math.max(rows.length, 1)];
}

/** Tells the bookings of events, by their place among all that were published. */
export function tell(world: World, which: number, events: readonly number[]): Promise<unknown> {
  const { published } = world.orders;
  const news = events.flatMap((at) => {
    const event = published[at % Math.max(published.length, 1)];
    const result = event === undefined ? null : paymentNewsOf(event);
    if (event === undefined || result === null) return [];
    return [{ reservationId: reservationIdOf(event.subject), result }];
  });
  const { process, settle } = world.api(which);
  return process.busy(settle(news));
}

/** Whether something may end with this: a store that gives no answer, a queue that is away. */
export function isExpected(error: unknown): boolean {
  return error instanceof StoreFault || error instanceof RedisAway;
}
