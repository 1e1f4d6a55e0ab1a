import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../kit/eventually.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { testCallers } from '../../kit/subgraph-client.ts';
import { accessTokenKey } from '../../kit/world.ts';

describe('the users process', () => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await startStores();
  });
  afterAll(() => stores.close());

  it('logs its address once, and exits with 0 on SIGTERM', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'subgraphs/users/main.ts'], {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      env: {
        ...{ PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: '0', METRICS_PORT: '0' },
        MONGODB_URL: stores.mongoUrl,
        MONGODB_DATABASE: stores.uniqueDatabase('users'),
        REDIS_URL: stores.redisUrl,
        TRUSTED_CALLERS: (await testCallers()).setting,
        ACCESS_TOKEN_KEYS: JSON.stringify([await accessTokenKey('test-key')]),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close').then(([code]) => code as number | null);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    try {
      await eventually(
        () => {
          expect(output).toContain('listening');
        },
        { timeoutMs: 25_000 },
      );
    } finally {
      child.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
    expect(output.match(/listening/g)).toHaveLength(1);
  });
});
