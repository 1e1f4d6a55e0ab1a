import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPollingLoop } from './polling-loop.ts';
import type { PollingLoop, PollingLoopOptions } from './polling-loop.ts';

describe('polling loop', () => {
  let loop: PollingLoop;
  const run = vi.fn<PollingLoopOptions['run']>();
  const onError = vi.fn();
  const start = (options: Partial<PollingLoopOptions> = {}) => {
    loop = createPollingLoop({ run, onError, intervalMs: 1_000, retryAfterMs: 100, ...options });
  };

  beforeEach(() => {
    vi.useFakeTimers();
    run.mockReset().mockResolvedValue(undefined);
    onError.mockReset();
  });
  afterEach(async () => {
    await loop.close();
    vi.useRealTimers();
  });

  it('runs at once, and again after each interval', async () => {
    start();
    expect(run).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('runs after the first interval where it is told to', async () => {
    start({ firstRun: 'after-interval' });
    expect(run).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(run).toHaveBeenCalledOnce();
  });

  it('runs when it is woken, and once more when it is woken during a run', async () => {
    start();
    await vi.advanceTimersByTimeAsync(0);
    let endRun = (): void => undefined;
    run.mockImplementationOnce(() => new Promise((resolve) => (endRun = resolve)));
    loop.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledTimes(2);
    loop.wake();
    loop.wake();
    expect(run).toHaveBeenCalledTimes(2);
    endRun();
    await vi.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('reports a failed run, and pauses for retryAfterMs even if it was woken meanwhile', async () => {
    run.mockImplementationOnce(() => {
      loop.wake();
      return Promise.reject(new Error('store is down'));
    });
    start({ firstRun: 'after-interval' });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(onError.mock.calls).toEqual([[new Error('store is down')]]);
    expect(run).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(100);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('waits for the running task when it is closed, and aborts its signal', async () => {
    run.mockImplementation(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        }),
    );
    start();
    await loop.close();
    expect(onError).not.toHaveBeenCalled();
    loop.wake();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(run).toHaveBeenCalledOnce();
  });
});
