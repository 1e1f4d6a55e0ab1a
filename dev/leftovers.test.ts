import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../platform/log.ts';
import { endLeftovers } from './leftovers.ts';
import { processIdentity } from './mongodb/lock.ts';
import { writeStackFile } from './stack-file.ts';

const addresses = { mongoUrl: 'mongodb://127.0.0.1:1', redisUrl: 'redis://127.0.0.1:2', urls: {} as never };
const silent = createLogger('test', 'silent');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wayfare-leftovers-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

describe.runIf(process.platform === 'linux')('processes of a killed launcher', () => {
  it('the next start waits for them', async () => {
    const child = spawn('sleep', ['60']);
    const { pid = 0 } = child;
    writeStackFile(directory, addresses, { redis: processIdentity(pid) ?? '' });
    const ended = vi.fn();
    const ending = endLeftovers(directory, silent).then(ended);
    await new Promise(setImmediate);
    expect(ended).not.toHaveBeenCalled();
    child.kill('SIGTERM');
    await ending;
    expect(processIdentity(pid)).toBeUndefined();
  });

  it('a reused process id: that process is left alone', async () => {
    const child = spawn('sleep', ['60']);
    writeStackFile(directory, addresses, { redis: `${child.pid ?? 0} 1` });
    await endLeftovers(directory, silent);
    expect(child.exitCode).toBeNull();
    child.kill();
    await once(child, 'exit');
  });
});
