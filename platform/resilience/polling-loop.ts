import type { Service } from '../lifecycle.ts';

/** Runs a task again and again until it is closed: after each interval, and when it is woken. */
export interface PollingLoop extends Service {
  /** Runs the task now; where it is running, once more after that. */
  wake(): void;
  /** Aborts the running task's signal, and resolves once the task has ended. */
  close(): Promise<void>;
}

export interface PollingLoopOptions {
  /** The task. It never runs twice at once. The signal aborts when the loop is closed. */
  run: (signal: AbortSignal) => Promise<void>;
  /** The pause between two runs, in milliseconds; 0 for none. */
  intervalMs: number;
  /** The pause after a failed run, in milliseconds; as long as the interval where it is left out. */
  retryAfterMs?: number;
  /** `now` by default. */
  firstRun?: 'now' | 'after-interval';
  /** Called when a run fails, unless the loop is being closed. */
  onError: (error: unknown) => void;
  onSuccess?: () => void;
}

type Phase =
  { phase: 'running'; runAgain: boolean } | { phase: 'resting'; endRest: () => void } | { phase: 'closed' };

/** Starts a polling loop. */
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
        // A wake-up during a failed run does not shorten the pause: the next run would fail as well.
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
