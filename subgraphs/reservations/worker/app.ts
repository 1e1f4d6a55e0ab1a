import { setMaxListeners } from 'node:events';
import { systemClock } from '../../../platform/clock.ts';
import type { Clock } from '../../../platform/clock.ts';
import { createOutboxSignal } from '../../../platform/events/outbox-signal.ts';
import { createHttpServer, listen } from '../../../platform/http/server.ts';
import { createCallerSigner } from '../../../platform/identity.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { startInOrder } from '../../../platform/resilience/start-in-order.ts';
import { prepareModels } from '../../../platform/stores/mongo.ts';
import { missingStores, storeOpener } from '../../../platform/stores/open-stores.ts';
import { defaultPolicy } from '../domain/saga.ts';
import type { SagaPolicy } from '../domain/saga.ts';
import { source } from '../events.ts';
import { createEngine } from '../saga/engine.ts';
import type { SagaPoint } from '../saga/engine.ts';
import { createSagaMetrics } from '../metrics.ts';
import { createSagaQueue, startSagaWorker } from '../saga/queue.ts';
import { createRecorder } from '../saga/recorder.ts';
import { createSteps } from '../saga/steps.ts';
import { startSweeper } from '../saga/sweeper.ts';
import { bookingModel, createBookingStore } from '../store/bookings.ts';
import { flightModel } from '../store/flights.ts';
import { createInHouseFlightSupplier, createInHouseHotelSupplier } from '../suppliers/in-house-supplier.ts';
import { roomMonthModel } from '../store/room-months.ts';
import { createHttpFlightSupplier, createHttpHotelSupplier } from '../suppliers/http-supplier.ts';
import { createOrdersClient } from '../suppliers/orders.ts';
import type { WorkerConfig } from './config.ts';

export interface WorkerOptions {
  config: WorkerConfig;
  logger: Logger;
  metrics: Registry;
  clock?: Clock;
  /** From 0 up to 1. */
  random?: () => number;
  policy?: SagaPolicy;
  /** Gives up waiting for stores that are not up yet. */
  signal?: AbortSignal;
  /** Fault injection: awaited at every point of the saga. */
  at?: (point: SagaPoint) => Promise<void>;
}

/** The largest body that anyone has reason to send here, in bytes: there are only GETs. */
const bodyLimitBytes = 1_024;

/** Starts the worker that drives bookings. Any number of them may run. */
export async function startWorker(options: WorkerOptions): Promise<{ url: string; close(): Promise<void> }> {
  const { config, logger, metrics, clock = systemClock, random = Math.random, signal } = options;
  const { policy = defaultPolicy } = options;
  return startInOrder(logger, async (started) => {
    const open = storeOpener({ logger, signal, started });
    const [connection, jobs, commands] = await Promise.all([
      open.mongo(config),
      open.redis(config.REDIS_URL, 'blocking'),
      open.redis(config.REDIS_URL, 'command'),
    ]);
    const store = createBookingStore(bookingModel(connection));
    const outbox = createOutboxSignal({ redis: commands, source });
    const roomMonths = roomMonthModel(connection);
    const flights = flightModel(connection);
    await prepareModels(connection);

    const stopping = new AbortController();
    // Every call under way listens to it.
    setMaxListeners(0, stopping.signal);
    const payments = createOrdersClient({
      url: config.ORDERS_URL,
      signer: await createCallerSigner({ name: config.CALLER_NAME, key: config.CALLER_KEY }),
      logger,
      timeoutMs: config.ORDERS_TIMEOUT_MS,
      signal: stopping.signal,
    });
    started.add(payments);
    const onChange = () => {
      outbox.notify();
    };
    const calling = { logger, timeoutMs: config.SUPPLIER_TIMEOUT_MS, signal: stopping.signal };
    const { HOTEL_SUPPLIER_URL: hotelsUrl, FLIGHT_SUPPLIER_URL: flightsUrl } = config;
    const httpHotels =
      hotelsUrl === undefined
        ? undefined
        : createHttpHotelSupplier({ ...calling, url: hotelsUrl, token: config.HOTEL_SUPPLIER_TOKEN });
    const httpFlights =
      flightsUrl === undefined
        ? undefined
        : createHttpFlightSupplier({ ...calling, url: flightsUrl, token: config.FLIGHT_SUPPLIER_TOKEN });
    for (const supplier of [httpHotels, httpFlights]) if (supplier !== undefined) started.add(supplier);
    const sagaMetrics = createSagaMetrics(metrics, store);
    const { transitions } = sagaMetrics;
    const driving = { random, policy, metrics: sagaMetrics, logger };
    const engine = createEngine({
      store,
      recorder: createRecorder({ store, clock, outbox, transitions, logger }),
      steps: createSteps({
        hotels: httpHotels ?? createInHouseHotelSupplier({ roomMonths, clock }),
        flights: httpFlights ?? createInHouseFlightSupplier({ flights, clock, onChange }),
        payments,
      }),
      ...driving,
      clock,
      signal: stopping.signal,
      ...(options.at === undefined ? {} : { at: options.at }),
    });
    const concurrency = config.SAGA_CONCURRENCY;
    started.add(startSagaWorker({ ...driving, redis: jobs, engine, concurrency }));
    const queue = createSagaQueue({ redis: jobs, logger });
    started.add(queue);
    started.add(startSweeper({ store, queue, clock, logger }));

    const waitingFor = () => missingStores({ connection, redis: jobs });
    const http = createHttpServer({ logger, metrics, bodyLimitBytes, waitingFor, signal });
    started.add({ close: () => http.close() });
    const { url } = await listen(http, config.HOST, config.PORT);
    logger.info({ url }, 'driving bookings');
    // Closed first: it ends the calls under way, which the saga worker would wait for.
    started.add({
      close() {
        stopping.abort();
        return Promise.resolve();
      },
    });
    return { url };
  });
}
