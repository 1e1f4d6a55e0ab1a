import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';

/** From the worker that is scraped to the primary process, and back. */
const allMetricsRequest = 'router:metrics?';
const allMetrics = 'router:metrics!';
/** From the primary process to each worker, and back. */
const workerMetricsRequest = 'router:own-metrics?';
const workerMetrics = 'router:own-metrics!';

const maxWaitMs = 2_000;

interface Message {
  type: typeof allMetricsRequest | typeof allMetrics | typeof workerMetricsRequest | typeof workerMetrics;
  id: number;
  text?: string;
  /** A registry's metrics in prom-client's JSON form. */
  metrics?: object[];
  /** The reason for a response without metrics. */
  fault?: string;
}

/**
 * Makes a worker respond with the metrics of all workers, because a scrape of the shared port reaches any of them. Each series
 * has its worker's number and is not summed: a replaced worker counts from 0, which a sum would hide from `rate()`.
 * Without the primary process, the worker responds with its own metrics.
 */
export function metricsOfAllWorkers(registry: Registry, worker: string): Registry {
  registry.setDefaultLabels({ service: 'router', worker });
  const waiting = new Map<number, (text: string | Promise<string>) => void>();
  const ownMetrics = registry.metrics.bind(registry);
  let lastId = 0;

  process.on('message', ({ type, id = 0, text = '', fault }: Partial<Message>) => {
    if (type === allMetrics) {
      const failed = () => Promise.reject(new Error(`collecting worker metrics failed: ${fault ?? ''}`));
      waiting.get(id)?.(fault === undefined ? text : failed());
      waiting.delete(id);
    } else if (type === workerMetricsRequest) {
      respondWithOwnMetrics(registry, id);
    }
  });
  process.once('disconnect', () => {
    for (const resolve of waiting.values()) resolve(ownMetrics());
    waiting.clear();
  });
  return Object.assign(registry, {
    metrics: () => {
      if (!process.connected) return ownMetrics();
      return new Promise<string>((resolve) => {
        lastId += 1;
        waiting.set(lastId, resolve);
        sendToPrimary({ type: allMetricsRequest, id: lastId });
      });
    },
  });
}

function respondWithOwnMetrics(registry: Registry, id: number): void {
  registry.getMetricsAsJSON().then(
    (metrics) => {
      sendToPrimary({ type: workerMetrics, id, metrics });
    },
    (error: unknown) => {
      sendToPrimary({ type: workerMetrics, id, fault: String(error) });
    },
  );
}

function sendToPrimary(message: Message): void {
  // Errors are ignored: without a primary process there is no receiver.
  process.send?.(message, undefined, undefined, () => undefined);
}

/**
 * Answers workers that request the metrics of all. Concurrent requests share a collection.
 * @param serving the workers to collect from
 */
export function answerMetrics(serving: () => Worker[], logger: Logger): void {
  let lastId = 0;
  let collection: Promise<Pick<Message, 'text' | 'fault'>> | null = null;
  cluster.on('message', (worker: Worker, { type, id }: Partial<Message>) => {
    if (type !== allMetricsRequest || id === undefined) return;
    if (collection === null) {
      lastId += 1;
      collection = collectMetrics(serving(), lastId, logger).finally(() => {
        collection = null;
      });
    }
    void collection.then((collected) => {
      sendToWorker(worker, { type: allMetrics, id, ...collected });
    });
  });
}

async function collectMetrics(
  workers: Worker[],
  id: number,
  logger: Logger,
): Promise<Pick<Message, 'text' | 'fault'>> {
  const responses = await Promise.all(workers.map((worker) => metricsOf(worker, id)));
  const faults = responses.filter(({ fault }) => fault !== undefined);
  if (faults.length > 0) logger.warn({ faults }, 'worker metrics incomplete');
  try {
    const registry = AggregatorRegistry.aggregate(
      responses.flatMap(({ metrics }) => (metrics ? [metrics] : [])),
    );
    return { text: await registry.metrics() };
  } catch (error) {
    return { fault: String(error) };
  }
}

/** Requests a worker's metrics. Never rejects: `fault` says why they are missing. */
function metricsOf(
  worker: Worker,
  id: number,
): Promise<{ pid?: number; metrics?: object[]; fault?: string }> {
  const { pid } = worker.process;
  return new Promise((resolve) => {
    const settle = (response: Pick<Message, 'metrics' | 'fault'>) => {
      clearTimeout(timeout);
      worker.off('message', onMessage);
      worker.off('disconnect', onDisconnect);
      resolve({ ...(pid === undefined ? {} : { pid }), ...response });
    };
    const onMessage = ({ type, id: responseId, metrics, fault }: Partial<Message>) => {
      if (type !== workerMetrics || responseId !== id) return;
      settle(metrics ? { metrics } : { fault: fault ?? 'response without metrics' });
    };
    const onDisconnect = () => {
      settle({ fault: 'worker disconnected' });
    };
    const timeout = setTimeout(() => {
      settle({ fault: `no response within ${maxWaitMs / 1_000} s` });
    }, maxWaitMs);
    worker.on('message', onMessage);
    worker.once('disconnect', onDisconnect);
    sendToWorker(worker, { type: workerMetricsRequest, id });
  });
}

function sendToWorker(worker: Worker, message: Message): void {
  // A disconnected worker is reported by its `disconnect` event.
  if (worker.isConnected()) worker.send(message, undefined, undefined, () => undefined);
}
