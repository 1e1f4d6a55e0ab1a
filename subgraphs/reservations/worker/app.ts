import { setMaxListeners } from 'node:events';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Clock } from '../../../platform/clock.ts';
import { createOutboxSignal } from '../../../platform/events/outbox-signal.ts';
import { createHttpServer, listen } from '../../../platform/http/server.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { startInOrder } from '../../../platform/resilience/start-in-order.ts';
import type { StartedServices } from '../../../platform/resilience/start-in-order.ts';
import { createStoreOpener } from '../../../platform/stores/open-stores.ts';
import { prepareModels } from '../../../platform/stores/prepare-models.ts';
import type { StoreClock } from '../../../platform/stores/store-clock.ts';
import type { SagaStep } from '../domain/booking.ts';
import { defaultPolicy } from '../domain/saga.ts';
import type { SagaPolicy } from '../domain/saga.ts';
import { source } from '../events.ts';
import { createSagaMetrics } from '../metrics.ts';
import { createEngine } from '../saga/engine.ts';
import { createSagaQueue } from '../saga/queue.ts';
import { startSagaWorker } from '../saga/queue-worker.ts';
import { createRecorder } from '../saga/recorder.ts';
import { createSteps } from '../saga/steps.ts';
import type { StepHandler } from '../saga/steps.ts';
import { startSweeper } from '../saga/sweeper.ts';
import { bookingModel, createBookingStore } from '../store/bookings.ts';
import type { BookingStore } from '../store/bookings.ts';
import { flightModel } from '../store/flights.ts';
import { roomMonthModel } from '../store/room-months.ts';
import type { WorkerConfig } from './config.ts';
import { missingParts } from './readiness.ts';
import { createSuppliers } from './suppliers.ts';

export interface WorkerOptions {
  config: WorkerConfig;
  logger: Logger;
  metrics: Registry;
  /** MongoDB's time by default. */
  clock?: Clock;
  /** From 0 up to 1. */
  random?: () => number;
  policy?: SagaPolicy;
  /** Stops waiting for stores at startup. */
  signal?: AbortSignal;
}

/** The worker's connections and the ports that it drives bookings through. */
export interface WorkerPorts {
  connection: Connection;
  clock: StoreClock;
  /** For the worker of the queue: commands wait while Redis is down. */
  redis: Redis;
  /** For other commands: they fail while Redis is down. */
  commands: Redis;
  outbox: { notify(): void };
  store: BookingStore;
  steps: Readonly<Record<SagaStep, StepHandler>>;
  /** Aborted first when the worker closes. */
  closing: AbortController;
}

/** Request bodies are refused above this size, in bytes: the worker serves only GET requests. */
const bodyLimitBytes = 1_024;

/** Starts a worker that drives bookings. Any number of workers may run. */
export function startWorker(options: WorkerOptions): Promise<{ url: string; close(): Promise<void> }> {
  return startInOrder(options.logger, async (started) =>
    runWorker(options, await openWorkerPorts(options, started), started),
  );
}

/** Connects to the stores and creates the ports from the settings. */
export async function openWorkerPorts(
  { config, logger, metrics, clock: given, signal }: WorkerOptions,
  started: StartedServices,
): Promise<WorkerPorts> {
  const open = createStoreOpener({ logger, metrics, signal, started });
  const [connection, redis, commands] = await Promise.all([
    open.mongo(config),
    open.redis(config.REDIS_URL, 'blocking'),
    open.redis(config.REDIS_URL, 'command'),
  ]);
  const clock = await open.clock({ connection, config, given });
  const outbox = createOutboxSignal({ redis: commands, source });
  const store = createBookingStore(bookingModel(connection));
  const inventory = { roomMonths: roomMonthModel(connection), flights: flightModel(connection) };
  await prepareModels(connection, { logger, signal });

  const closing = new AbortController();
  // Each call under way adds a listener.
  setMaxListeners(0, closing.signal);
  const suppliers = await createSuppliers(
    { config, ...inventory, outbox, clock: clock.now, logger, metrics, signal: closing.signal },
    started,
  );
  return { connection, clock, redis, commands, outbox, store, steps: createSteps(suppliers), closing };
}

/** Starts the engine, the queue's worker, the sweeper and the HTTP server on the given ports. */
export async function runWorker(
  options: WorkerOptions,
  ports: WorkerPorts,
  started: StartedServices,
): Promise<{ url: string }> {
  const { config, logger, random = Math.random, policy = defaultPolicy } = options;
  const { connection, redis, commands, outbox, store, steps, closing } = ports;
  const clock = ports.clock.now;
  const metrics = createSagaMetrics(options.metrics, store);
  const { transitions } = metrics;
  const recorder = createRecorder({ store, clock, outbox, transitions, logger });
  const driving = { random, policy, metrics, logger };
  const engine = createEngine({ ...driving, store, steps, recorder, clock, signal: closing.signal });
  const worker = startSagaWorker({ ...driving, redis, engine, concurrency: config.SAGA_CONCURRENCY });
  started.add(worker);
  const queue = started.add(createSagaQueue({ redis: commands, logger }));
  started.add(startSweeper({ store, queue, clock, metrics, logger }));

  const missingDependencies = () => missingParts({ connection, clock: ports.clock, commands, worker });
  const { signal } = options;
  const http = createHttpServer({
    logger,
    metrics: options.metrics,
    bodyLimitBytes,
    instanceId: config.INSTANCE_ID,
    missingDependencies,
    signal,
  });
  started.add({ close: () => http.close() });
  const { url } = await listen(http, config.HOST, config.PORT);
  started.add({
    close() {
      closing.abort();
      return Promise.resolve();
    },
  });
  logger.info({ url }, 'worker started');
  return { url };
}
