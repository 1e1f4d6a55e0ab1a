import { Worker } from 'bullmq';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Service } from '../../../platform/lifecycle.ts';
import type { Logger } from '../../../platform/log.ts';
import { backoffMs, withJitter } from '../../../platform/resilience/backoff.ts';
import { reasonOf } from '../../../platform/resilience/outage-log.ts';
import { pause } from '../../../platform/resilience/pause.ts';
import type { SagaPolicy } from '../domain/saga.ts';
import { attemptsBetweenAlerts } from '../metrics.ts';
import type { SagaMetrics } from '../metrics.ts';
import type { Engine } from './engine.ts';
import { jobNames, jobOptions, queueName, queuePrefix } from './queue.ts';
import type { SagaJob } from './queue.ts';

/** Thrown by a job to run again after a delay: BullMQ's way for a booking to wait. */
class WaitError extends Error {
  override readonly name = 'WaitError';
  readonly delayMs: number;
  constructor(delayMs: number) {
    super(`run again in ${delayMs} ms`);
    this.delayMs = delayMs;
  }
}

/** A dead worker's jobs are taken over after its lock expires and a stalled check finds them. */
const lockMs = 5_000;
const stalledCheckMs = 1_000;
/** Between failed attempts to take a job, to restart, or to close. */
const restartDelay = { firstMs: 100, maxMs: 5_000 };
const errorPauseMs = 1_000;
const closeMs = 5_000;

export interface SagaWorkerOptions {
  /** A connection that keeps commands waiting while Redis is down. */
  redis: Redis;
  engine: Engine;
  /** Bookings driven at the same time. */
  concurrency: number;
  /** From 0 up to 1. */
  random: () => number;
  metrics: Pick<SagaMetrics, 'failures' | 'alerts'>;
  logger: Logger;
  /** The delays before a booking that failed to be driven is driven again. */
  policy: Pick<SagaPolicy, 'firstDelayMs' | 'maxDelayMs'>;
}

export interface SagaWorker extends Service {
  /** True while the worker takes jobs. */
  readonly running: boolean;
}

/**
 * Runs the jobs: each drives its booking. A BullMQ worker that fails to start keeps that failure for ever, so a failed
 * worker is replaced.
 */
export function startSagaWorker(options: SagaWorkerOptions): SagaWorker {
  const { redis, logger } = options;
  const closing = new AbortController();
  const isClosing = () => closing.signal.aborted;
  let worker = openWorker(options);
  let running = false;

  async function supervise(): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      const failure = await run(worker);
      if (isClosing()) return;
      logger.warn({ error: failure }, 'saga worker failed, restarting');
      await worker.close(true);
      await pause(withJitter(backoffMs(failures, restartDelay)), closing.signal);
      if (isClosing()) return;
      worker = openWorker(options);
    }
  }

  /** @returns the reason of the end */
  async function run(started: Worker<SagaJob>): Promise<string> {
    try {
      await started.waitUntilReady();
      running = true;
      await started.run();
      return 'it ended';
    } catch (error) {
      return String(error);
    } finally {
      running = false;
    }
  }
  const supervised = supervise();

  return {
    get running() {
      return running;
    },
    async close() {
      closing.abort();
      // A frozen Redis does not answer the commands that the worker waits for.
      const unanswered = setTimeout(() => {
        redis.disconnect();
      }, closeMs);
      await Promise.all([worker.close(), supervised]);
      clearTimeout(unanswered);
    },
  };
}

function openWorker(options: SagaWorkerOptions): Worker<SagaJob> {
  const { redis, engine, concurrency, random, policy, logger } = options;
  const backoff = { firstMs: policy.firstDelayMs, maxMs: policy.maxDelayMs };
  const worker = new Worker<SagaJob>(queueName, (job) => runJob(engine, job), {
    connection: redis,
    prefix: queuePrefix,
    concurrency,
    autorun: false,
    lockDuration: lockMs,
    stalledInterval: stalledCheckMs,
    maxStalledCount: jobOptions.attempts,
    runRetryDelay: errorPauseMs,
    settings: {
      backoffStrategy: (attemptsMade, _type, error) =>
        error instanceof WaitError
          ? error.delayMs
          : Math.round(withJitter(backoffMs(attemptsMade + 1, backoff), random)),
    },
  });
  worker.on('failed', (job, error) => {
    if (!(error instanceof WaitError)) reportFailure(options, job, error);
  });
  let lastError = '';
  worker.on('error', ({ message }) => {
    if (message !== lastError) logger.warn({ error: message }, 'saga worker cannot reach Redis');
    lastError = message;
  });
  return worker;
}

async function runJob(engine: Engine, { name, data }: Pick<Job<SagaJob>, 'name' | 'data'>): Promise<void> {
  const result = await engine.drive(data.reservationId);
  // An expiry job runs once: the drive job or the sweeper continues with the booking.
  if (result.outcome === 'wait' && name === jobNames.drive) throw new WaitError(result.delayMs);
}

function reportFailure(
  { metrics, logger }: SagaWorkerOptions,
  job: Pick<Job<SagaJob>, 'attemptsMade' | 'data'> | undefined,
  error: Error,
): void {
  const attempts = job?.attemptsMade ?? 0;
  const fields = { reservationId: job?.data.reservationId, attempts, ...reasonOf(error) };
  metrics.failures.inc();
  if (attempts > 0 && attempts % attemptsBetweenAlerts === 0) {
    metrics.alerts.inc();
    logger.error(fields, 'saga job keeps failing: operator action needed');
  } else {
    logger.warn(fields, 'saga job failed, retrying');
  }
}
