import { describe, expect, it } from 'vitest';
import { plotOf } from './plot.ts';
import type { Summary } from './summary.ts';

function summary(given: Pick<Summary, 'target' | 'query' | 'requestsPerSecond' | 'timesApollo'>): Summary {
  return {
    ...{ runs: 1, range: [1, 1], timesAggregator: null, p50Milliseconds: 1, p99Milliseconds: 1 },
    ...{ processorMicroseconds: null, coreUse: null, disturbance: null, fetches: 1 },
    ...{ refused: 0, wrong: 0 },
    ...{ peakMemoryBytes: null, answerBytes: 1 },
    ...given,
  };
}

/** The lengths of the bars in drawing order. */
function lengthsOf(plot: string): number[] {
  return Array.from(plot.matchAll(/<rect class="(?!card)[^>]* width="([\d.]+)"/g), ([, width]) =>
    Number(width),
  );
}

describe('the plot', () => {
  const plot = plotOf([
    summary({ target: 'apollo', query: 'one', requestsPerSecond: 1_000, timesApollo: 1 }),
    summary({ target: 'apollo', query: 'large', requestsPerSecond: 100, timesApollo: 1 }),
    summary({ target: 'wayfare', query: 'one', requestsPerSecond: 4_000, timesApollo: 4 }),
    summary({ target: 'wayfare', query: 'large', requestsPerSecond: 150, timesApollo: 1.5 }),
  ]);

  it('scales bars to the fastest target of their query', () => {
    const [apollo = 0, wayfare = 0, apolloLarge = 0, wayfareLarge = 0] = lengthsOf(plot);
    expect(lengthsOf(plot)).toHaveLength(4);
    expect(wayfare / apollo).toBeCloseTo(4, 1);
    expect(wayfareLarge / apolloLarge).toBeCloseTo(1.5, 1);
    expect(wayfareLarge).toBe(wayfare);
  });

  it('shows requests a second and the ratio to Apollo Gateway', () => {
    expect(plot).toContain('>4,000 · 4.0×<');
    expect(plot).toContain('>150 · 1.5×<');
  });

  it('shows only measured queries, and is as high as they need', () => {
    const one = plotOf([
      summary({ target: 'hive', query: 'three', requestsPerSecond: 5, timesApollo: null }),
    ]);
    expect(one).toContain('Three fetches');
    expect(one).not.toContain('One fetch');
    const height = (svg: string) => Number(/ height="(\d+)"/.exec(svg)?.[1]);
    expect(height(one)).toBeLessThan(height(plot));
  });
});
