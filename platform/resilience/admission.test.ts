import { afterEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../metrics.ts';
import { createAdmission } from './admission.ts';
import type { Admission, AdmissionOptions } from './admission.ts';

const waiting = { sender: { network: '', identity: '' }, isUrgent: false, isAbandoned: false };

describe('admission', () => {
  const metrics = createMetrics('test');
  let admission: Admission | undefined;

  function start(options: Partial<AdmissionOptions>): Admission {
    const limits = { maxInFlight: 2, maxWaiting: 3, maxWaitMs: 0 };
    admission = createAdmission({ ...limits, name: 'test', metrics, paced: false, ...options });
    return admission;
  }
  afterEach(async () => {
    await admission?.close();
  });

  it('requests above the limit in flight wait, and begin when earlier requests end', async () => {
    const { tryEnter, enter, leave } = bound(start({}));
    expect([tryEnter(), tryEnter(), tryEnter()]).toEqual([true, true, false]);
    const began: number[] = [];
    const results = [1, 2, 3].map(async (name) => {
      if (await enter(waiting)) began.push(name);
    });

    leave();
    await results[0];
    expect(began).toEqual([1]);
    leave();
    leave();
    await Promise.all(results);
    expect(began).toEqual([1, 2, 3]);
  });

  it('a request does not pass waiting requests', async () => {
    const { tryEnter, enter, leave } = bound(start({ maxInFlight: 1, paced: true }));
    tryEnter();
    const first = enter(waiting);
    expect(tryEnter()).toBe(false);
    leave();
    expect(await first).toBe(true);
  });

  it('refuses requests above the limit of waiting requests, and counts them', async () => {
    const { tryEnter, enter } = bound(start({ maxInFlight: 1, maxWaiting: 1 }));
    tryEnter();
    void enter(waiting);

    expect(await enter(waiting)).toBe(false);
    expect(await metrics.metrics()).toMatch(/overload_refusals_total\{queue="test".*\} 1/);
  });

  it('refuses a request that has waited too long, also while all in flight run', async () => {
    const { tryEnter, enter } = bound(start({ maxInFlight: 1, maxWaitMs: 20 }));
    tryEnter();

    expect(await enter(waiting)).toBe(false);
  });

  it('paced: a turn of the event loop begins only some requests, further turns begin the rest', async () => {
    const { tryEnter, enter } = bound(start({ maxInFlight: 0, maxWaiting: 0, paced: true }));
    let entered = 0;
    while (tryEnter()) entered += 1;
    expect(entered).toBeGreaterThan(16);

    const results = await Promise.all(Array.from({ length: 1_000 }, () => enter(waiting)));
    expect(results.every((began) => began)).toBe(true);
  });

  it('paced: long turns begin fewer requests', async () => {
    const { enter } = bound(start({ maxInFlight: 0, maxWaiting: 0, paced: true }));
    const perTurn: number[] = [];
    let turn = 0;
    const ended = Array.from({ length: 300 }, async () => {
      await enter(waiting);
      perTurn[turn] = (perTurn[turn] ?? 0) + 1;
      if (perTurn[turn] === 1) {
        setImmediate(() => {
          turn += 1;
        });
      }
      const untilMs = performance.now() + 5;
      while (performance.now() < untilMs);
    });
    await Promise.all(ended);

    const last = perTurn.slice(-10, -1);
    expect(Math.max(...last)).toBeLessThan(perTurn[0] ?? 0);
    expect(Math.max(...last)).toBeLessThanOrEqual(8);
  });

  it('paced: a shortened turn begins a single request', async () => {
    const { enter, tryEnter } = bound(start({ maxInFlight: 0, maxWaiting: 0, paced: true }));
    while (tryEnter());
    const began: number[] = [];
    const ended = [1, 2, 3].map(async (name) => {
      await enter(waiting);
      began.push(name);
    });
    admission?.shortenTurn();

    await ended[0];
    expect(began).toEqual([1]);
    await Promise.all(ended);
    expect(began).toEqual([1, 2, 3]);
  });

  it('close refuses the requests that wait', async () => {
    const running = start({ maxInFlight: 1 });
    running.tryEnter();
    const result = running.enter(waiting);
    await running.close();

    expect(await result).toBe(false);
  });
});

function bound(admission: Admission) {
  return {
    tryEnter: () => admission.tryEnter(),
    enter: (request: typeof waiting) => admission.enter(request),
    leave: () => {
      admission.leave();
    },
  };
}
