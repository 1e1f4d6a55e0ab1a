import type { Model } from 'mongoose';
import { Registry } from 'prom-client';
import { createLogger } from '../../../../platform/log.ts';
import { defaultPolicy } from '../../domain/saga.ts';
import { createBookingStore } from '../../store/bookings.ts';
import type { BookingDocument } from '../../store/bookings-document.ts';
import { createCancellationClaims } from '../../store/cancellation-claims.ts';
import type { CancellationClaimDocument } from '../../store/cancellation-claims.ts';
import type { FlightDocument } from '../../store/flights.ts';
import {
  createInHouseFlightSupplier,
  createInHouseHotelSupplier,
} from '../../suppliers/in-house-supplier.ts';
import { createQuoteStore } from '../../store/quotes.ts';
import type { QuoteDocument } from '../../store/quotes.ts';
import type { RoomMonthDocument } from '../../store/room-months.ts';
import { createBookTrip } from '../book-trip.ts';
import { createCancellations } from '../cancel-reservation.ts';
import { createEngine } from '../engine.ts';
import type { DriveOutcome, Engine } from '../engine.ts';
import { createSagaMetrics } from '../../metrics.ts';
import { createRecorder } from '../recorder.ts';
import { createPaymentUpdates } from '../payment-updates.ts';
import type { ApplyPaymentUpdates } from '../payment-updates.ts';
import { createSteps } from '../steps.ts';
import { createDocuments } from './documents.ts';
import type { Document, Documents } from './documents.ts';
import type { Intake } from './clients.ts';
import { createJobs } from './jobs.ts';
import type { Jobs } from './jobs.ts';
import { createNetwork } from './network.ts';
import type { Network } from './network.ts';
import { createOrders } from './orders.ts';
import type { Orders } from './orders.ts';
import { startProcess, StoreFault } from './processes.ts';
import type { Process, Turns } from './processes.ts';
import { beginning, flights, quotes, roomMonths } from './trips.ts';
import { watchBooking, watchCapture, watchInventory } from './watch.ts';
import type { Counted } from './watch.ts';

/** How many processes of each kind there are. */
export const apis = 2;
export const workers = 3;

const holdSeconds = 15 * 60;
const quoteSeconds = 10 * 60;
/** A write is under way for less than the grace that holds are given. */
const longestTurnMs = 10 * 60_000;

/** Bookings are given up sooner than in life, so that what was asked for them is still under way. */
const policy = { ...defaultPolicy, holdAttempts: 2 };

const logger = createLogger('model', 'silent');

interface Api extends Intake {
  process: Process;
  settle: ApplyPaymentUpdates;
}

interface Worker {
  process: Process;
  engine: Engine;
}

/** Everything that bookings go through, in memory: the product's own code over stores that wait for their turn. */
export interface World {
  clock(): Date;
  advance(ms: number): void;
  bookings: Documents<BookingDocument>;
  quotes: Documents<QuoteDocument>;
  inventory(): Counted[];
  orders: Orders;
  network: Network;
  jobs: Jobs;
  /** One of the processes of a kind; one that died is replaced. */
  api(which: number): Api;
  worker(which: number): Worker;
  drive(which: number, id: string): Promise<DriveOutcome | null>;
  /** The bookings that are being driven. */
  driven: ReadonlySet<Promise<unknown>>;
  /** Queues what is due. */
  sweep(which: number): Promise<void>;
  /** No process and no call is in trouble any more. */
  calm(): void;
  impossible(): Promise<number>;
  /** What must never have been. */
  violations: string[];
  /** What happened, for a person to read. */
  history: string[];
}

