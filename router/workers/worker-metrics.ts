import type { Worker } from 'node:cluster';
import { AggregatorRegistry, Registry as PromRegistry } from 'prom-client';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';

/** From the primary process to each worker, and back. */
const workerMetricsRequest = 'router:metrics?';
const workerMetrics = 'router:metrics!';

const maxWaitMs = 2_000;

interface Message {
  type: typeof workerMetricsRequest | typeof workerMetrics;
  id: number;
  /** A registry's metrics in prom-client's JSON form. */
  metrics?: object[];
  /** The reason for a response without metrics. */
  fault?: string;
}

/** Makes a worker respond to the primary process with its metrics. */
export function sendMetricsToPrimary(registry: Registry, worker: string): void {
  registry.setDefaultLabels({ service: 'router', worker });
  process.on('message', ({ type, id = 0 }: Partial<Message>) => {
    if (type !== workerMetricsRequest) return;
    registry.getMetricsAsJSON().then(
      (metrics) => {
        sendToPrimary({ type: workerMetrics, id, metrics });
      },
      (error: unknown) => {
        sendToPrimary({ type: workerMetrics, id, fault: String(error) });
      },
    );
  });
}

function sendToPrimary(message: Message): void {
  // Errors are ignored: without a primary process there is no receiver.
  process.send?.(message, undefined, undefined, () => undefined);
}

/**
 * The metrics of all workers, for the primary process. Each series has its worker's number and is not summed: a replaced
 * worker counts from 0, which a sum would hide from `rate()`. Concurrent scrapes share a collection.
 * @param serving the workers to collect from
 */
export function metricsOfWorkers(
  serving: () => Worker[],
  logger: Logger,
): Pick<Registry, 'contentType' | 'metrics'> {
  let lastId = 0;
  let collection: Promise<string> | null = null;
  return {
    contentType: PromRegistry.PROMETHEUS_CONTENT_TYPE,
    metrics() {
      if (collection === null) {
        lastId += 1;
        collection = collectMetrics(serving(), lastId, logger).finally(() => {
          collection = null;
        });
      }
      return collection;
    },
  };
}

async function collectMetrics(workers: Worker[], id: number, logger: Logger): Promise<string> {
  const responses = await Promise.all(workers.map((worker) => metricsOf(worker, id)));
  const faults = responses.filter(({ fault }) => fault !== undefined);
  if (faults.length > 0) logger.warn({ faults }, 'worker metrics incomplete');
  const registry = AggregatorRegistry.aggregate(
    responses.flatMap(({ metrics }) => (metrics ? [metrics] : [])),
  );
  return registry.metrics();
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
