import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

export type { Registry } from 'prom-client';

/** Includes Node.js's default metrics; every series has the label `service`. */
export function createMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}

interface MetricOptions<Label extends string> {
  metrics: Registry;
  name: string;
  help: string;
  labelNames: readonly Label[];
}

/** Creates a counter unless the registry has it: parts of a process share a metric. */
export function sharedCounter<Label extends string>(options: MetricOptions<Label>): Counter<Label> {
  const { metrics, name, help, labelNames } = options;
  const known = metrics.getSingleMetric(name);
  return known instanceof Counter ? known : new Counter({ name, help, labelNames, registers: [metrics] });
}

/** As `sharedCounter`. */
export function sharedGauge<Label extends string>(options: MetricOptions<Label>): Gauge<Label> {
  const { metrics, name, help, labelNames } = options;
  const known = metrics.getSingleMetric(name);
  return known instanceof Gauge ? known : new Gauge({ name, help, labelNames, registers: [metrics] });
}
