import { describe, expect, it } from 'vitest';
import { ClientAbort } from '../client-abort.ts';
import { InFlight } from './in-flight.ts';

function started({ joinableMs = 60_000, gather = null as (() => Promise<number>) | null } = {}) {
  const inFlight = new InFlight<string>({ joinableMs }, gather);
  const works: { end: (result: string) => void; signal: { aborted: boolean }; arrivedMs: number }[] = [];
  const join = (key = 'key', { signal = new ClientAbort(), arrivedMs = 0 } = {}) =>
    inFlight.join(key, { signal, arrivedMs }, (sharers) => {
      return new Promise((resolve) => works.push({ end: resolve, ...sharers }));
    });
  return { works, join };
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

  it('a caller who arrived after the work began starts new work, which those who arrived before join', () => {
    const { works, join } = started();
    void join();
    const arrivedMs = performance.now();
    void join('key', { arrivedMs });
    void join('key', { arrivedMs });

    expect(works).toHaveLength(2);
  });

  it('gathered callers share work, whose reads come after the last of them arrived', async () => {
    let begin: (timeMs: number) => void = () => undefined;
    const { works, join } = started({ gather: () => new Promise((resolve) => (begin = resolve)) });
    const early = performance.now();
    void join('key', { arrivedMs: early });
    void join('key', { arrivedMs: early + 1 });
    expect(works).toEqual([]);
    begin(early + 2);
    await Promise.resolve();
    void join('key', { arrivedMs: early + 1.5 });
    expect(works.map(({ arrivedMs }) => arrivedMs)).toEqual([early + 2]);

    void join('key', { arrivedMs: early + 3 });
    begin(early + 4);
    await Promise.resolve();
    expect(works.map(({ arrivedMs }) => arrivedMs)).toEqual([early + 2, early + 4]);
  });

  it('joinableMs: later callers start new work', () => {
    const { works, join } = started({ joinableMs: 0 });
    void join();
    void join();

    expect(works).toHaveLength(2);
  });

  it('the work is aborted when the last caller leaves, and is not joined afterwards', () => {
    const { works, join } = started();
    const signals = [new ClientAbort(), new ClientAbort()];
    for (const signal of signals) void join('key', { signal });
    signals[0]?.abort();
    expect(works[0]?.signal.aborted).toBe(false);
    signals[1]?.abort();
    expect(works[0]?.signal.aborted).toBe(true);
    void join();

    expect(works).toHaveLength(2);
  });
});
