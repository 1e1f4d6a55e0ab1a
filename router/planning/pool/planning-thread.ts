import { Worker } from 'node:worker_threads';
import type { Logger } from '../../../platform/log.ts';
import type { QueryPlan } from '../planner.ts';
import type { LoadedSupergraph, PlanMessage, ThreadData, ThreadMessage } from '../thread/messages.ts';
import { threadOptions, threadProgram } from '../thread/program.ts';

/** A worker thread that plans on one supergraph. */
export interface PlanningThread {
  /** Rejects if the planner refuses the supergraph. */
  loaded: Promise<LoadedSupergraph>;
  /**
   * Plans an operation, one at a time, once the supergraph is loaded. A thread that reaches a limit has ended.
   * @throws PlanningLimitError; Error when there is no plan
   */
  plan(text: string): Promise<QueryPlan>;
  /** True after `end`, a limit or a crash. */
  hasEnded: () => boolean;
  /** Ends it at once, also while it plans. */
  end(): Promise<void>;
}

export interface PlanningThreadOptions {
  sdl: string;
  /** Time for planning an operation. */
  maxMs: number;
  maxMegabytes: number;
  logger: Logger;
  /** Called once: after `end`, a limit or a crash. */
  onEnded: (thread: PlanningThread) => void;
}

/** Planning was ended hard. */
export class PlanningLimitError extends Error {
  readonly limit: 'time' | 'memory';

  constructor(limit: 'time' | 'memory') {
    super(`Planning reached its limit of ${limit}.`);
    this.limit = limit;
  }
}

/** Plans are short-lived garbage: a small space for young objects suffices, whatever the process's flags say. */
const maxYoungMegabytes = 24;

export function startPlanningThread({
  sdl,
  maxMs,
  maxMegabytes,
  logger,
  onEnded,
}: PlanningThreadOptions): PlanningThread {
  const data: ThreadData = { sdl };
  const worker = new Worker(threadProgram, {
    workerData: data,
    ...threadOptions,
    resourceLimits: { maxOldGenerationSizeMb: maxMegabytes, maxYoungGenerationSizeMb: maxYoungMegabytes },
  });
  let hasEnded = false;
  let settle: ((answer: ThreadMessage | Error) => void) | null = null;
  const settleOnce = (answer: ThreadMessage | Error) => {
    settle?.(answer);
    settle = null;
  };
  worker.on('message', (message: ThreadMessage) => {
    if (message.type === 'log') logger[message.level](message.message);
    else settleOnce(message);
  });
  worker.on('error', (error: Error & { code?: string }) => {
    settleOnce(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new PlanningLimitError('memory') : error);
  });
  worker.on('exit', () => {
    markEnded();
    settleOnce(new Error('The planning thread has ended.'));
  });

  /** The thread's next message. */
  async function answer(): Promise<ThreadMessage> {
    const settled = await new Promise<ThreadMessage | Error>((resolve) => (settle = resolve));
    if (settled instanceof Error) throw settled;
    if (settled.type === 'refused' || settled.type === 'failed') throw settled.error;
    return settled;
  }

  async function load(): Promise<LoadedSupergraph> {
    const message = await answer();
    if (message.type !== 'loaded') throw unexpected(message);
    return message.supergraph;
  }

  function markEnded(): void {
    if (!hasEnded) onEnded(thread);
    hasEnded = true;
  }

  async function end(): Promise<void> {
    markEnded();
    await worker.terminate();
  }

  const loaded = load();
  loaded.catch(() => end());
  const thread: PlanningThread = {
    loaded,
    async plan(text) {
      if (hasEnded) throw new Error('The planning thread has ended.');
      const planned = answer();
      const message: PlanMessage = { text };
      worker.postMessage(message);
      let isAnswered = false;
      const timer = setTimeout(() => {
        // After a pause of this process, the plan may have arrived with the timer: it is read first.
        setImmediate(() => {
          if (isAnswered) return;
          settleOnce(new PlanningLimitError('time'));
          void end();
        });
      }, maxMs);
      try {
        const received = await planned;
        if (received.type !== 'planned') throw unexpected(received);
        return received.plan;
      } finally {
        isAnswered = true;
        clearTimeout(timer);
      }
    },
    hasEnded: () => hasEnded,
    end,
  };
  return thread;
}

function unexpected({ type }: ThreadMessage): Error {
  return new Error(`Expected the answer of a planning thread, got ${type}.`);
}
