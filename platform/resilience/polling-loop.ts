import type { Service } from '../lifecycle.ts';

/** Runs a task after each interval, and when it is woken, until it is closed. */
export interface PollingLoop extends Service {
  /** Runs the task now, or once more after the current run. */
  wake(): void;
  /** Aborts the running task's signal, and waits for the task to end. */
  close(): Promise<void>;
}

export interface PollingLoopOptions {
  /** Never runs twice at once. The signal aborts when the loop is closed. */
  run: (signal: AbortSignal) => Promise<void>;
  intervalMs: number;
  /** After a failed run; by default, the interval. */
  retryAfterMs?: number;
  /** `now` by default. */
  firstRun?: 'now' | 'after-interval';
  /** Not called while the loop is being closed. */
  onError: (error: unknown) => void;
  onSuccess?: () => void;
}

type Phase =
  { phase: 'running'; runAgain: boolean } | { phase: 'resting'; endRest: () => void } | { phase: 'closed' };

export function createPollingLoop(options: PollingLoopOptions): PollingLoop {
  const { run, intervalMs, retryAfterMs = intervalMs, firstRun = 'now', onError, onSuccess } = options;
  const closing = new AbortController();
  const isClosing = () => closing.signal.aborted;
  let current: Phase = { phase: 'running', runAgain: false };

  function rest(ms: number): Promise<void> {
    if (ms === 0 || isClosing()) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      const endRest = () => {
        clearTimeout(timer);
        resolve();
      };
      current = { phase: 'resting', endRest };
    });
  }

  async function loop(): Promise<void> {
    if (firstRun === 'after-interval') await rest(intervalMs);
    while (!isClosing()) {
      current = { phase: 'running', runAgain: false };
      try {
        await run(closing.signal);
        onSuccess?.();
        await rest(current.runAgain ? 0 : intervalMs);
      } catch (error) {
        if (!isClosing()) onError(error);
        // The next run would fail as well: a wake-up does not shorten the pause.
        await rest(retryAfterMs);
      }
    }
    current = { phase: 'closed' };
  }
  const running = loop();

  return {
    wake() {
      if (current.phase === 'running') current.runAgain = true;
      if (current.phase === 'resting') current.endRest();
    },
    async close() {
      closing.abort();
      if (current.phase === 'resting') current.endRest();
      await running;
    },
  };
}
