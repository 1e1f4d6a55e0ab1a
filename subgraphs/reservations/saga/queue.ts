import { Queue } from 'bullmq';
import type { JobsOptions } from 'bullmq';
import { timeout, TimeoutStrategy } from 'cockatiel';
import type { Redis } from 'ioredis';
import type { Logger } from '../../../platform/log.ts';
import { redisPrefix } from '../../../platform/stores/redis.ts';
import type { BookingFacts } from '../domain/booking.ts';
import { turnsAmong } from './turns.ts';

export const queueName = 'saga';
/** BullMQ adds the colon itself. */
export const queuePrefix = redisPrefix.replace(/:$/, '');

export interface SagaJob {
  reservationId: string;
}

/** A booking with its turn: of waiting jobs those with the lowest turn run first (`turnOf`). */
export interface QueuedBooking {
  id: string;
  turn: number;
}

export type NewBooking = QueuedBooking & Pick<BookingFacts, 'createdAt' | 'holdExpiresAt'>;

/**
 * The jobs that drive bookings. Redis may lose them: the sweeper enqueues unfinished bookings again. Each call rejects
 * after `callTimeoutMs`; its jobs may still be enqueued later.
 */
export interface SagaQueue {
  /** Enqueues new bookings: a job to drive each now and a job at the end of its hold. */
  start(bookings: readonly NewBooking[]): Promise<void>;
  /**
   * Enqueues bookings, in turns between their customers. A job that is queued, delayed or running stays as it is.
   */
  enqueue(reservationIds: readonly string[]): Promise<void>;
  /**
   * Enqueues accepted cancellations. Each has a job of its own: while the drive job of its booking is about to end, it
   * could not be enqueued again.
   */
  cancel(bookings: readonly QueuedBooking[]): Promise<void>;
  /** As `enqueue`, and a delayed job runs at once. */
  promote(reservationIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export const jobOptions = {
  // Unlimited: the saga decides when a booking fails, never the queue.
  attempts: 1_000_000_000,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  removeOnFail: true,
  stackTraceLimit: 1,
} satisfies JobsOptions;

export const jobNames = { drive: 'drive', expire: 'expire' } as const;

/** Longer than Redis's own timeout for a command, which tells more. */
const callTimeoutMs = 5_000;
/** Jobs sent to Redis at once, so that a busy Redis answers within its timeout. */
const jobsPerCall = 200;

function driveJob({ id: reservationId, turn: priority }: QueuedBooking, jobId = reservationId) {
  return { name: jobNames.drive, data: { reservationId }, opts: { ...jobOptions, jobId, priority } };
}

function cancelJob(booking: QueuedBooking) {
  return driveJob(booking, `${booking.id}.cancel`);
}

/** Expires an unpaid booking at the end of its hold, even while its drive job waits for a supplier. */
function expiryJob({ id: reservationId, turn: priority, createdAt, holdExpiresAt }: NewBooking) {
  const delay = Math.max(holdExpiresAt.getTime() - createdAt.getTime(), 0);
  const opts = { ...jobOptions, jobId: `${reservationId}.expiry`, priority, delay };
  return { name: jobNames.expire, data: { reservationId }, opts };
}

type Job = ReturnType<typeof driveJob> | ReturnType<typeof expiryJob>;

/**
 * Creates the queue. A booking's id is the id of its drive job, so that it never has two drive jobs.
 * @param options.redis a connection for commands, which fail while Redis is away
 */
export function createSagaQueue(options: { redis: Redis; logger: Logger }): SagaQueue {
  const started = createStartedQueue(options);
  const bound = timeout(callTimeoutMs, TimeoutStrategy.Aggressive);
  const call = (work: (queue: Queue<SagaJob>, signal: AbortSignal) => Promise<unknown>) =>
    bound.execute(async ({ signal }) => {
      const queue = await started.get();
      // A call that its caller has given up must not add to the burst after an outage.
      if (!signal.aborted) await work(queue, signal);
    });

  async function add(jobs: readonly Job[]): Promise<void> {
    for (let at = 0; at < jobs.length; at += jobsPerCall) {
      const batch = jobs.slice(at, at + jobsPerCall);
      await call((queue) => queue.addBulk(batch));
    }
  }
  function enqueue(reservationIds: readonly string[]): Promise<void> {
    const turns = turnsAmong(reservationIds);
    return add(reservationIds.map((id, at) => driveJob({ id, turn: turns[at] ?? 1 })));
  }

  return {
    start: (bookings) => add(bookings.flatMap((booking) => [driveJob(booking), expiryJob(booking)])),
    enqueue,
    cancel: (bookings) => add(bookings.map(cancelJob)),
    async promote(reservationIds) {
      await enqueue(reservationIds);
      for (let at = 0; at < reservationIds.length; at += jobsPerCall) {
        const batch = reservationIds.slice(at, at + jobsPerCall);
        await call((queue) => Promise.all(batch.map((id) => promoteDelayed(queue, id))));
      }
    },
    close: () => started.close(),
  };
}

/**
 * Runs a delayed job at once. A job in no list, as after an eviction, would never run and could not be enqueued: it is
 * replaced.
 */
async function promoteDelayed(queue: Queue<SagaJob>, reservationId: string): Promise<void> {
  const job = await queue.getJob(reservationId);
  if (job === undefined) return;
  const state = await job.getState();
  if (state === 'unknown') {
    await job.remove();
    await queue.addBulk([driveJob({ id: reservationId, turn: 1 })]);
  }
  if (state !== 'delayed') return;
  try {
    await job.promote();
  } catch (error) {
    // The job has started since, which is the purpose of the call.
    if ((await job.getState()) === 'delayed') throw error;
  }
}

/**
 * BullMQ asks Redis for its version when a queue is created, and keeps the answer for ever, a failure too: then each
 * later call of that queue fails with the first error. A queue that failed to start is replaced at the next call.
 */
function createStartedQueue({ redis, logger }: { redis: Redis; logger: Logger }) {
  function open(): Queue<SagaJob> {
    const queue = new Queue<SagaJob>(queueName, { connection: redis, prefix: queuePrefix });
    // At debug level: the caller reports the call that fails.
    queue.on('error', (error) => {
      logger.debug({ error: error.message }, 'saga queue cannot reach Redis');
    });
    return queue;
  }
  let current = open();

  return {
    /** @throws the error of a start that failed twice */
    async get(): Promise<Queue<SagaJob>> {
      const queue = current;
      try {
        await queue.waitUntilReady();
      } catch {
        if (queue === current) {
          current = open();
          await queue.close();
        }
        await current.waitUntilReady();
      }
      return current;
    },
    close: () => current.close(),
  };
}
