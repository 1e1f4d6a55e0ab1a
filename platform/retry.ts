import { ExponentialBackoff, handleAll, retry } from 'cockatiel';
import type { Logger } from './log.ts';

/**
 * Tries until it works, with growing delays and jitter (up to 5 seconds), saying what it waits for.
 * @param what what is being waited for, for the log: `MongoDB at 127.0.0.1:27017`
 * @throws what `attempt` threw last, once `signal` aborts
 */
export async function untilItWorks<Result>(
  what: string,
  attempt: () => Promise<Result>,
  { logger, signal }: { logger: Logger; signal?: AbortSignal | undefined },
): Promise<Result> {
  const policy = retry(handleAll, {
    maxAttempts: Number.MAX_SAFE_INTEGER,
    backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 5_000 }),
  });
  policy.onFailure(({ reason }) => {
    const error = 'error' in reason ? reason.error.message : undefined;
    logger.warn({ error }, `waiting for ${what}`);
  });
  return policy.execute(attempt, signal);
}
