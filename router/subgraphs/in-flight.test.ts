import { describe, expect, it } from 'vitest';
import { ClientAbort } from '../client-abort.ts';
import { InFlight } from './in-flight.ts';

function started(joinableMs = 60_000) {
  const changes = { count: 0 };
  const inFlight = new InFlight<string>({ changes, joinableMs });
  const works: { end: (result: string) => void; signal: ClientAbort }[] = [];
  const join = (key = 'key', signal = new ClientAbort()) =>
    inFlight.join(key, signal, (aborted) => {
      return new Promise((resolve) => works.push({ end: resolve, signal: aborted }));
    });
  return { changes, works, join };
}

describe('InFlight', () => {
  it('callers with the same key share a result, and are told so', async () => {
    const { works, join } = started();
    const results = [join(), join()];
    works[0]?.end('one');

    expect(await Promise.all(results)).toEqual([
      { result: 'one', isShared: true },
      { result: 'one', isShared: true },
    ]);
    expect(works).toHaveLength(1);
  });

  it('another key, and a call after the end, start new work', async () => {
    const { works, join } = started();
    const results = [join('a'), join('b')];
    for (const { end } of works) end('done');
    await Promise.all(results);
    void join('a');

    expect(works).toHaveLength(3);
  });

  it('after a change, later callers start new work, and share that', () => {
    const { changes, works, join } = started();
    void join();
    changes.count += 1;
    void join();
    void join();

    expect(works).toHaveLength(2);
  });

  it('joinableMs: later callers start new work', () => {
    const { works, join } = started(0);
    void join();
    void join();

    expect(works).toHaveLength(2);
  });

  it('the work is aborted when the last caller leaves, and is not joined afterwards', () => {
    const { works, join } = started();
    const signals = [new ClientAbort(), new ClientAbort()];
    for (const signal of signals) void join('key', signal);
    signals[0]?.abort();
    expect(works[0]?.signal.aborted).toBe(false);
    signals[1]?.abort();
    expect(works[0]?.signal.aborted).toBe(true);
    void join();

    expect(works).toHaveLength(2);
  });
});
