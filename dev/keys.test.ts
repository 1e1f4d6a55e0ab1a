import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKeys, trustedCallers } from './keys.ts';

describe('the keys of a local stack', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'wayfare-keys-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('are created once, readable by their owner only', async () => {
    const path = join(directory, 'data', 'keys.json');
    const made = await loadKeys(path);
    expect(await loadKeys(path)).toEqual(made);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('let the saga call only its operations of the orders subgraph', async () => {
    const keys = await loadKeys(join(directory, 'keys.json'));
    expect(trustedCallers(keys, 'users').map(({ name }) => name)).toEqual(['router']);
    expect(trustedCallers(keys, 'orders')).toMatchObject([
      { kind: 'router', name: 'router' },
      { kind: 'service', name: 'reservations', operations: ['payOrder', 'cancelOrder', 'refundOrder'] },
    ]);
    expect(JSON.stringify(trustedCallers(keys, 'orders'))).not.toContain('"d"');
  });

  it('are not written over a file with other content', async () => {
    const path = join(directory, 'keys.json');
    writeFileSync(path, '{}');
    await expect(loadKeys(path)).rejects.toThrow(`${path} does not contain Wayfare's keys`);
  });
});
