import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { AggregatorRegistry } from 'prom-client';
import type { Registry } from '../platform/metrics.ts';

/** What goes between a worker that is asked for metrics and the process that can ask all workers. */
const asking = 'router:metrics?';
const answering = 'router:metrics!';

interface Asked {
  type: typeof asking;
  id: number;
}
interface Answered {
  type: typeof answering;
  id: number;
  text: string;
  fault?: string;
}

/**
 * Has one worker answer with the metrics of all: whoever scrapes the shared port meets any of them. Each series bears
 * the worker's number, and is not summed up: a worker that is replaced begins to count anew, which a sum would hide from
 * whoever computes rates.
 */
export function metricsOfAllWorkers(registry: Registry, worker: string): Registry {
  registry.setDefaultLabels({ service: 'router', worker });
  AggregatorRegistry.setRegistries(registry);
  // Made for its listener, which answers for the registry above.
  new AggregatorRegistry();
  const waiting = new Map<number, PromiseWithResolvers>();
  let lastId = 0;
  process.on('message', (message: Partial<Answered>) => {
    if (message.type !== answering || message.id === undefined) return;
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.fault === undefined) asked?.resolve(message.text ?? '');
    else asked?.reject(new Error(`the metrics of all workers: ${message.fault}`));
  });
  return Object.assign(registry, {
    metrics: () =>
      new Promise<string>((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        process.send?.({ type: asking, id: lastId } satisfies Asked);
      }),
  });
}

interface PromiseWithResolvers {
  resolve: (text: string) => void;
  reject: (error: Error) => void;
}

/** Answers workers that ask for the metrics of all. */
export function answerMetrics(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', (worker: Worker, message: Partial<Asked>) => {
    const { type, id } = message;
    if (type !== asking || id === undefined) return;
    const answer = (answered: Pick<Answered, 'text' | 'fault'>) => {
      if (worker.isConnected()) worker.send({ type: answering, id, ...answered } satisfies Answered);
    };
    all.clusterMetrics().then(
      (text) => {
        answer({ text });
      },
      (error: unknown) => {
        answer({ text: '', fault: error instanceof Error ? error.message : String(error) });
      },
    );
  });
}
