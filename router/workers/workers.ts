import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { startMetricsServer } from '../../platform/http/metrics-server.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import { backoffMs } from '../../platform/resilience/backoff.ts';
import { metricsOfWorkers } from './worker-metrics.ts';

export interface WorkersOptions {
  config: { HOST: string; METRICS_PORT: number; WEB_CONCURRENCY: number };
  /** The environment variable that tells a worker its slot, from 1. */
  slotVariable: string;
  logger: Logger;
  /** Aborts when all workers have to end. */
  signal: AbortSignal;
  exit: (code: number) => void;
}

export interface Workers extends Service {
  reload: () => void;
}

/** A worker that ends sooner than this after it began to serve is replaced with a delay. */
const stableAfterMs = 10_000;
const restartBackoff = { firstMs: 250, maxMs: 10_000 };

/** The router waited for its subgraphs when it started; its readiness must not end when a worker is replaced. */
const replacementEnvironment = { SUBGRAPH_WAIT_SECONDS: '0' };

interface Slot {
  worker: Worker;
  /** Null until the worker listens. */
  servingSinceMs: number | null;
  /** Resolves with the worker's exit code; null if a signal ended it. */
  ended: Promise<number | null>;
}

interface State extends WorkersOptions {
  status: 'running' | 'stopping';
  slots: Map<number, Slot>;
  /** Early exits in a row, by slot. */
  failures: Map<number, number>;
  restarts: Set<NodeJS.Timeout>;
}

/**
 * Starts worker processes that share a port. This process accepts connections, hands them out in turn, serves the metrics
 * of all, and replaces workers that end. The first worker starts alone, the rest when it serves: an error that affects all workers is logged
 * once. If a worker cannot start while no worker serves, this process exits with that worker's code.
 */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const state: State = {
    ...{ ...options, status: 'running' },
    ...{ slots: new Map(), failures: new Map(), restarts: new Set() },
  };
  const { config, logger, signal } = options;
  const metrics = metricsOfWorkers(() => servingSlots(state).map(({ worker }) => worker), logger);
  const metricsServer = await startMetricsServer({ config, metrics, logger });
  signal.addEventListener('abort', () => {
    stop(state);
  });
  const first = startWorker(state, 1);
  await Promise.race([once(first.worker, 'listening'), first.ended]);
  // startWorker's exit listener has ended this process, or the process is stopping.
  if (first.servingSinceMs === null) throw new Error('The first worker ended before it served.');
  for (let slot = 2; slot <= config.WEB_CONCURRENCY; slot += 1) startWorker(state, slot);
  return {
    reload() {
      for (const { worker } of servingSlots(state)) worker.process.kill('SIGHUP');
    },
    async close() {
      stop(state);
      const codes = await Promise.all([...state.slots.values()].map(({ ended }) => ended));
      await metricsServer.close();
      const failed = codes.filter((code) => code !== 0 && code !== null).length;
      if (failed > 0) throw new Error(`${failed} of ${codes.length} workers failed to close.`);
    },
  };
}

function servingSlots({ slots }: State): Slot[] {
  return [...slots.values()].filter(({ servingSinceMs }) => servingSinceMs !== null);
}

function startWorker(state: State, slot: number, environment: Record<string, string> = {}): Slot {
  const { slotVariable, logger, slots } = state;
  const worker = cluster.fork({ ...environment, [slotVariable]: String(slot) });
  closeUnacceptedConnection(worker);
  const ended = once(worker, 'exit').then(([code]) => code as number | null);
  const started: Slot = { worker, ended, servingSinceMs: null };
  slots.set(slot, started);
  worker.once('listening', () => {
    started.servingSinceMs = performance.now();
    logger.info({ worker: slot, pid: worker.process.pid }, 'worker started');
  });
  void ended.then((code) => {
    slots.delete(slot);
    if (state.status === 'running') replaceWorker(state, slot, started, code);
  });
  return started;
}

function replaceWorker(
  state: State,
  slot: number,
  { worker, servingSinceMs }: Slot,
  code: number | null,
): void {
  const { failures, restarts, logger } = state;
  if (servingSinceMs === null && servingSlots(state).length === 0) {
    state.exit(code ?? 1);
    return;
  }
  const wasStable = servingSinceMs !== null && performance.now() - servingSinceMs >= stableAfterMs;
  const earlier = wasStable ? 0 : (failures.get(slot) ?? 0);
  failures.set(slot, earlier + 1);
  const delayMs = earlier === 0 ? 0 : backoffMs(earlier, restartBackoff);
  const { pid, signalCode } = worker.process;
  logger.error({ worker: slot, pid, code, signal: signalCode, delayMs }, 'worker ended, replacement follows');
  const restart = setTimeout(() => {
    restarts.delete(restart);
    startWorker(state, slot, replacementEnvironment);
  }, delayMs);
  restarts.add(restart);
}

function stop(state: State): void {
  if (state.status === 'stopping') return;
  state.status = 'stopping';
  for (const restart of state.restarts) clearTimeout(restart);
  for (const { worker } of state.slots.values()) worker.process.kill('SIGTERM');
}

/**
 * Makes a worker drain if its primary process dies; Node.js would end it at once. A worker that is already stopping
 * still ends at once: an operator who kills the primary does not wait for its workers.
 * @param signal aborts when this worker has to end
 */
export function drainWithoutPrimary(signal: AbortSignal): void {
  const { worker } = cluster;
  worker?.once('disconnect', () => {
    if (!signal.aborted) worker.exitedAfterDisconnect = true;
  });
}

/**
 * Closes the connection that was being handed to a worker when it died. Node.js neither closes it nor hands it to another
 * worker (seen in version 20), so its client would wait for ever.
 */
function closeUnacceptedConnection(worker: Worker): void {
  const { process: child } = worker;
  const send = child.send.bind(child) as (...sent: unknown[]) => boolean;
  let last: { close(): void } | undefined;
  child.send = (...sent: unknown[]) => {
    // Node.js sends the next connection only after the worker has accepted this connection.
    const [, connection] = sent;
    if (connection !== undefined) last = connection as { close(): void };
    return send(...sent);
  };
  // If the worker accepted it, this closes only this process's copy, which is closed already.
  worker.once('exit', () => last?.close());
}
