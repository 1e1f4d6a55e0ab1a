import { Counter, Gauge } from 'prom-client';
import type { Registry } from '../metrics.ts';

type Read = () => Promise<number | null>;

/** Of each gauge, what is read whenever the metrics are: several relays and consumers may share one. */
const readings = new WeakMap<object, Map<string, { labels: Record<string, string>; read: Read }>>();

/**
 * A value that is read whenever the metrics are. Where it cannot be read, it stays what it was.
 * @param options.read gives null where there is no value at present
 * @returns how to end it
 */
export function addPolledGauge(options: {
  metrics: Registry;
  name: string;
  help: string;
  labels: Record<string, string>;
  read: Read;
}): () => void {
  const { metrics, name, labels, read } = options;
  const gauge = gaugeOf(options);
  const key = JSON.stringify(labels);
  readings.get(gauge)?.set(key, { labels, read });
  return () => {
    readings.get(gauge)?.delete(key);
    const known = metrics.getSingleMetric(name);
    if (known instanceof Gauge) known.remove(labels);
  };
}

function gaugeOf(options: {
  metrics: Registry;
  name: string;
  help: string;
  labels: Record<string, string>;
}): object {
  const { metrics, name, help, labels } = options;
  const known = metrics.getSingleMetric(name);
  if (known !== undefined) return known;
  const values = new Map<string, { labels: Record<string, string>; read: Read }>();
  const gauge = new Gauge({
    ...{ name, help, labelNames: Object.keys(labels), registers: [metrics] },
    async collect() {
      const current = await Promise.allSettled([...values.values()].map(({ read }) => read()));
      for (const [at, { labels: own }] of [...values.values()].entries()) {
        const result = current[at];
        if (result?.status === 'fulfilled' && result.value !== null) this.set(own, result.value);
      }
    },
  });
  readings.set(gauge, values);
  return gauge;
}

/** The counter of that name; several consumers may share one. */
export function sharedCounter(options: {
  metrics: Registry;
  name: string;
  help: string;
  labelNames: string[];
}): Counter {
  const { metrics, name, help, labelNames } = options;
  const known = metrics.getSingleMetric(name);
  return known instanceof Counter ? known : new Counter({ name, help, labelNames, registers: [metrics] });
}
