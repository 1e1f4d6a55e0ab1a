import { describe, expect, it } from 'vitest';
import type { Service } from '../lifecycle.ts';
import { createLogger } from '../log.ts';
import { startInOrder } from './start-in-order.ts';

/** Services that record their close; services in `failing` then reject. */
function services(names: readonly string[], failing: readonly string[] = []) {
  const closed: string[] = [];
  const all = names.map((name): Service => ({
    close() {
      closed.push(name);
      return failing.includes(name) ? Promise.reject(new Error(`${name} is stuck`)) : Promise.resolve();
    },
  }));
  return { all, closed };
}

const silent = createLogger('test', 'silent');

describe('startInOrder', () => {
  it('returns what the start returns, and closes services in reverse order', async () => {
    const { all, closed } = services(['store', 'relay', 'server']);
    const service = await startInOrder(silent, (started) => {
      for (const service of all) started.add(service);
      return Promise.resolve({ url: 'http://127.0.0.1:1' });
    });
    expect(service.url).toBe('http://127.0.0.1:1');
    expect(closed).toEqual([]);
    await service.close();
    expect(closed).toEqual(['server', 'relay', 'store']);
  });

  it('closes every service when some fail to close, and throws all errors', async () => {
    const { all, closed } = services(['store', 'relay', 'server'], ['server', 'store']);
    const service = await startInOrder(silent, (started) => {
      for (const each of all) started.add(each);
      return Promise.resolve({});
    });
    const closing = service.close();
    await expect(closing).rejects.toThrow(AggregateError);
    await expect(closing).rejects.toMatchObject({
      errors: [new Error('server is stuck'), new Error('store is stuck')],
    });
    expect(closed).toEqual(['server', 'relay', 'store']);
  });

  it('closes the started services when the start fails, logs close errors and throws the start error', async () => {
    const { all, closed } = services(['store', 'relay'], ['relay']);
    const lines: string[] = [];
    const logger = createLogger('test', 'error', { write: (line: string) => lines.push(line) });
    const starting = startInOrder(logger, (started) => {
      for (const each of all) started.add(each);
      return Promise.reject(new Error('port is taken'));
    });
    await expect(starting).rejects.toThrow('port is taken');
    expect(closed).toEqual(['relay', 'store']);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('relay is stuck');
  });

  it('closes a service that starts after a parallel start has failed', async () => {
    const { all, closed } = services(['slow store']);
    let connect = (): void => undefined;
    let connected = Promise.resolve();
    const starting = startInOrder(silent, async (started) => {
      connected = new Promise<void>((resolve) => (connect = resolve)).then(() => {
        for (const service of all) started.add(service);
      });
      await Promise.all([connected, Promise.reject(new Error('wrong password'))]);
      return {};
    });
    await expect(starting).rejects.toThrow('wrong password');
    expect(closed).toEqual([]);
    connect();
    await connected;
    expect(closed).toEqual(['slow store']);
  });
});
