import { timeout, TimeoutStrategy } from 'cockatiel';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { redisPrefix } from '../../../platform/stores/redis.ts';
import type { StoreClock } from '../../../platform/stores/store-clock.ts';
import type { SagaWorker } from '../saga/queue-worker.ts';

/** Shorter than the time that a probe waits: one second by default in Kubernetes. */
const answerMs = 800;
const probeKey = `${redisPrefix}worker-probe`;
const probeKeptMs = 60_000;

/**
 * Names the parts without which the worker cannot move a booking. Suppliers and orders are left out: bookings wait for
 * them, and a restart of the worker would not help. Their circuit breakers show in the metrics.
 */
export async function missingParts(parts: {
  connection: Connection;
  commands: Redis;
  worker: Pick<SagaWorker, 'running'>;
  clock: Pick<StoreClock, 'faults'>;
}): Promise<readonly string[]> {
  const { connection, commands, worker, clock } = parts;
  const [mongo, redis] = await Promise.all([
    holds(() => isPrimaryWritable(connection)),
    holds(() => takesWrites(commands)),
  ]);
  return [
    ...(mongo ? [] : ['MongoDB']),
    ...(redis ? [] : ['Redis']),
    ...(worker.running ? [] : ['saga worker']),
    ...clock.faults(),
  ];
}

/** False for a check that fails, or does not answer in time. */
async function holds(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await timeout(answerMs, TimeoutStrategy.Aggressive).execute(check);
  } catch {
    return false;
  }
}

/** @see https://www.mongodb.com/docs/manual/reference/command/hello/ */
async function isPrimaryWritable({ db }: Connection): Promise<boolean> {
  const answer = await db?.admin().command({ hello: 1 });
  return answer?.['isWritablePrimary'] === true;
}

/** A write: a full Redis and a replica still answer PING. */
async function takesWrites(redis: Redis): Promise<boolean> {
  await redis.set(probeKey, '1', 'PX', probeKeptMs);
  return true;
}
