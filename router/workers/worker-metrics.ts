import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';

/** Between a worker that is scraped and the process that can ask all workers. */
const askingForAll = 'router:metrics?';
const all = 'router:metrics!';
/** Between that process and each worker. */
const askingForOwn = 'router:own-metrics?';
const own = 'router:own-metrics!';

/** How long a worker may take to tell its metrics: those that came by then are all there are. */
const patienceMs = 2_000;

interface Message {
  type: typeof askingForAll | typeof all | typeof askingForOwn | typeof own;
  id: number;
  text?: string;
  /** Of one registry, as prom-client has them. */
  metrics?: object[];
  /** What kept whoever was asked from answering. */
  fault?: string;
}

/**
 * Has one worker answer with the metrics of all: whoever scrapes the shared port meets any of them. Each series bears
 * the worker's number, and is not summed up: a worker that is replaced begins to count anew, which a sum would hide from
 * whoever computes rates. Once the process that can ask all is gone, it tells its own.
 */
export function metricsOfAllWorkers(registry: Registry, worker: string): Registry {
  registry.setDefaultLabels({ service: 'router', worker });
  const waiting = new Map<number, (text: string | Promise<string>) => void>();
  const metricsOfOwn = registry.metrics.bind(registry);
  let lastId = 0;

  const say = (message: Message) => {
    // What cannot be said any more is of no use to anybody.
    process.send?.(message, undefined, undefined, () => undefined);
  };
  process.on('message', ({ type, id = 0, text = '', fault }: Partial<Message>) => {
    if (type === all) {
      const failed = () => Promise.reject(new Error(`the metrics of all workers: ${fault ?? ''}`));
      waiting.get(id)?.(fault === undefined ? text : failed());
      waiting.delete(id);
    } else if (type === askingForOwn) {
      registry.getMetricsAsJSON().then(
        (metrics) => {
          say({ type: own, id, metrics });
        },
        (error: unknown) => {
          say({ type: own, id, fault: String(error) });
        },
      );
    }
  });
  process.once('disconnect', () => {
    for (const resolve of waiting.values()) resolve(metricsOfOwn());
    waiting.clear();
  });
  return Object.assign(registry, {
    metrics: () => {
      if (!process.connected) return metricsOfOwn();
      return new Promise<string>((resolve) => {
        lastId += 1;
        waiting.set(lastId, resolve);
        say({ type: askingForAll, id: lastId });
      });
    },
  });
}

/**
 * Answers workers that ask for the metrics of all. Those that ask while others wait are told the same.
 * @param serving the workers that there are metrics of
 */
export function answerMetrics(serving: () => Worker[], logger: Logger): void {
  let lastId = 0;
  let gathering: Promise<Pick<Message, 'text' | 'fault'>> | null = null;

  async function gather(): Promise<Pick<Message, 'text' | 'fault'>> {
    lastId += 1;
    const id = lastId;
    const told = await Promise.all(serving().map((worker) => metricsOf(worker, id)));
    const faults = told.filter(({ fault }) => fault !== undefined);
    if (faults.length > 0) logger.warn({ faults }, 'the metrics of all workers lack those of some');
    try {
      const registry = AggregatorRegistry.aggregate(
        told.flatMap(({ metrics }) => (metrics ? [metrics] : [])),
      );
      return { text: await registry.metrics() };
    } catch (error) {
      return { fault: String(error) };
    }
  }

  cluster.on('message', (asking: Worker, { type, id }: Partial<Message>) => {
    if (type !== askingForAll || id === undefined) return;
    gathering ??= gather().finally(() => {
      gathering = null;
    });
    void gathering.then((told) => {
      tell(asking, { type: all, id, ...told });
    });
  });
}

/** What a worker tells, or why it tells nothing. */
function metricsOf(
  worker: Worker,
  id: number,
): Promise<{ pid?: number; metrics?: object[]; fault?: string }> {
  const { pid } = worker.process;
  return new Promise((resolve) => {
    const settle = (told: Pick<Message, 'metrics' | 'fault'>) => {
      clearTimeout(patience);
      worker.off('message', hear);
      worker.off('disconnect', leave);
      resolve({ ...(pid === undefined ? {} : { pid }), ...told });
    };
    const hear = ({ type, id: answered, metrics, fault }: Partial<Message>) => {
      if (type === own && answered === id) settle(metrics ? { metrics } : { fault: fault ?? 'it told none' });
    };
    const leave = () => {
      settle({ fault: 'it ended' });
    };
    const patience = setTimeout(() => {
      settle({ fault: `it did not answer within ${patienceMs / 1_000} s` });
    }, patienceMs);
    worker.on('message', hear);
    worker.once('disconnect', leave);
    tell(worker, { type: askingForOwn, id });
  });
}

function tell(worker: Worker, message: Message): void {
  // One that is gone by now is noticed elsewhere.
  if (worker.isConnected()) worker.send(message, undefined, undefined, () => undefined);
}
