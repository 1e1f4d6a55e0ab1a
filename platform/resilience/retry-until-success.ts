import type { Logger } from '../log.ts';
import { withoutCredentials } from '../stores/address.ts';
import { backoffMs, withJitter } from './backoff.ts';
import { pause } from './pause.ts';

const backoff = { firstMs: 100, maxMs: 5_000 };

/**
 * Retries with exponential backoff and jitter. An abort ends the pause too, which cockatiel's retry would wait for.
 * @param options.isRetryable every error by default
 * @throws the last error of `attempt`, if it is not retryable or `signal` is aborted
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

/** @param subject for example `MongoDB at 127.0.0.1:27017` */
export function logWaitingFor(subject: string, logger: Logger): (error: unknown) => void {
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    logger.warn({ error: withoutCredentials(message) }, `waiting for ${subject}`);
  };
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
