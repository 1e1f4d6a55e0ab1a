import { describe, expect, it } from 'vitest';
import type { Point } from './figures.ts';
import type { Figures } from './measure.ts';
import { plotOf } from './plot.ts';

const figures = (...goodput: number[]): Figures => ({
  points: goodput.map((goodPerSecond, at) => ({ times: [1, 2, 5, 10][at], goodPerSecond }) as Point),
  ...{ atTenTimes: 1, recoverySeconds: 0 },
});

describe('the plot of goodput', () => {
  it('draws a point for each rate, the best at the top and zero at the bottom', () => {
    const svg = plotOf({ limited: figures(50, 100, 100, 0), unlimited: null });
    const heights = Array.from(svg.matchAll(/<circle class="limited" cx="[\d.]+" cy="([\d.]+)"/g), ([, y]) =>
      Number(y),
    );
    expect(heights).toEqual([185, 70, 70, 300]);
  });

  it('draws the goodput without the limits, if it was measured', () => {
    expect(plotOf({ limited: figures(1), unlimited: null })).not.toContain('without limits');
    expect(plotOf({ limited: figures(1), unlimited: figures(2) })).toContain('without limits');
  });
});
