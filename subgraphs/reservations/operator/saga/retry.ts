import { connectRedis } from '../../../../platform/stores/redis.ts';
import type { CommandContext } from '../command.ts';
import { CommandError } from '../command.ts';
import { createSagaQueue } from '../../saga/queue.ts';
import { bookingModel, createBookingStore } from '../../store/bookings.ts';
import { findSummary } from './report.ts';

export interface RetryOutcome {
  id: string;
  status: string;
  /** The time of the retry: now. */
  wakeAt: Date;
  /** True where its job was promoted in Redis; otherwise the sweeper enqueues it. */
  hastened: boolean;
  /** For the operator: a sentence. */
  message: string;
}

/** The time to connect to Redis. Without Redis the sweeper takes over. */
const connectTimeoutMs = 2_000;

/**
 * Makes an unfinished booking due now and promotes its job.
 * @throws CommandError for an unknown reservation and for a final booking
 */
export async function retryBooking(
  { connection, logger }: Pick<CommandContext<unknown>, 'connection' | 'logger'>,
  id: string,
  { redisUrl, now }: { redisUrl: string | undefined; now: Date },
): Promise<RetryOutcome> {
  const summary = await findSummary(connection, id);
  if (summary === null) throw new CommandError(`Reservation ${id} not found.`);
  const { status } = summary;
  if (summary.wakeAt === null) throw new CommandError(`${id} is ${status}: expected an unfinished booking.`);
  await createBookingStore(bookingModel(connection)).postpone(id, now);
  const due = { id, status, wakeAt: now };
  const bySweeper = "a worker's sweeper enqueues it within seconds.";
  if (redisUrl === undefined) {
    return { ...due, hastened: false, message: `${id} is due now. REDIS_URL is not set: ${bySweeper}` };
  }
  try {
    await promote(redisUrl, id, logger);
    return { ...due, hastened: true, message: `${id} is due now, and its job was promoted.` };
  } catch {
    return { ...due, hastened: false, message: `${id} is due now. Cannot reach Redis: ${bySweeper}` };
  }
}

async function promote(url: string, id: string, logger: CommandContext<unknown>['logger']): Promise<void> {
  const signal = AbortSignal.timeout(connectTimeoutMs);
  const redis = await connectRedis({ url, use: 'command', logger, signal });
  const queue = createSagaQueue({ redis, logger });
  try {
    await queue.promote([id]);
  } finally {
    await queue.close();
    redis.disconnect();
  }
}
