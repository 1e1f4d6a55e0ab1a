import { Registry } from 'prom-client';
import { createLogger } from '../../../platform/log.ts';
import { newSlotId } from '../../../subgraphs/reservations/domain/ids.ts';
import { defaultPolicy } from '../../../subgraphs/reservations/domain/saga.ts';
import { createSagaMetrics } from '../../../subgraphs/reservations/metrics.ts';
import type { SagaMetrics } from '../../../subgraphs/reservations/metrics.ts';
import { createEngine } from '../../../subgraphs/reservations/saga/engine.ts';
import type { DriveOutcome, Engine } from '../../../subgraphs/reservations/saga/engine.ts';
import type { HandOver } from '../../../subgraphs/reservations/saga/hand-over.ts';
import { createPaymentUpdates } from '../../../subgraphs/reservations/saga/payment-updates.ts';
import type { ApplyPaymentUpdates } from '../../../subgraphs/reservations/saga/payment-updates.ts';
import type { SagaQueue } from '../../../subgraphs/reservations/saga/queue.ts';
import { createRecorder } from '../../../subgraphs/reservations/saga/recorder.ts';
import { createSteps } from '../../../subgraphs/reservations/saga/steps.ts';
import type { BookingSlots } from '../../../subgraphs/reservations/store/booking-slots.ts';
import type { BookingDocument } from '../../../subgraphs/reservations/store/bookings-document.ts';
import type { QuoteDocument } from '../../../subgraphs/reservations/store/quotes.ts';
import { createBookTrip } from '../../../subgraphs/reservations/use-cases/book-trip.ts';
import { createCancellations } from '../../../subgraphs/reservations/use-cases/cancel-reservation.ts';
import { withRequestPoints, withSagaPoints } from '../../kit/fault-points.ts';
import type { RequestPorts } from './clients.ts';
import type { Documents } from './documents.ts';
import { createJobs } from './jobs.ts';
import type { Jobs } from './jobs.ts';
import { createNetwork } from './network.ts';
import type { Network } from './network.ts';
import { createOrders } from './orders.ts';
import type { Orders } from './orders.ts';
import { StoreFault } from './processes.ts';
import type { Process, Turns } from './processes.ts';
import { createSimulation } from './simulation.ts';
import type { Simulation } from './simulation.ts';
import { createStorage, inHouseSuppliersOf, inventoryOf, storesOf } from './storage.ts';
import type { Storage } from './storage.ts';
import { watchCapture } from './watch.ts';
import type { Counted } from './watch.ts';

/** The number of processes of each kind. */
export const apis = 2;
export const workers = 3;

const holdSeconds = 15 * 60;
const quoteSeconds = 10 * 60;

/** Holds are compensated sooner than in production, while their calls are still under way. */
const policy = { ...defaultPolicy, holdAttempts: 2 };

const logger = createLogger('model', 'silent');
const outbox = { notify: () => undefined };

/** A process of the reservations subgraph. */
interface Api extends RequestPorts {
  process: Process;
  applyPaymentUpdates: ApplyPaymentUpdates;
}

interface Worker {
  process: Process;
  engine: Engine;
}

/** The whole booking system in memory: the product's own code over stores in memory. */
export interface World extends Pick<Simulation, 'clock' | 'advance' | 'violations' | 'history'> {
  bookings: Documents<BookingDocument>;
  quotes: Documents<QuoteDocument>;
  inventory(): Counted[];
  orders: Orders;
  network: Network;
  jobs: Jobs;
  /** A process by its number; a dead process is replaced. */
  api(number: number): Api;
  worker(number: number): Worker;
  drive(worker: number, id: string): Promise<DriveOutcome | null>;
  /** The drives under way. */
  driven: ReadonlySet<Promise<unknown>>;
  /** Enqueues the overdue bookings. */
  sweep(worker: number): Promise<void>;
  /** Ends all faults of processes, network and queue. */
  calm(): void;
  /** The number of drives that found an impossible reservation. */
  impossible(): Promise<number>;
}

/** The parts that all processes share. */
interface Parts {
  simulation: Simulation;
  storage: Storage;
  orders: Orders;
  network: Network;
  metrics: SagaMetrics;
}

