import { connectRedis } from '../../../../platform/stores/redis.ts';
import type { CommandContext } from '../command.ts';
import { CommandError } from '../command.ts';
import { createSagaQueue } from '../../saga/queue.ts';
import { bookingModel, createBookingStore } from '../../store/bookings.ts';
import { findSummary } from './report.ts';

export interface RetryOutcome {
  id: string;
  status: string;
  /** When it is due: now. */
  wakeAt: Date;
  /** Whether its job was hastened; otherwise the sweeper finds it. */
  hastened: boolean;
  /** What was done, in a sentence for a person. */
  message: string;
}

/** How long to wait for a Redis that is away: the sweeper does without. */
const patienceMs = 2_000;

/**
 * Has an unfinished booking looked after now: by its job, or, where Redis is away, by the sweeper.
 * @throws CommandError where there is none, or where nothing is under way
 */
export async function retryBooking(
  { connection, logger }: Pick<CommandContext<unknown>, 'connection' | 'logger'>,
  id: string,
  { redisUrl, now }: { redisUrl: string | undefined; now: Date },
): Promise<RetryOutcome> {
  const summary = await findSummary(connection, id);
  if (summary === null) throw new CommandError(`There is no reservation ${id}.`);
  const { status } = summary;
  if (summary.wakeAt === null) throw new CommandError(`${id} is ${status}: nothing of it is under way.`);
  await createBookingStore(bookingModel(connection)).postpone(id, now);
  const due = { id, status, wakeAt: now };
  const bySweeper = "a worker's sweeper looks after it within seconds.";
  if (redisUrl === undefined) {
    return { ...due, hastened: false, message: `${id} is due now. No REDIS_URL is given: ${bySweeper}` };
  }
  try {
    await hasten(redisUrl, id, logger);
    return { ...due, hastened: true, message: `${id} is due now, and its job was hastened.` };
  } catch {
    return { ...due, hastened: false, message: `${id} is due now. Redis cannot be reached: ${bySweeper}` };
  }
}

async function hasten(url: string, id: string, logger: CommandContext<unknown>['logger']): Promise<void> {
  const signal = AbortSignal.timeout(patienceMs);
  const redis = await connectRedis({ url, use: 'command', logger, signal });
  const queue = createSagaQueue({ redis, logger });
  try {
    await queue.promote([id]);
  } finally {
    await queue.close();
    redis.disconnect();
  }
}
