import type { Service } from '../lifecycle.ts';

/** Work that is done again and again: when woken, and at the latest after a while. */
export interface Pulse extends Service {
  /** There is something to do. Waking it while it works makes it work once more. */
  wake(): void;
}

/**
 * @param options.everyMs how long it rests at most, in milliseconds
 * @param options.beat the work; one at a time
 */
export function createPulse(options: {
  everyMs: number;
  beat: () => Promise<void>;
  failed: (error: unknown) => void;
  succeeded?: () => void;
}): Pulse {
  const { everyMs, beat, failed, succeeded } = options;
  let awake = true;
  let closed = false;
  let endRest: () => void = () => undefined;

  function rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
      if (awake || isClosed()) endRest();
    });
  }
  const isClosed = () => closed;

  async function run(): Promise<void> {
    while (!isClosed()) {
      awake = false;
      try {
        await beat();
        succeeded?.();
      } catch (error) {
        if (!isClosed()) failed(error);
        // Whoever woke it meanwhile wanted what cannot be done now.
        awake = false;
      }
      await rest();
    }
  }
  const running = run();

  return {
    wake() {
      awake = true;
      endRest();
    },
    async close() {
      closed = true;
      endRest();
      await running;
    },
  };
}
