import { describe, expect, it } from 'vitest';
import { guardedUpdate, WriteConflictError } from './guarded-update.ts';

/** A counter that other writers increment before each of the first `conflicts` writes. */
function contested(conflicts: number) {
  let stored = { revision: 1, count: 0 };
  let reads = 0;
  const increment = (): void => {
    stored = { revision: stored.revision + 1, count: stored.count + 1 };
  };
  return {
    read: () => {
      reads += 1;
      return Promise.resolve(stored);
    },
    write: ({ revision }: { revision: number }) => {
      if (conflicts > 0) increment();
      conflicts -= 1;
      if (stored.revision !== revision) return Promise.resolve(null);
      increment();
      return Promise.resolve(stored.count);
    },
    reads: () => reads,
  };
}

describe('guardedUpdate', () => {
  it('reads and decides again for as long as other writers are first', async () => {
    const counter = contested(2);
    expect(await guardedUpdate({ subject: 'counter', ...counter })).toBe(3);
    expect(counter.reads()).toBe(3);
  });

  it('starts with the state that is known already, null included', async () => {
    const counter = contested(0);
    expect(await guardedUpdate({ subject: 'counter', ...counter, known: { revision: 1, count: 0 } })).toBe(1);
    expect(counter.reads()).toBe(0);
    const isAbsent = { read: () => Promise.reject(new Error('not read')), known: null };
    const write = (state: null) => Promise.resolve(`was ${String(state)}`);
    expect(await guardedUpdate({ subject: 'counter', ...isAbsent, write })).toBe('was null');
  });

  it('throws WriteConflictError after the last attempt', async () => {
    const update = guardedUpdate({ subject: 'counter', ...contested(3), maxAttempts: 3 });
    await expect(update).rejects.toThrow(WriteConflictError);
    await expect(update).rejects.toThrow('counter: other writers were first at each of 3 attempts.');
  });
});
