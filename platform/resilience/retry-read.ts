import { backoffMs, withJitter } from './backoff.ts';
import { pause } from './pause.ts';
import type { RetryBudget } from './retry-budget.ts';

const maxRetries = 3;
const backoff = { firstMs: 100, maxMs: 1_000 };

/** A response without the expected content. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';
  readonly status: number;

  constructor(address: string, status: number) {
    super(`${address} responded with ${status}`);
    this.status = status;
  }
}

/**
 * Repeats a read by `fetch` whose connection failed or whose gateway had no server, with exponential backoff and jitter.
 * @param read has no effect, so that it may be repeated; throws HttpStatusError for a status that it does not expect
 * @param options.signal the deadline of all attempts
 * @throws the error of the last attempt
 */
export async function retryRead<Result>(
  read: () => Promise<Result>,
  { budget, signal }: { budget: RetryBudget; signal: AbortSignal },
): Promise<Result> {
  budget.deposit();
  for (let retry = 1; ; retry += 1) {
    try {
      return await read();
    } catch (error) {
      if (signal.aborted || retry > maxRetries || !isTransient(error) || !budget.withdraw()) throw error;
      await pause(withJitter(backoffMs(retry, backoff)), signal);
      if (isAborted(signal)) throw error;
    }
  }
}

/** Network errors of `fetch` are TypeErrors with a cause (https://fetch.spec.whatwg.org/#fetch-method). */
function isTransient(error: unknown): boolean {
  if (error instanceof HttpStatusError) return error.status >= 502 && error.status <= 504;
  return error instanceof TypeError && error.cause !== undefined;
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
