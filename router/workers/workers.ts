import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import { answerMetrics } from './worker-metrics.ts';

export interface WorkersOptions {
  count: number;
  /** The variable that tells a worker which of them it is, from 1. */
  slotVariable: string;
  logger: Logger;
  /** Aborts when all are to end. */
  signal: AbortSignal;
  /** Ends this process. */
  exit: (code: number) => void;
}

export interface Workers extends Service {
  /** Has each of them look for another supergraph. */
  reload: () => void;
}

/** A worker that ended sooner than so after it began to serve is replaced later than the one before it. */
const steadyMs = 10_000;
const firstDelayMs = 250;
const longestDelayMs = 10_000;

interface Slot {
  worker: Worker;
  servingSince: number | null;
  /** Resolves once the worker has ended, with its code: null where a signal ended it. */
  ended: Promise<number | null>;
}

/**
 * Processes that serve on one port, and share nothing besides: this one takes connections and hands them out in turn.
 * One that dies is replaced. The first is started alone, and the others once it serves: a fault that all would find is
 * told once, and ends this process with the code of the one that found it. So it does whenever none is left that
 * serves, and one more cannot start.
 */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const { count, slotVariable, logger, signal, exit } = options;
  const slots = new Map<number, Slot>();
  const failures = new Map<number, number>();
  const delays = new Set<NodeJS.Timeout>();
  const serving = () => [...slots.values()].filter(({ servingSince }) => servingSince !== null);
  answerMetrics(() => serving().map(({ worker }) => worker), logger);

  function start(slot: number): Slot {
    const worker = cluster.fork({ [slotVariable]: String(slot) });
    closeConnectionsOnTheirWay(worker);
    const ended = once(worker, 'exit').then(([code]) => code as number | null);
    const started: Slot = { worker, ended, servingSince: null };
    slots.set(slot, started);
    worker.once('listening', () => {
      started.servingSince = performance.now();
      logger.info({ worker: slot, pid: worker.process.pid }, 'a worker serves');
    });
    void ended.then((code) => {
      slots.delete(slot);
      if (!hasTold) hasDied(slot, started, code);
    });
    return started;
  }

  function hasDied(slot: number, { worker, servingSince }: Slot, code: number | null): void {
    if (servingSince === null && serving().length === 0) {
      exit(code ?? 1);
      return;
    }
    const wasSteady = servingSince !== null && performance.now() - servingSince >= steadyMs;
    const before = wasSteady ? 0 : (failures.get(slot) ?? 0);
    failures.set(slot, before + 1);
    const delayMs = before === 0 ? 0 : Math.min(firstDelayMs * 2 ** (before - 1), longestDelayMs);
    const { pid, signalCode } = worker.process;
    logger.error({ worker: slot, pid, code, signal: signalCode, delayMs }, 'a worker ended, and is replaced');
    const delay = setTimeout(() => {
      delays.delete(delay);
      start(slot);
    }, delayMs);
    delays.add(delay);
  }

  function kill(name: NodeJS.Signals): void {
    for (const { worker } of slots.values()) worker.process.kill(name);
  }

  let hasTold = false;
  function tellToEnd(): void {
    if (hasTold) return;
    hasTold = true;
    for (const delay of delays) clearTimeout(delay);
    kill('SIGTERM');
  }
  signal.addEventListener('abort', tellToEnd);

  const first = start(1);
  await Promise.race([once(first.worker, 'listening'), first.ended]);
  if (first.servingSince === null) {
    // Either this process is to end, or it has been told to above.
    throw new Error('the first worker ended before it served');
  }
  for (let slot = 2; slot <= count; slot += 1) start(slot);

  return {
    reload() {
      for (const { worker } of serving()) worker.process.kill('SIGHUP');
    },
    async close() {
      tellToEnd();
      const codes = await Promise.all([...slots.values()].map(({ ended }) => ended));
      const faulty = codes.filter((code) => code !== 0 && code !== null).length;
      if (faulty > 0) throw new Error(`${faulty} of ${codes.length} workers did not end cleanly`);
    },
  };
}

/**
 * Has a worker drain where the process that started it is gone: Node.js would end it on the spot. So it still does with
 * one that is told to end already, since whoever would not wait for the one process waits for none.
 * @param signal aborts when this worker is to end
 */
export function drainWithoutPrimary(signal: AbortSignal): void {
  const { worker } = cluster;
  worker?.once('disconnect', () => {
    if (!signal.aborted) worker.exitedAfterDisconnect = true;
  });
}

/**
 * A connection that is on its way to a worker when that dies is neither closed by Node.js nor given to another (seen in
 * version 20): its client would wait for ever.
 */
function closeConnectionsOnTheirWay(worker: Worker): void {
  const { process: child } = worker;
  const send = child.send.bind(child) as (...sent: unknown[]) => boolean;
  let last: { close(): void } | undefined;
  child.send = (...sent: unknown[]) => {
    // One at a time: the next is sent once this one has been taken.
    const [, connection] = sent;
    if (connection !== undefined) last = connection as { close(): void };
    return send(...sent);
  };
  // Of one that has been taken, only this process's own copy is there to be closed, and was.
  worker.once('exit', () => last?.close());
}
