import type { DriveOutcome } from '../../../subgraphs/reservations/saga/engine.ts';
import type { SagaQueue } from '../../../subgraphs/reservations/saga/queue.ts';
import type { Process } from './processes.ts';

export interface Jobs {
  reachedBy(process: Process): Omit<SagaQueue, 'close'>;
  /** Starts the jobs that are due. */
  start(): void;
  /** Redis loses all jobs, and the next call fails. */
  lose(): void;
  calm(): void;
}

/** Thrown while Redis is down. */
export class RedisDown extends Error {
  override readonly name = 'RedisDown';
}

interface Job {
  reservationId: string;
  /** The time of its start; null while it runs. */
  at: number | null;
}

/**
 * A model of the saga's queue: a drive job, an expiry job and a cancellation job for each booking.
 * @param drive resolves with null where the driving process dies
 */
export function createJobs(now: () => number, drive: (id: string) => Promise<DriveOutcome | null>): Jobs {
  const jobs = new Map<string, Job>();
  let away = false;

  async function start(id: string, job: Job): Promise<void> {
    job.at = null;
    // A failed job is retried.
    const outcome = await drive(job.reservationId).catch((): DriveOutcome => ({
      outcome: 'wait',
      delayMs: 200,
    }));
    if (outcome?.outcome === 'wait' && !id.endsWith('.expiry')) job.at = now() + outcome.delayMs;
    else if (jobs.get(id) === job) jobs.delete(id);
  }

  function add(id: string, reservationId: string, delayMs: number): void {
    if (jobs.has(id)) return;
    const job = { reservationId, at: now() + delayMs };
    jobs.set(id, job);
    if (delayMs === 0) void start(id, job);
  }

  function ask(process: Process, ids: readonly string[], act: () => void): Promise<void> {
    return process.turn(`queues ${ids.join(', ')}`, () => {
      const refused = away;
      away = false;
      if (refused) throw new RedisDown('Redis is down');
      act();
    });
  }

  function enqueue(ids: readonly string[]): void {
    for (const id of ids) add(id, id, 0);
  }

  return {
    reachedBy: (process) => ({
      start: (bookings) =>
        ask(
          process,
          bookings.map(({ id }) => id),
          () => {
            for (const { id, createdAt, holdExpiresAt } of bookings) {
              enqueue([id]);
              add(`${id}.expiry`, id, holdExpiresAt.getTime() - createdAt.getTime());
            }
          },
        ),
      enqueue: (ids) =>
        ask(process, ids, () => {
          enqueue(ids);
        }),
      cancel: (bookings) =>
        ask(
          process,
          bookings.map(({ id }) => id),
          () => {
            for (const { id } of bookings) add(`${id}.cancel`, id, 0);
          },
        ),
      promote: (ids) =>
        ask(process, ids, () => {
          enqueue(ids);
          for (const id of ids) {
            const job = jobs.get(id);
            if (job !== undefined && job.at !== null) void start(id, job);
          }
        }),
    }),
    start() {
      for (const [id, job] of jobs) {
        if (job.at !== null && job.at <= now()) void start(id, job);
      }
    },
    lose() {
      jobs.clear();
      away = true;
    },
    calm() {
      away = false;
    },
  };
}
