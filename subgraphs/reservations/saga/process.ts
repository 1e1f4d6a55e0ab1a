import { setMaxListeners } from 'node:events';
import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import type { Redis } from 'ioredis';
import { systemClock } from '../../../platform/clock.ts';
import type { Clock } from '../../../platform/clock.ts';
import { createOutboxSignal } from '../../../platform/events/outbox-signal.ts';
import { createHttpServer, listen } from '../../../platform/http/server.ts';
import { createCallerSigner } from '../../../platform/identity.ts';
import { abandon, inReverse } from '../../../platform/lifecycle.ts';
import type { Service } from '../../../platform/lifecycle.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { connectMongo, prepareModels } from '../../../platform/stores/mongo.ts';
import { connectRedis } from '../../../platform/stores/redis.ts';
import type { SagaPolicy } from '../domain/saga.ts';
import { createOrdersClient } from '../orders-client.ts';
import { bookingModel, createBookingStore } from '../store/bookings.ts';
import { flightModel } from '../store/flights.ts';
import { createFlightSupplier, createHotelSupplier } from '../store/inventory.ts';
import { roomMonthModel } from '../store/room-months.ts';
import type { WorkerConfig } from '../worker-config.ts';
import { createEngine } from './engine.ts';
import type { SagaPoint } from './engine.ts';
import { createSagaMetrics } from './metrics.ts';
import { createSagaQueue, startSagaWorker } from './queue.ts';
import { createRecorder } from './recorder.ts';
import { createSteps } from './steps.ts';
import { startSweeper } from './sweeper.ts';

export interface SagaOptions {
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
export async function startSaga(options: SagaOptions): Promise<{ url: string; close(): Promise<void> }> {
  const { config, logger, metrics, clock = systemClock, random = Math.random, signal } = options;
  const started: Service[] = [];
  try {
    const { connection, jobs, commands } = await connectStores({ config, logger, signal }, started);
    const store = createBookingStore(bookingModel(connection));
    const outbox = createOutboxSignal({ redis: commands, source: 'reservations' });
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
    started.push(payments);
    const onChange = () => {
      outbox.notify();
    };
    const sagaMetrics = createSagaMetrics(metrics, store);
    const { transitions } = sagaMetrics;
    const engine = createEngine({
      store,
      record: createRecorder({ store, clock, outbox, transitions, logger }),
      steps: createSteps({
        hotels: createHotelSupplier({ roomMonths, clock }),
        flights: createFlightSupplier({ flights, clock, onChange }),
        payments,
      }),
      ...{ clock, random, logger, metrics: sagaMetrics, signal: stopping.signal },
      ...(options.policy === undefined ? {} : { policy: options.policy }),
      ...(options.at === undefined ? {} : { at: options.at }),
    });
    const concurrency = config.SAGA_CONCURRENCY;
    started.push(startSagaWorker({ redis: jobs, engine, concurrency, random, logger }));
    const queue = createSagaQueue({ redis: jobs, logger });
    started.push(queue, startSweeper({ store, queue, clock, logger }));

    const waitingFor = () => Promise.resolve(missing(connection, jobs));
    const http = createHttpServer({ logger, metrics, bodyLimitBytes, waitingFor, signal });
    started.push({ close: () => http.close() });
    const { url } = await listen(http, config.HOST, config.PORT);
    logger.info({ url }, 'driving bookings');
    return {
      url,
      close() {
        stopping.abort();
        return inReverse(started).close();
      },
    };
  } catch (error) {
    await abandon(started, logger);
    throw error;
  }
}

async function connectStores(
  { config, logger, signal }: { config: WorkerConfig; logger: Logger; signal: AbortSignal | undefined },
  started: Service[],
): Promise<{ connection: Connection; jobs: Redis; commands: Redis }> {
  const { MONGODB_URL, MONGODB_DATABASE: database, MONGODB_POOL_SIZE: poolSize, REDIS_URL: url } = config;
  const connection = await connectMongo({ url: MONGODB_URL, database, poolSize, logger, signal });
  started.push({ close: () => connection.close() });
  const jobs = await connectRedis({ url, use: 'blocking', logger, signal });
  started.push(closing(jobs));
  const commands = await connectRedis({ url, use: 'command', logger, signal });
  started.push(closing(commands));
  return { connection, jobs, commands };
}

function closing(redis: Redis): Service {
  return {
    close() {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}

function missing(connection: Connection, redis: Redis): string[] {
  return [
    ...(connection.readyState === mongoose.ConnectionStates.connected ? [] : ['MongoDB']),
    ...(redis.status === 'ready' ? [] : ['Redis']),
  ];
}
