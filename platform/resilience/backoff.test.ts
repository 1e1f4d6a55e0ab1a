import { describe, expect, it } from 'vitest';
import { backoffMs, withJitter } from './backoff.ts';

describe('backoffMs', () => {
  it('doubles from the first delay up to the maximum', () => {
    const backoff = { firstMs: 100, maxMs: 5_000 };
    expect([1, 2, 3, 6, 7, 10_000].map((retry) => backoffMs(retry, backoff))).toEqual([
      100, 200, 400, 3_200, 5_000, 5_000,
    ]);
  });

  it('grows by another factor where one is given', () => {
    const backoff = { firstMs: 1_000, maxMs: 30_000, factor: 4 };
    expect([1, 2, 3, 4].map((retry) => backoffMs(retry, backoff))).toEqual([1_000, 4_000, 16_000, 30_000]);
  });

  it('stays 0 where the first delay is 0', () => {
    expect(backoffMs(10_000, { firstMs: 0, maxMs: 1_000, factor: 4 })).toBe(0);
  });
});

describe('withJitter', () => {
  it('takes away up to a half', () => {
    expect(withJitter(100, () => 0)).toBe(50);
    expect(withJitter(100, () => 1)).toBe(100);
  });
});
