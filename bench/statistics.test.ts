import { expect, it } from 'vitest';
import { distributionOf, medianOf } from './statistics.ts';

it('distributionOf gives nearest-rank percentiles of unsorted times', () => {
  const times = Array.from({ length: 200 }, (_, at) => 200 - at);
  expect(distributionOf(times)).toEqual({ p50: 100, p95: 190, p99: 198, longest: 200 });
});

it('distributionOf accepts a single time', () => {
  expect(distributionOf([7])).toEqual({ p50: 7, p95: 7, p99: 7, longest: 7 });
});

it('distributionOf throws without times', () => {
  expect(() => distributionOf([])).toThrow('expected a measured time');
});

it('medianOf gives the median of unsorted values', () => {
  expect(medianOf([9, 1, 5])).toBe(5);
  expect(medianOf([9, 1, 5, 2])).toBe(3.5);
  expect(medianOf([4])).toBe(4);
  expect(() => medianOf([])).toThrow('expected a value');
});
