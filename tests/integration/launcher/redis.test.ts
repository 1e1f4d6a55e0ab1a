import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { startRedis } from '../../../dev/redis.ts';
import { eventually } from '../../kit/eventually.ts';

async function ask<Result>(url: string, question: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = new Redis(url, { retryStrategy: () => null, lazyConnect: true });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

describe('private Redis', () => {
  it('noeviction, bound to loopback', async () => {
    const server = await startRedis();
    const settings = await ask(server.url, (redis) =>
      redis.config('GET', 'maxmemory-policy', 'bind', 'appendonly'),
    );
    expect(settings).toEqual(
      expect.arrayContaining(['maxmemory-policy', 'noeviction', 'bind', '127.0.0.1', 'appendonly', 'no']),
    );
    await server.close();
    await expect(ask(server.url, (redis) => redis.ping())).rejects.toThrow();
  });

  it('the files of a data directory are for their owner only; existing ones are corrected', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wayfare-redis-test-'));
    await mkdir(join(directory, 'older'));
    await writeFile(join(directory, 'older', 'data'), '');
    for (const path of ['', 'older']) await chmod(join(directory, path), 0o755);
    await chmod(join(directory, 'older', 'data'), 0o644);
    const server = await startRedis({ directory });
    await ask(server.url, (redis) => redis.set('key', 'kept'));
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    expect(entries.length).toBeGreaterThan(3);
    for (const entry of entries) {
      const { mode } = await stat(join(entry.parentPath, entry.name));
      expect((mode & 0o777).toString(8), entry.name).toBe(entry.isDirectory() ? '700' : '600');
    }
    await server.close();
    await rm(directory, { recursive: true });
  });

  it('a data directory persists its data', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wayfare-redis-test-'));
    const first = await startRedis({ directory });
    await ask(first.url, (redis) => redis.set('key', 'kept'));
    await first.close();
    const second = await startRedis({ directory });
    expect(await ask(second.url, (redis) => redis.get('key'))).toBe('kept');
    await second.close();
    await rm(directory, { recursive: true });
  });

  it('ends with its killed parent process', async () => {
    const entry = fileURLToPath(new URL('fixtures/owner-of-redis.ts', import.meta.url));
    const owner = fork(entry, { execArgv: ['--import', 'tsx'] });
    const [url] = (await once(owner, 'message')) as [string];
    expect(await ask(url, (redis) => redis.ping())).toBe('PONG');
    owner.kill('SIGKILL');
    await eventually(() => expect(ask(url, (redis) => redis.ping())).rejects.toThrow());
  });
});
