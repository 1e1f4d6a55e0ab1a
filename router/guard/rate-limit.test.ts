import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { beforeEach, describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';
import type { RateLimitOptions } from './rate-limit.ts';

describe('rate limit', () => {
  const points = 100;
  let now = 0;
  let reports: number[] = [];
  /** Requests that routers have reported. */
  let byOthers = 0;
  let shared: RateLimitOptions['shared'];

  beforeEach(() => {
    now = 0;
    reports = [];
    byOthers = 0;
    shared = {
      ...{ points, duration: 10 },
      consume(_key, count = 1) {
        reports.push(count);
        const consumed = byOthers + reports.reduce((sum, reported) => sum + reported, 0);
        const answer = new RateLimiterRes(Math.max(0, points - consumed), 10_000 - now, consumed, false);
        // As the library: a count above the limit rejects.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        return consumed > points ? Promise.reject(answer) : Promise.resolve(answer);
      },
    };
  });

  const start = () => new RateLimit({ shared, nowMs: () => now });
  const answered = (limit: RateLimit, count: number, key = 'client') =>
    Array.from({ length: count }, () => limit.take(key).isExceeded).filter((isExceeded) => !isExceeded)
      .length;
  /** Resolves once all reports are answered. */
  const reported = () => new Promise((resolve) => setImmediate(resolve));

  it('answers as many requests as the limit in a window, and the same again in the next', async () => {
    const limit = start();
    expect(answered(limit, 150)).toBe(points);
    await reported();
    now = 10_000;
    reports = [];
    expect(answered(limit, 150)).toBe(points);
  });

  it('each key has its own limit', () => {
    const limit = start();
    answered(limit, 150, 'loud');
    expect(answered(limit, 10, 'quiet')).toBe(10);
  });

  it('tells how many requests remain, and when the window ends', () => {
    const limit = start();
    limit.take('client');
    now = 2_500;
    expect(limit.take('client')).toMatchObject({ remaining: 98, resetSeconds: 8 });
  });

  it('reports requests in batches of 5 %: a client with few requests costs no report', async () => {
    const limit = start();
    answered(limit, 4);
    expect(reports).toEqual([]);
    answered(limit, 1);
    expect(reports).toEqual([5]);
    answered(limit, 12);
    await reported();
    answered(limit, 1);
    expect(reports).toEqual([5, 13]);
  });

  it('counts the requests of all routers', async () => {
    const limit = start();
    byOthers = 90;
    answered(limit, 5);
    await reported();
    expect(answered(limit, 100)).toBe(5);
  });

  it('a refused report ends the requests of the window', async () => {
    const limit = start();
    byOthers = 500;
    answered(limit, 5);
    await reported();
    expect(answered(limit, 1)).toBe(0);
  });

  it('a failed report keeps the count of this router', async () => {
    shared = { points, duration: 10, consume: () => Promise.reject(new Error('no answer')) };
    const limit = start();
    let count = 0;
    for (let burst = 0; burst < 30; burst += 1) {
      count += answered(limit, 5);
      await reported();
    }
    expect(count).toBe(points);
  });

  it("counts in the library's memory limiter", async () => {
    const limit = new RateLimit({ shared: new RateLimiterMemory({ points, duration: 10 }) });
    let count = 0;
    for (let burst = 0; burst < 30; burst += 1) {
      count += answered(limit, 5);
      await reported();
    }
    expect(count).toBe(points);
  });
});
