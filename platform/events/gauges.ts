import { Gauge } from 'prom-client';
import type { Registry } from '../metrics.ts';

type Read = () => Promise<number | null>;

/** Series by their labels: several relays and consumers share a gauge. */
const readings = new WeakMap<object, Map<string, { labels: Record<string, string>; read: Read }>>();

/**
 * The gauge is read at each scrape. After a failed read, the last value stays.
 * @param options.read null sets no value
 * @returns a function that removes the gauge
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
