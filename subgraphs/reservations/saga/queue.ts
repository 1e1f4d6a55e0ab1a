import { Queue, Worker } from 'bullmq';
import type { Job, JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../../../platform/log.ts';
import { backoffMs, withJitter } from '../../../platform/resilience/backoff.ts';
import { redisPrefix } from '../../../platform/stores/redis.ts';
import type { BookingFacts } from '../domain/booking.ts';
import type { SagaPolicy } from '../domain/saga.ts';
import { attemptsBetweenAlerts } from '../metrics.ts';
import type { SagaMetrics } from '../metrics.ts';
import type { Engine } from './engine.ts';

const queueName = 'saga';
/** BullMQ adds the colon itself. */
const prefix = redisPrefix.replace(/:$/, '');

interface SagaJob {
  reservationId: string;
}

/** The jobs that drive bookings. Redis may lose them: the sweeper enqueues unfinished bookings again. */
export interface SagaQueue {
  /** Enqueues a new booking: a job to drive it now and a job at the end of its hold. */
  start(booking: Pick<BookingFacts, 'id' | 'createdAt' | 'holdExpiresAt'>): Promise<void>;
  /** Enqueues bookings. A job that is queued, delayed or running stays as it is. */
  enqueue(reservationIds: readonly string[]): Promise<void>;
  /** As `enqueue`, and a delayed job runs at once. */
  promote(reservationIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const jobOptions = {
  // Unlimited: the saga decides when a booking fails, never the queue.
  attempts: 1_000_000_000,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  removeOnFail: true,
  stackTraceLimit: 1,
} satisfies JobsOptions;

const jobNames = { drive: 'drive', expire: 'expire' } as const;

function driveJob(reservationId: string) {
  return { name: jobNames.drive, data: { reservationId }, opts: { ...jobOptions, jobId: reservationId } };
}

/** Expires an unpaid booking at the end of its hold, even while its drive job waits for a supplier. */
function expiryJob(reservationId: string, delayMs: number) {
  const opts = { ...jobOptions, jobId: `${reservationId}.expiry`, delay: delayMs };
  return { name: jobNames.expire, data: { reservationId }, opts };
}

/** Creates the queue. A booking's id is the id of its drive job, so that it never has two drive jobs. */
export function createSagaQueue({ redis, logger }: { redis: Redis; logger: Logger }): SagaQueue {
  const queue = new Queue<SagaJob>(queueName, { connection: redis, prefix });
  // At debug level: the connection itself logs the outage once.
  queue.on('error', (error) => {
    logger.debug({ error: error.message }, 'saga queue cannot reach Redis');
  });

  async function enqueue(reservationIds: readonly string[]): Promise<void> {
    if (reservationIds.length === 0) return;
    await queue.addBulk(reservationIds.map(driveJob));
  }

  async function promoteDelayed(reservationId: string): Promise<void> {
    const job = await queue.getJob(reservationId);
    if ((await job?.getState()) !== 'delayed') return;
    // Fails where the job has started since, which is the purpose of the call.
    await job?.promote().catch(() => undefined);
  }

  return {
    async start({ id, createdAt, holdExpiresAt }) {
      const delayMs = Math.max(holdExpiresAt.getTime() - createdAt.getTime(), 0);
      await queue.addBulk([driveJob(id), expiryJob(id, delayMs)]);
    },
    enqueue,
    async promote(reservationIds) {
      await enqueue(reservationIds);
      await Promise.all(reservationIds.map(promoteDelayed));
    },
    close: () => queue.close(),
  };
}

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

/** Runs the jobs: each drives its booking. */
export function startSagaWorker(options: SagaWorkerOptions): { close(): Promise<void> } {
  const { redis, engine, concurrency, random, policy, logger } = options;
  const backoff = { firstMs: policy.firstDelayMs, maxMs: policy.maxDelayMs };
  const worker = new Worker<SagaJob>(queueName, (job) => runJob(engine, job), {
    connection: redis,
    prefix,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stalledCheckMs,
    maxStalledCount: jobOptions.attempts,
    runRetryDelay: 1_000,
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
  return { close: () => worker.close() };
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
  const fields = { reservationId: job?.data.reservationId, attempts, err: error };
  metrics.failures.inc();
  if (attempts > 0 && attempts % attemptsBetweenAlerts === 0) {
    metrics.alerts.inc();
    logger.error(fields, 'saga job keeps failing: operator action needed');
  } else {
    logger.warn(fields, 'saga job failed, retrying');
  }
}
