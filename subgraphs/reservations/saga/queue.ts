import { Queue, Worker } from 'bullmq';
import type { JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../../../platform/log.ts';
import { redisPrefix } from '../../../platform/stores/redis.ts';
import type { BookingFacts } from '../domain/booking.ts';
import type { SagaPolicy } from '../domain/saga.ts';
import type { Engine } from './engine.ts';
import { attemptsBetweenAlerts } from '../metrics.ts';
import type { SagaMetrics } from '../metrics.ts';

const queueName = 'saga';
/** BullMQ puts the colon there itself. */
const prefix = redisPrefix.replace(/:$/, '');

interface SagaJob {
  reservationId: string;
}

/** Wakes the saga of a booking. The jobs may get lost: the sweeper finds what has none. */
export interface SagaQueue {
  /** Has a booking that was just taken down driven on, and looked at once more when its hold ends. */
  start(booking: Pick<BookingFacts, 'id' | 'createdAt' | 'holdExpiresAt'>): Promise<void>;
  /** Has bookings driven on. One that is queued, delayed or being driven stays as it is. */
  enqueue(reservationIds: readonly string[]): Promise<void>;
  /** As `enqueue`; one that is delayed is driven on at once. */
  promote(reservationIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const jobOptions = {
  // For ever: what gives a booking up is its own decision, never the queue's.
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

/** Finds a booking that is not paid by its deadline, whatever its other job waits for. */
function expiryJob(reservationId: string, delayMs: number) {
  const opts = { ...jobOptions, jobId: `${reservationId}.expiry`, delay: delayMs };
  return { name: jobNames.expire, data: { reservationId }, opts };
}

/** A queue with one job that drives each booking, whose id is the job's, and one that looks at it when its hold ends. */
export function createSagaQueue({ redis, logger }: { redis: Redis; logger: Logger }): SagaQueue {
  const queue = new Queue<SagaJob>(queueName, { connection: redis, prefix });
  // The connection itself says, once, that Redis is away.
  queue.on('error', (error) => {
    logger.debug({ error: error.message }, 'the saga queue cannot reach Redis');
  });

  async function enqueue(reservationIds: readonly string[]): Promise<void> {
    if (reservationIds.length === 0) return;
    await queue.addBulk(reservationIds.map(driveJob));
  }

  return {
    async start({ id, createdAt, holdExpiresAt }) {
      const delayMs = Math.max(holdExpiresAt.getTime() - createdAt.getTime(), 0);
      await queue.addBulk([driveJob(id), expiryJob(id, delayMs)]);
    },
    enqueue,
    async promote(reservationIds) {
      await enqueue(reservationIds);
      await Promise.all(
        reservationIds.map(async (id) => {
          const job = await queue.getJob(id);
          if ((await job?.getState()) !== 'delayed') return;
          // It may have begun meanwhile, which is all that was wanted.
          await job?.promote().catch(() => undefined);
        }),
      );
    },
    close: () => queue.close(),
  };
}

/** Thrown to have a job come back after a delay: that is how a booking waits. */
class LaterError extends Error {
  override readonly name = 'LaterError';
  readonly delayMs: number;
  constructor(delayMs: number) {
    super(`again in ${delayMs} ms`);
    this.delayMs = delayMs;
  }
}

/** A worker that died is taken over from once its lock has ended and that was noticed. */
const lockMs = 5_000;
const stalledCheckMs = 1_000;

/**
 * Drives bookings as jobs come in.
 * @param options.redis a connection whose commands wait for as long as Redis is away
 * @param options.concurrency how many bookings at a time
 */
export function startSagaWorker(options: {
  redis: Redis;
  engine: Engine;
  concurrency: number;
  random: () => number;
  metrics: Pick<SagaMetrics, 'failures' | 'alerts'>;
  logger: Logger;
  /** How long a booking that could not be driven is left alone: more with every attempt. */
  policy: Pick<SagaPolicy, 'firstDelayMs' | 'maxDelayMs'>;
}): { close(): Promise<void> } {
  const { redis, engine, concurrency, random, metrics, logger, policy } = options;
  const worker = new Worker<SagaJob>(
    queueName,
    async ({ name, data }) => {
      const result = await engine.drive(data.reservationId);
      // What is still to be done after an expiry is the other job's, or the sweeper's where there is none.
      if (result.outcome === 'wait' && name === jobNames.drive) throw new LaterError(result.delayMs);
    },
    {
      connection: redis,
      prefix,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: stalledCheckMs,
      maxStalledCount: jobOptions.attempts,
      runRetryDelay: 1_000,
      settings: {
        backoffStrategy(attemptsMade, _type, error) {
          if (error instanceof LaterError) return error.delayMs;
          const delayMs = Math.min(policy.firstDelayMs * 2 ** Math.min(attemptsMade, 10), policy.maxDelayMs);
          return Math.round(delayMs * (0.5 + random() / 2));
        },
      },
    },
  );
  worker.on('failed', (job, error) => {
    if (error instanceof LaterError) return;
    const attempts = job?.attemptsMade ?? 0;
    const fields = { reservationId: job?.data.reservationId, attempts, err: error };
    metrics.failures.inc();
    if (attempts > 0 && attempts % attemptsBetweenAlerts === 0) {
      metrics.alerts.inc();
      logger.error(fields, 'a booking goes on failing to be driven: an operator should look at it');
    } else {
      logger.warn(fields, 'driving a booking failed; it is tried again');
    }
  });
  let lastTrouble = '';
  worker.on('error', ({ message }) => {
    if (message !== lastTrouble) logger.warn({ error: message }, 'the saga worker has trouble with Redis');
    lastTrouble = message;
  });
  return { close: () => worker.close() };
}
