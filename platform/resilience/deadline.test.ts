import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { startDeadline } from './deadline.ts';

/** As SIGSTOP and SIGCONT do to this process. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('startDeadline', () => {
  it('calls back once the time is over', async () => {
    const onExpired = vi.fn();
    startDeadline(20, onExpired);

    await vi.waitFor(() => {
      expect(onExpired).toHaveBeenCalledOnce();
    });
  });

  it('does not call back after it was ended', async () => {
    const onExpired = vi.fn();
    const end = startDeadline(1, onExpired);
    end();
    standStill(10);
    await nextTurn();

    expect(onExpired).not.toHaveBeenCalled();
  });

  it('after a standstill of the process, answers are read before it calls back', async () => {
    const onExpired = vi.fn();
    const end = startDeadline(20, onExpired);
    standStill(700);
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    expect(onExpired).not.toHaveBeenCalled();
    end();

    startDeadline(20, onExpired);
    standStill(700);
    await vi.waitFor(
      () => {
        expect(onExpired).toHaveBeenCalledOnce();
      },
      { timeout: 5_000 },
    );
  });
});
