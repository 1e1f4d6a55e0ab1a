import { describe, expect, it } from 'vitest';
import { abandon, inReverse } from './lifecycle.ts';
import type { Service } from './lifecycle.ts';
import { createLogger } from './log.ts';

/** Services that say when they are closed, the `faulty` ones by failing. */
function services(names: readonly string[], faulty: readonly string[] = []) {
  const closed: string[] = [];
  const started = names.map((name): Service => ({
    close() {
      closed.push(name);
      return faulty.includes(name) ? Promise.reject(new Error(`${name} is stuck`)) : Promise.resolve();
    },
  }));
  return { started, closed };
}

describe('several services', () => {
  it('are closed in the reverse of the order they were started in', async () => {
    const { started, closed } = services(['store', 'relay', 'server']);
    await inReverse(started).close();
    expect(closed).toEqual(['server', 'relay', 'store']);
  });

  it('are all closed, also where some of them fail to, and every fault is told', async () => {
    const { started, closed } = services(['store', 'relay', 'server'], ['server', 'store']);
    const closing = inReverse(started).close();
    await expect(closing).rejects.toThrow(AggregateError);
    await expect(closing).rejects.toMatchObject({
      errors: [new Error('server is stuck'), new Error('store is stuck')],
    });
    expect(closed).toEqual(['server', 'relay', 'store']);
  });
});

describe('a start that failed', () => {
  it('closes what had come up, and logs what does not close instead of throwing it', async () => {
    const { started, closed } = services(['store', 'relay'], ['relay']);
    const lines: string[] = [];
    await abandon(started, createLogger('test', 'error', { write: (line) => lines.push(line) }));
    expect(closed).toEqual(['relay', 'store']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('relay is stuck');
  });
});