export function createWorld(turns: Turns): World {
  let now = beginning.getTime();
  const clock = () => new Date(now);
  const violations: string[] = [];
  const history: string[] = [];
  const time = { now: () => now, longestTurnMs };
  const start = (name: string) => startProcess(name, { next: (label) => turned(label) }, time);

  async function turned(label: string): Promise<void> {
    await turns.next(label);
    history.push(`${clock().toISOString().slice(11, 19)} ${label}`);
  }
  const violate = (what: string) => void violations.push(what);

  const bookings = createDocuments<BookingDocument>('bookings', (before, after) => {
    history.push(`         ${after._id.slice(-6)} ${after.status} ${JSON.stringify(after.saga)}`);
    watchBooking(before, after, violate);
  });
  const offered = createDocuments<QuoteDocument>('quotes');
  const claims = createDocuments<CancellationClaimDocument>('claims');
  const months = createDocuments<RoomMonthDocument>('roomMonths', (before, after) => {
    if (before !== null) watch(countedMonth(before), countedMonth(after), 'holdHotel');
  });
  const seats = createDocuments<FlightDocument>('flights', (before, after) => {
    if (before !== null) watch(countedFlight(before), countedFlight(after), 'holdFlight');
  });
  const watch = (before: Counted, after: Counted, step: 'holdHotel' | 'holdFlight') => {
    watchInventory(before, after, step, bookings.rows, violate);
  };
  for (const row of quotes()) offered.put(row);
  for (const row of roomMonths()) months.put(row);
  for (const row of flights()) seats.put(row);

  const orders = createOrders(start('orders'), (id) => {
    watchCapture(id, bookings.rows.get(id), violate);
  });
  const suppliersOf = (process: Process) => ({
    hotels: createInHouseHotelSupplier({ roomMonths: collectionOf(months, process), clock }),
    flights: createInHouseFlightSupplier({
      flights: collectionOf(seats, process),
      clock,
      onChange: () => undefined,
    }),
    payments: orders.payments,
  });
  const network = createNetwork(suppliersOf(start('network')));

  const metrics = createSagaMetrics(new Registry(), createBookingStore(modelOf(bookings, start('metrics'))));
  const { transitions } = metrics;
  const outbox = { notify: () => undefined };

  function startApi(name: string): Api {
    const process = start(name);
    const at = (point: Parameters<Process['at']>[0]) => process.at(point);
    const store = createBookingStore(modelOf(bookings, process));
    const queue = jobs.reachedBy(process);
    const recorder = createRecorder({ store, clock, outbox, transitions, logger });
    const quoteStore = createQuoteStore(modelOf(offered, process));
    const cancellationClaims = createCancellationClaims(modelOf(claims, process));
    return {
      ...{ process, store },
      bookTrip: createBookTrip({ store, quotes: quoteStore, queue, outbox, clock, holdSeconds, logger, at }),
      cancelling: createCancellations({
        ...{ store, claims: cancellationClaims, recorder, queue, clock, quoteSeconds, logger, at },
      }),
      settle: createPaymentUpdates({ store, recorder, queue, clock }),
    };
  }

  function startWorker(name: string): Worker {
    const process = start(name);
    const store = createBookingStore(modelOf(bookings, process));
    const engine = createEngine({
      ...{ store, clock, metrics, logger, policy, random: () => 0 },
      recorder: createRecorder({ store, clock, outbox, transitions, logger }),
      steps: createSteps(network.between(process, suppliersOf(process))),
      at: (point) => process.at(point),
    });
    return { process, engine };
  }

  const driven = new Set<Promise<unknown>>();
  let nextWorker = 0;
  const jobs = createJobs(time.now, (id) => {
    nextWorker += 1;
    return drive(nextWorker, id);
  });
  const api = supervised(apis, (at) => startApi(`api ${at}`));
  const worker = supervised(workers, (at) => startWorker(`worker ${at}`));

  async function drive(which: number, id: string): Promise<DriveOutcome | null> {
    const { process, engine } = worker(which);
    const driving = process.busy(engine.drive(id));
    driven.add(driving);
    try {
      return await driving;
    } catch (error) {
      if (!(error instanceof StoreFault)) violate(`driving ${id}: ${String(error)}`);
      throw error;
    } finally {
      driven.delete(driving);
    }
  }

  return {
    ...{
      clock,
      bookings,
      quotes: offered,
      orders,
      network,
      jobs,
      api,
      worker,
      drive,
      driven,
      violations,
      history,
    },
    advance(ms) {
      now += ms;
      history.push(`         the clock says ${clock().toISOString().slice(11, 19)}`);
    },
    inventory: () => [
      ...Array.from(months.rows.values(), countedMonth),
      ...Array.from(seats.rows.values(), countedFlight),
    ],
    async sweep(which) {
      const { process } = worker(which);
      const store = createBookingStore(modelOf(bookings, process));
      await process.busy(store.due(clock(), 1_000).then((ids) => jobs.reachedBy(process).promote(ids)));
    },
    calm() {
      for (let at = 0; at < apis; at += 1) api(at).process.calm();
      for (let at = 0; at < workers; at += 1) worker(at).process.calm();
      network.calm();
      jobs.calm();
    },
    async impossible() {
      const { values } = await metrics.impossible.get();
      return values.reduce((sum, { value }) => sum + value, 0);
    },
  };
}

/** So many processes of a kind, each started anew where it died. */
function supervised<Member extends { process: Process }>(count: number, start: (at: number) => Member) {
  const running = new Map<number, Member>();
  return (which: number): Member => {
    const at = which % count;
    const found = running.get(at);
    if (found?.process.isAlive() === true) return found;
    const started = start(at);
    running.set(at, started);
    return started;
  };
}

/** A collection in memory, as the stores that speak mongoose take it. */
function modelOf<Row extends Document>(documents: Documents<Row>, process: Process): Model<Row> {
  return documents.reachedBy(process) as unknown as Model<Row>;
}

/** The same, as the stores that speak to the driver take it. */
function collectionOf<Row extends Document>(documents: Documents<Row>, process: Process): Model<Row> {
  const collection = documents.reachedBy(process);
  return { db: { collection: () => collection }, collection: {} } as unknown as Model<Row>;
}

function countedMonth({ _id, nights, holds }: RoomMonthDocument): Counted {
  const held = Object.entries(holds).map(([key, hold]) => [key, { ...hold, counters: hold.nights }]);
  return { _id, counters: nights, holds: Object.fromEntries(held) as Counted['holds'] };
}

function countedFlight({ _id, cabins, holds }: FlightDocument): Counted {
  const held = Object.entries(holds).map(([key, hold]) => [key, { ...hold, counters: [hold.cabin] }]);
  return { _id, counters: cabins, holds: Object.fromEntries(held) as Counted['holds'] };
}