export function createWorld(turns: Turns): World {
  const parts = createParts(turns);
  const { simulation, storage, orders, network, metrics } = parts;
  const { clock, advance, violations, history } = simulation;
  const worker = supervised(workers, (number) => startWorker(parts, `worker ${number}`));
  const driven = new Set<Promise<unknown>>();
  const drive = (number: number, id: string) => driveWith(simulation, worker(number), id, driven);
  let jobCount = 0;
  const jobs = createJobs(simulation.now, (id) => drive((jobCount += 1), id));
  const api = supervised(apis, (number) => startApi(parts, jobs, `api ${number}`));

  return {
    ...{ clock, advance, violations, history },
    ...{ bookings: storage.bookings, quotes: storage.quotes, orders, network, jobs },
    ...{ api, worker, drive, driven },
    inventory: () => inventoryOf(storage),
    async sweep(number) {
      const { process } = worker(number);
      const { store } = storesOf(storage, process);
      await process.busy(store.due(clock(), 1_000).then((ids) => jobs.reachedBy(process).promote(ids)));
    },
    calm() {
      for (let number = 0; number < apis; number += 1) api(number).process.calm();
      for (let number = 0; number < workers; number += 1) worker(number).process.calm();
      network.calm();
      jobs.calm();
    },
    async impossible() {
      const { values } = await metrics.impossible.get();
      return values.reduce((sum, { value }) => sum + value, 0);
    },
  };
}

function createParts(turns: Turns): Parts {
  const simulation = createSimulation(turns);
  const { clock, start, violate } = simulation;
  const storage = createStorage(simulation);
  const orders = createOrders(start('orders'), (id) => {
    watchCapture(id, storage.bookings.rows.get(id), violate);
  });
  const inHouse = inHouseSuppliersOf(storage, start('network'), clock);
  const network = createNetwork({ ...inHouse, payments: orders.payments });
  const metrics = createSagaMetrics(new Registry(), storesOf(storage, start('metrics')).store);
  return { simulation, storage, orders, network, metrics };
}

function startApi({ simulation, storage, metrics }: Parts, jobs: Jobs, name: string): Api {
  const { clock } = simulation;
  const { transitions } = metrics;
  const process = simulation.start(name);
  const { store, quotes, claims } = withRequestPoints(storesOf(storage, process), (point) =>
    process.reach(point),
  );
  const handOver = handOverTo(jobs.reachedBy(process));
  const recorder = createRecorder({ store, clock, outbox, transitions, logger });
  return {
    ...{ process, store },
    bookTrip: createBookTrip({
      ...{
        store,
        quotes,
        slots: unlimitedSlots,
        networkSlots: unlimitedSlots,
        newSlotId,
        handOver,
        outbox,
        clock,
        holdSeconds,
      },
    }),
    cancelling: createCancellations({ store, claims, recorder, handOver, clock, quoteSeconds }),
    applyPaymentUpdates: createPaymentUpdates({ store, recorder, handOver, clock }),
  };
}

/** The limits on unfinished bookings are tested in tests/integration/booking. */
const unlimitedSlots: BookingSlots = {
  take: () => Promise.resolve({ outcome: 'taken' }),
  giveBack: () => Promise.resolve(),
};

/** Enqueues once: its retries, which run on real timers, are left to the sweeper. */
function handOverTo(queue: Omit<SagaQueue, 'close'>): Omit<HandOver, 'close'> {
  return {
    start(booking) {
      queue.start([{ ...booking, turn: 1 }]).catch(() => undefined);
    },
    cancel(id) {
      queue.cancel([{ id, turn: 1 }]).catch(() => undefined);
    },
    promote(ids) {
      queue.promote(ids).catch(() => undefined);
    },
  };
}

function startWorker({ simulation, storage, orders, network, metrics }: Parts, name: string): Worker {
  const { clock } = simulation;
  const { transitions } = metrics;
  const process = simulation.start(name);
  const inHouse = inHouseSuppliersOf(storage, process, clock);
  const suppliers = network.between(process, { ...inHouse, payments: orders.payments });
  const ports = { store: storesOf(storage, process).store, steps: createSteps(suppliers) };
  const { store, steps } = withSagaPoints(ports, (point) => process.reach(point));
  const recorder = createRecorder({ store, clock, outbox, transitions, logger });
  const engine = createEngine({ store, steps, recorder, clock, metrics, logger, policy, random: () => 0 });
  return { process, engine };
}

/** Drives a booking. @returns null where the process dies meanwhile */
async function driveWith(
  { violate }: Simulation,
  { process, engine }: Worker,
  id: string,
  driven: Set<Promise<unknown>>,
): Promise<DriveOutcome | null> {
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

/** A fixed number of processes, each started on its first use and again after its death. */
function supervised<Member extends { process: Process }>(count: number, start: (number: number) => Member) {
  const running = new Map<number, Member>();
  return (number: number): Member => {
    const slot = number % count;
    const found = running.get(slot);
    if (found?.process.isAlive() === true) return found;
    const started = start(slot);
    running.set(slot, started);
    return started;
  };
}
