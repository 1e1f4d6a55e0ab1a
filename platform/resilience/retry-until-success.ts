import type { Logger } from '../log.ts';
import { backoffMs, withJitter } from './backoff.ts';
import { pause } from './pause.ts';

/** In milliseconds. */
const backoff = { firstMs: 100, maxMs: 5_000 };

/**
 * Calls `attempt` until it succeeds, with exponential backoff and jitter: 100 ms at first, 5 seconds at most.
 * An abort ends the pause between two attempts, which cockatiel's retry would sit out.
 * @param options.isRetryable false for errors that are thrown at once; every error is retried where it is left out
 * @param options.onRetry called with each error that is retried
 * @throws the last error of `attempt`: one that is not retryable, or any once `signal` is aborted
 */
export async function retryUntilSuccess<Result>(
  attempt: () => Promise<Result>,
  options: {
    isRetryable?: (error: unknown) => boolean;
    onRetry: (error: unknown, retry: number) => void;
    signal?: AbortSignal | undefined;
  },
): Promise<Result> {
  const { isRetryable = () => true, onRetry, signal } = options;
  for (let retry = 1; ; retry += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (signal?.aborted === true || !isRetryable(error)) throw error;
      onRetry(error, retry);
      await pause(withJitter(backoffMs(retry, backoff)), signal);
      if (isAborted(signal)) throw error;
    }
  }
}

/** For `onRetry`: logs what the caller waits for, such as `MongoDB at 127.0.0.1:27017`. */
export function logWaitingFor(subject: string, logger: Logger): (error: unknown) => void {
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    logger.warn({ error: message }, `waiting for ${subject}`);
  };
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
