import { describe, expect, it } from 'vitest';
import { createClockEstimate } from './clock-estimate.ts';

/** A store whose clock shows 10,000 ms at the monotonic instant 0. */
const aheadMs = 10_000;
const sampleAt = (sentAtMs: number, roundTripMs: number, readAfterMs = roundTripMs / 2) => ({
  sentAtMs,
  storeMs: sentAtMs + readAfterMs + aheadMs,
  receivedAtMs: sentAtMs + roundTripMs,
});

describe('clock estimate', () => {
  it('takes the midpoint of the first round trip', () => {
    const estimate = createClockEstimate(sampleAt(0, 40));
    expect(estimate.at(1_000)).toBeCloseTo(11_000, -1);
  });

  it('is off by half a round trip at most, whenever the store read its clock', () => {
    for (const readAfterMs of [0, 40]) {
      const estimate = createClockEstimate(sampleAt(0, 40, readAfterMs));
      expect(Math.abs(estimate.at(1_000) - 11_000)).toBeLessThanOrEqual(21);
    }
  });

  it('improves with a shorter round trip', () => {
    const estimate = createClockEstimate(sampleAt(0, 400, 0));
    estimate.add(sampleAt(1_000, 2));
    expect(Math.abs(estimate.at(10_000) - 20_000)).toBeLessThanOrEqual(2);
  });

  it('ignores a slow round trip that agrees with it', () => {
    const estimate = createClockEstimate(sampleAt(0, 2));
    const before = estimate.at(20_000);
    estimate.add(sampleAt(1_000, 5_000, 5_000));
    expect(estimate.at(20_000)).toBe(before);
  });

  it('never runs backwards where a sample corrects it, and arrives at the correction', () => {
    // The store read its clock before the request travelled back for 400 ms: the midpoint is 200 ms ahead.
    const estimate = createClockEstimate(sampleAt(0, 400, 400));
    const correction = sampleAt(1_000, 2);
    let last = estimate.at(correction.receivedAtMs);
    estimate.add(correction);
    for (let atMs = correction.receivedAtMs; atMs < 2_000; atMs += 1) {
      expect(estimate.at(atMs)).toBeGreaterThanOrEqual(last);
      last = estimate.at(atMs);
    }
    expect(Math.abs(estimate.at(2_000) - 12_000)).toBeLessThanOrEqual(2);
  });

  it('follows a store whose clock is set back', () => {
    const estimate = createClockEstimate(sampleAt(0, 2));
    const sample = sampleAt(1_000, 2);
    estimate.add({ ...sample, storeMs: sample.storeMs - 3_600_000 });
    expect(estimate.at(2_000)).toBeCloseTo(12_000 - 3_600_000, -1);
  });

  it('follows a store whose clock is set forward', () => {
    const estimate = createClockEstimate(sampleAt(0, 2));
    const sample = sampleAt(1_000, 2);
    estimate.add({ ...sample, storeMs: sample.storeMs + 3_600_000 });
    expect(estimate.at(2_000)).toBeCloseTo(12_000 + 3_600_000, -1);
  });
});
