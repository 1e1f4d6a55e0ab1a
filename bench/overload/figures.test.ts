import { describe, expect, it } from 'vitest';
import { isSustainable, pointOf, recoveryOf } from './figures.ts';
import type { RequestResult } from './load.ts';

function requests(count: number, given: Partial<RequestResult> = {}): RequestResult[] {
  return Array.from({ length: count }, () => ({
    ...{ kind: 'query', fate: 'answered', dueMs: 5_000, milliseconds: 100 },
    ...given,
  }));
}

describe('goodput', () => {
  it('counts right answers a second, without the first two seconds', () => {
    const results = [
      ...requests(50, { dueMs: 1_999 }),
      ...requests(60),
      ...requests(30, { fate: 'refused' }),
      ...requests(9, { fate: 'left' }),
      ...requests(1, { fate: 'failed' }),
    ];
    const load = { results, failures: [], coreUse: 0.2, lateMs: 5, processes: {} };
    expect(pointOf(10, 12, load)).toMatchObject({
      ...{ times: 10, offeredPerSecond: 10, goodPerSecond: 6 },
      fates: { answered: 0.6, refused: 0.3, left: 0.09, failed: 0.01 },
    });
  });

  it('by kind: the share that is answered', () => {
    const results = [...requests(3, { kind: 'booking' }), ...requests(1, { kind: 'booking', fate: 'left' })];
    const load = { results, failures: [], coreUse: 0, lateMs: 0, processes: {} };
    expect(pointOf(1, 12, load).kinds).toMatchObject({
      booking: { requests: 4, answered: 0.75 },
      signIn: { requests: 0, answered: 0 },
    });
  });
});

describe('a sustainable rate', () => {
  it.each([
    ['all are quick', true, requests(100)],
    ['one of 100 is refused', true, [...requests(99), ...requests(1, { fate: 'refused' })]],
    ['two of 100 are refused', false, [...requests(98), ...requests(2, { fate: 'refused' })]],
    [
      '5 % take more than a quarter of the patience',
      true,
      [...requests(95), ...requests(5, { milliseconds: 501 })],
    ],
    [
      '6 % take more than a quarter of the patience',
      false,
      [...requests(94), ...requests(6, { milliseconds: 501 })],
    ],
  ])('%s: %s', (_title, expected, results) => {
    expect(isSustainable(results, 2_000)).toBe(expected);
  });
});

describe('recovery', () => {
  const seconds = (...shares: number[]) =>
    shares.flatMap((share, second) => [
      ...requests(Math.round(share * 100), { dueMs: second * 1_000 + 500 }),
      ...requests(Math.round((1 - share) * 100), { dueMs: second * 1_000 + 500, fate: 'refused' }),
    ]);

  it.each([
    ['at once', 0, [1, 1, 1]],
    ['after two seconds', 2, [0, 0.5, 0.95, 1]],
    ['after the last bad second', 3, [1, 1, 0.9, 1]],
    ['not', null, [1, 1, 0.94]],
  ])('%s', (_title, expected, shares) => {
    expect(recoveryOf(seconds(...shares), shares.length)).toBe(expected);
  });
});
