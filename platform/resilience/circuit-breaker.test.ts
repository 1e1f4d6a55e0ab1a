import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { CircuitOpenError, createCircuitBreaker } from './circuit-breaker.ts';
import type { CallOutcome, CircuitBreaker, CircuitBreakerOptions } from './circuit-breaker.ts';

const gone = new Error('no answer');
const fail = () => Promise.reject(gone);
const answer = () => Promise.resolve('answer');

function pending() {
  let resolve: (answer: string) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((onAnswer, onError) => {
    resolve = onAnswer;
    reject = onError;
  });
  return { promise, resolve, reject };
}

describe('circuit breaker', () => {
  let now: number;
  let lines: string[];
  let metrics: ReturnType<typeof createMetrics>;

  beforeEach(() => {
    now = 1_000;
    lines = [];
    metrics = createMetrics('test');
  });
  afterEach(() => void vi.useRealTimers());

  /** Opens after 3 failures, for 100 ms, then 200 and at most 400. */
  function breakerOf(
    options: Partial<CircuitBreakerOptions> = {},
    clock: Pick<CircuitBreakerOptions, 'nowMs'> = { nowMs: () => now },
  ): CircuitBreaker {
    return createCircuitBreaker({
      name: 'orders',
      logger: createLogger('test', 'info', { write: (line: string) => lines.push(line) }),
      metrics,
      failuresToOpen: 3,
      backoff: { firstMs: 100, maxMs: 400 },
      probeTimeoutMs: 1_000,
      random: () => 1,
      ...clock,
      ...options,
    });
  }

  async function failTimes(breaker: CircuitBreaker, times: number): Promise<void> {
    for (let call = 0; call < times; call += 1) await expect(breaker.run(fail)).rejects.toBe(gone);
  }

  it('opens after consecutive failures, and then calls nothing', async () => {
    const breaker = breakerOf();
    await failTimes(breaker, 3);
    const attempt = vi.fn(answer);

    await expect(breaker.run(attempt)).rejects.toThrow(CircuitOpenError);
    await expect(breaker.run(attempt)).rejects.toMatchObject({ retryAfterMs: 100 });

    expect(attempt).not.toHaveBeenCalled();
    expect(breaker.state).toBe('open');
  });

  it('an answer between failures keeps it closed', async () => {
    const breaker = breakerOf();
    await failTimes(breaker, 2);
    await breaker.run(answer);
    await failTimes(breaker, 2);

    expect(breaker.state).toBe('closed');
  });

  it('a refusal is an answer, and an abort counts neither way', async () => {
    const breaker = breakerOf({ outcomeOf: (error) => (error as Error).message as CallOutcome });
    const reject = (outcome: CallOutcome) =>
      breaker.run(() => Promise.reject(new Error(outcome))).catch(() => undefined);
    const outcomes = ['failed', 'failed', 'answered', 'failed', 'failed', 'aborted'] as const;
    for (const outcome of outcomes) await reject(outcome);
    const before = breaker.state;
    await reject('failed');

    expect([before, breaker.state]).toEqual(['closed', 'open']);
  });

  it('a probe goes through after the pause, and its answer closes the circuit', async () => {
    const breaker = breakerOf();
    await failTimes(breaker, 3);
    now += 100;
    const { promise, resolve } = pending();
    const probe = breaker.run(() => promise);

    expect(breaker.state).toBe('half_open');
    await expect(breaker.run(answer)).rejects.toThrow(CircuitOpenError);
    resolve('probed');

    expect(await probe).toBe('probed');
    expect(await breaker.run(answer)).toBe('answer');
  });

  it('each failed probe opens it for longer, up to a limit', async () => {
    const breaker = breakerOf();
    await failTimes(breaker, 3);
    const pauses = [breaker.retryAfterMs()];
    for (let probe = 0; probe < 3; probe += 1) {
      now += breaker.retryAfterMs();
      await failTimes(breaker, 1);
      pauses.push(breaker.retryAfterMs());
    }

    expect(pauses).toEqual([100, 200, 400, 400]);
  });

  it('a probe that never settles lets another one through after its time', async () => {
    const breaker = breakerOf();
    await failTimes(breaker, 3);
    now += 100;
    void breaker.run(() => new Promise(() => undefined));
    now += 999;
    await expect(breaker.run(answer)).rejects.toThrow(CircuitOpenError);
    now += 1;

    expect(await breaker.run(answer)).toBe('answer');
    expect(breaker.state).toBe('closed');
  });

  it('an aborted probe lets the next call probe at once', async () => {
    const breaker = breakerOf({ outcomeOf: () => 'aborted' });
    const permit = breaker.admit();
    if (permit !== null) breaker.trip(permit, gone);
    now += 100;
    await expect(breaker.run(fail)).rejects.toBe(gone);

    expect(await breaker.run(answer)).toBe('answer');
  });

  it('a late failure from before the opening changes nothing, a late answer closes it', async () => {
    const breaker = breakerOf();
    const failing = pending();
    const answering = pending();
    const calls = [breaker.run(() => failing.promise), breaker.run(() => answering.promise)];
    await failTimes(breaker, 3);
    failing.reject(gone);
    await expect(calls[0]).rejects.toBe(gone);
    expect(breaker.retryAfterMs()).toBe(100);
    answering.resolve('late');

    expect(await calls[1]).toBe('late');
    expect(breaker.state).toBe('closed');
  });

  it('a wall clock that jumps neither opens it early nor keeps it open', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) });
    const breaker = breakerOf({}, {});
    await failTimes(breaker, 3);
    vi.setSystemTime(Date.UTC(2027, 0, 1));
    const afterJumpAhead = breaker.state;
    await expect(breaker.run(answer)).rejects.toThrow(CircuitOpenError);
    vi.setSystemTime(Date.UTC(2025, 0, 1));

    expect(afterJumpAhead).toBe('open');
    expect(await vi.waitFor(() => breaker.run(answer))).toBe('answer');
  });

  it('logs an outage once at its start and once at its end', async () => {
    const onOpened = vi.fn();
    const breaker = breakerOf({ onOpened });
    await failTimes(breaker, 3);
    for (let probe = 0; probe < 2; probe += 1) {
      now += breaker.retryAfterMs();
      await failTimes(breaker, 1);
    }
    now += breaker.retryAfterMs();
    await breaker.run(answer);

    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { msg: 'circuit breaker opened', circuit: 'orders', err: { message: 'no answer' } },
      { msg: 'circuit breaker closed', circuit: 'orders' },
    ]);
    expect(onOpened).toHaveBeenCalledOnce();
  });

  it('circuit_breaker_state has 1 for the current state, until it is closed', async () => {
    const breaker = breakerOf();
    const other = breakerOf({ name: 'users' });
    const current = async () => (await metrics.metrics()).match(/circuit_breaker_state\{.*\} 1/g);
    await failTimes(breaker, 3);
    const open = await current();
    await breaker.close();
    const closed = await current();
    await other.close();

    expect(open).toEqual([
      expect.stringContaining('circuit="orders",state="open"'),
      expect.stringContaining('circuit="users",state="closed"'),
    ]);
    expect(closed).toEqual([expect.stringContaining('circuit="users",state="closed"')]);
  });
});
