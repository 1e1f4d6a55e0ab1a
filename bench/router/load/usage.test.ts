import { expect, it } from 'vitest';
import { tickMilliseconds } from '../../processor-time.ts';
import { busyMilliseconds, useBetween } from './usage.ts';

const stat = `cpu  9 9 9 9 9 9 9 9 0 0
cpu0 100 1 20 5000 7 3 2 4 0 0
cpu1 200 0 0 6000 0 0 0 0 0 0
intr 12345`;

it.runIf(process.platform === 'linux')('counts a core as busy except for idle and iowait', () => {
  expect(busyMilliseconds(stat, 0)).toBe(130 * tickMilliseconds());
  expect(busyMilliseconds(stat, 1)).toBe(200 * tickMilliseconds());
  expect(busyMilliseconds(stat, 2)).toBeNull();
});

it('gives the use of the target’s core by other work', () => {
  const before = { target: 1_000, stubs: 0, load: 500, core: 10_000 };
  const after = { target: 2_600, stubs: 400, load: 900, core: 11_800 };
  const use = useBetween(before, after, 2);
  expect(use.target).toBeCloseTo(0.8);
  expect(use.stubs).toBeCloseTo(0.2);
  expect(use.load).toBeCloseTo(0.2);
  expect(use.disturbance).toBeCloseTo(0.1);
});

it('gives no disturbance where processes are not pinned', () => {
  const usage = { target: 0, stubs: 0, load: 0, core: null };
  expect(useBetween(usage, usage, 1).disturbance).toBeNull();
});
