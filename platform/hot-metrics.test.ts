import { AggregatorRegistry, Counter, Histogram } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { hotCounter, hotHistogram } from './hot-metrics.ts';
import { createMetrics } from './metrics.ts';

const names = { name: 'things', help: 'Things.' };
const labelNames = ['kind', 'outcome'] as const;
const labelled = [
  { kind: 'query', outcome: 'ok' },
  { kind: 'mutation', outcome: 'ok' },
  { kind: 'query', outcome: 'errors' },
  { kind: 'query', outcome: 'ok' },
];

/** As the metrics page and the workers' aggregation show them, in any order of labels. */
async function shown(metrics: ReturnType<typeof createMetrics>) {
  const json = (await metrics.getMetricsAsJSON()).filter(({ name }) => name === 'things');
  const aggregated = AggregatorRegistry.aggregate([json, json]);
  return {
    text: linesOf(await metrics.getSingleMetricAsString('things')),
    aggregated: linesOf(await aggregated.metrics()),
  };
}

function linesOf(text: string): string[] {
  const sorted = (labels: string) => labels.split(',').toSorted().join();
  const lines = text
    .split('\n')
    .map((line) => line.replace(/\{(.*)\}/, (_all, labels: string) => `{${sorted(labels)}}`));
  return lines.toSorted();
}

describe('hot metrics are shown as those of prom-client', () => {
  const [expected, found] = [createMetrics('test'), createMetrics('test')];

  it('counter', async () => {
    const theirs = new Counter({ ...names, labelNames, registers: [expected] });
    const ours = hotCounter({ ...names, labelNames, metrics: found });
    for (const labels of labelled) {
      theirs.inc(labels);
      ours.inc(labels);
    }

    expect(await shown(found)).toEqual(await shown(expected));
    expect(hotCounter({ ...names, labelNames, metrics: found })).toBe(ours);
  });

  it('histogram', async () => {
    for (const metrics of [expected, found]) metrics.removeSingleMetric('things');
    const buckets = [0.001, 0.01, 1];
    const theirs = new Histogram({ ...names, labelNames, buckets, registers: [expected] });
    const ours = hotHistogram({ ...names, labelNames, buckets, metrics: found });
    for (const [index, value] of [0.0005, 0.01, 0.5, 7].entries()) {
      for (const labels of labelled.slice(index)) {
        theirs.observe(labels, value);
        ours.observe(labels, value);
      }
    }

    expect(await shown(found)).toEqual(await shown(expected));
    expect(hotHistogram({ ...names, labelNames, buckets, metrics: found })).toBe(ours);
  });
});
