import { describe, expect, it } from 'vitest';
import type { Measurement } from './measurement.ts';
import { summarise } from './summary.ts';

/** A run of 10 s. */
function run(given: Partial<Measurement> & Pick<Measurement, 'target' | 'requests'>): Measurement {
  return {
    ...{ query: 'one', run: 1, seconds: 10, allRequests: given.requests, fetches: 1, answerBytes: 300 },
    milliseconds: { p50: 5, p95: 8, p99: 9, longest: 20 },
    coreUse: { target: 1, stubs: 0.1, load: 0.2, disturbance: 0 },
    ...{ refused: 0, wrong: 0 },
    peakMemoryBytes: 1_000,
    ...given,
  };
}

describe('a summary', () => {
  it('gives the median of runs, and ratios of medians', () => {
    const summaries = summarise([
      ...[900, 1_000, 5_000].map((requests) => run({ target: 'apollo', requests })),
      ...[4_000, 8_000, 1_000].map((requests) => run({ target: 'wayfare', requests })),
    ]);
    expect(summaries.map(({ target }) => target)).toEqual(['apollo', 'wayfare']);
    expect(summaries[1]).toMatchObject({
      ...{ runs: 3, requestsPerSecond: 400, range: [100, 800], timesApollo: 4, timesAggregator: null },
      ...{ p50Milliseconds: 5, p99Milliseconds: 9 },
    });
  });

  it('compares targets by query', () => {
    const summaries = summarise([
      run({ target: 'aggregator', requests: 4_000 }),
      run({ target: 'aggregator', requests: 400, query: 'large' }),
      run({ target: 'wayfare', requests: 3_000 }),
      run({ target: 'wayfare', requests: 100, query: 'large' }),
    ]);
    expect(summaries.map(({ query, timesAggregator }) => [query, timesAggregator])).toEqual([
      ['one', 1],
      ['large', 1],
      ['one', 0.75],
      ['large', 0.25],
    ]);
  });

  it('gives processor time of a request, the greatest disturbance and the peak memory', () => {
    const use = (target: number, disturbance: number) => ({ target, stubs: 0, load: 0, disturbance });
    const [summary] = summarise([
      run({ target: 'hive', requests: 10_000, coreUse: use(1, 0.01), peakMemoryBytes: 3, refused: 1 }),
      run({ target: 'hive', requests: 5_000, coreUse: use(0.5, 0.5), peakMemoryBytes: 7, wrong: 2 }),
    ]);
    expect(summary).toMatchObject({ processorMicroseconds: 1_000, disturbance: 0.5, peakMemoryBytes: 7 });
    expect(summary).toMatchObject({ refused: 1, wrong: 2 });
  });

  it('is null where the system gives no figures', () => {
    const [summary] = summarise([
      run({ target: 'hive', requests: 10, coreUse: null, peakMemoryBytes: null }),
    ]);
    expect(summary).toMatchObject({
      ...{ processorMicroseconds: null, coreUse: null, disturbance: null, peakMemoryBytes: null },
    });
  });
});
