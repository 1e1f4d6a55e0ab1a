import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../platform/log.ts';
import { createBufferedBytes } from './buffered-bytes.ts';

function create() {
  const lines: string[] = [];
  const logger = createLogger('test', 'warn', { write: (line) => lines.push(line) });
  return { buffered: createBufferedBytes({ maxBytes: 100, logger }), lines };
}

describe('buffered bytes', () => {
  it('above the limit, the connection that has been behind for the longest time is closed', () => {
    const { buffered, lines } = create();
    const [first, second, third] = [new Socket(), new Socket(), new Socket()];
    buffered.add(first, 40);
    buffered.add(second, 40);
    buffered.add(first, 10);
    expect([first.destroyed, second.destroyed]).toEqual([false, false]);
    buffered.add(third, 20);

    expect([first.destroyed, second.destroyed, third.destroyed]).toEqual([true, false, false]);
    expect(lines.join()).toContain('LIMIT_BUFFERED_BYTES');
  });

  it('a client that catches up is no longer behind', () => {
    const { buffered } = create();
    const [first, second, third] = [new Socket(), new Socket(), new Socket()];
    buffered.add(first, 40);
    buffered.add(second, 40);
    buffered.remove(first, 40);
    buffered.add(first, 40);
    buffered.add(third, 40);

    expect([first.destroyed, second.destroyed, third.destroyed]).toEqual([false, true, false]);
  });

  it('a single response above the limit is sent', () => {
    const { buffered } = create();
    const only = new Socket();
    buffered.add(only, 1_000);

    expect(only.destroyed).toBe(false);
  });

  it('a closed connection no longer counts', async () => {
    const { buffered } = create();
    const [gone, second, third] = [new Socket(), new Socket(), new Socket()];
    buffered.add(gone, 90);
    await new Promise((resolve) => gone.once('close', resolve).destroy());
    buffered.add(second, 50);
    buffered.add(third, 50);

    expect([second.destroyed, third.destroyed]).toEqual([false, false]);
  });
});
