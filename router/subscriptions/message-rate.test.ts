import { describe, expect, it } from 'vitest';
import { createMessageRate } from './message-rate.ts';

describe('message rate of a WebSocket', () => {
  it('the whole allowance may be sent at once, and comes back over ten seconds', () => {
    let nowMs = 0;
    const rate = createMessageRate(10, () => nowMs);
    const received = (count: number) => Array.from({ length: count }, () => rate.received(10));

    expect(received(11)).toEqual([...Array<boolean>(10).fill(true), false]);
    nowMs += 3_000;
    expect(received(3)).toEqual([true, true, false]);
  });

  it('a long message counts once for each 4 KB', () => {
    const rate = createMessageRate(10, () => 0);

    expect(rate.received(36 * 1_024)).toBe(true);
    expect(rate.received(5 * 1_024)).toBe(false);
  });

  it('0 sets no limit', () => {
    const rate = createMessageRate(0);

    expect(rate.received(10 ** 9)).toBe(true);
  });
});
