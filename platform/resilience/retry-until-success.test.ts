import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { retryUntilSuccess } from './retry-until-success.ts';

function failing(...messages: string[]) {
  return vi.fn(() => {
    const message = messages.shift();
    return message === undefined ? Promise.resolve('done') : Promise.reject(new Error(message));
  });
}

describe('retryUntilSuccess', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('retries until the attempt succeeds, and reports each retry', async () => {
    const onRetry = vi.fn();
    const result = retryUntilSuccess(failing('first', 'second'), { onRetry });
    await vi.runAllTimersAsync();
    expect(await result).toBe('done');
    expect(onRetry.mock.calls).toEqual([
      [new Error('first'), 1],
      [new Error('second'), 2],
    ]);
  });

  it('throws an error that is not retryable at once', async () => {
    const attempt = failing('bad input');
    const isRetryable = () => false;
    await expect(retryUntilSuccess(attempt, { isRetryable, onRetry: vi.fn() })).rejects.toThrow('bad input');
    expect(attempt).toHaveBeenCalledOnce();
  });

  it('ends the pause and throws the last error when the signal aborts', async () => {
    const aborting = new AbortController();
    const attempt = failing('store is down', 'never thrown');
    const result = retryUntilSuccess(attempt, { onRetry: vi.fn(), signal: aborting.signal });
    const rejected = expect(result).rejects.toThrow('store is down');
    await vi.advanceTimersByTimeAsync(10);
    aborting.abort();
    await rejected;
    expect(attempt).toHaveBeenCalledOnce();
  });
});
