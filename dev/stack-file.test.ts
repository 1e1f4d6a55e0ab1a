import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStackFile, removeStackFile, writeStackFile } from './stack-file.ts';

const stack = {
  mongoUrl: 'mongodb://127.0.0.1:1',
  redisUrl: 'redis://127.0.0.1:2',
  urls: {
    ...{ router: 'http://127.0.0.1:4000', users: 'http://127.0.0.1:4001', orders: 'http://127.0.0.1:4002' },
    ...{ reservations: 'http://127.0.0.1:4003', worker: 'http://127.0.0.1:4004' },
  },
};
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wayfare-stack-file-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe('the file of a running stack', () => {
  it('contains the addresses, readable by its owner only, until it is removed', () => {
    expect(readStackFile(directory)).toBeNull();
    writeStackFile(directory, stack);
    expect(readStackFile(directory)).toMatchObject(stack);
    expect(statSync(join(directory, 'stack.json')).mode & 0o077).toBe(0);
    removeStackFile(directory);
    expect(readStackFile(directory)).toBeNull();
  });

  it('is ignored after its launcher was killed, even if another process has its process id', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const launcher of [`${pid} 1`, `${process.pid} 1`]) {
      writeFileSync(join(directory, 'stack.json'), JSON.stringify({ ...stack, launcher }));
      expect(readStackFile(directory)).toBeNull();
    }
  });

  it('is ignored where it is not valid JSON', () => {
    writeFileSync(join(directory, 'stack.json'), '{"pid":');
    expect(readStackFile(directory)).toBeNull();
  });
});
