import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory } from './lock.ts';

let directory: string;
let lock: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wayfare-lock-'));
  lock = join(directory, 'lock');
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** The content that a killed process leaves. */
function staleLock(): string {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return `${pid} 1`;
}

describe('the lock of a directory', () => {
  it('is refused while its process runs, and free after its release', () => {
    const unlock = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(`is in use by process ${process.pid}`);
    unlock();
    expect(existsSync(lock)).toBe(false);
    lockDirectory(directory)();
  });

  it('of a killed process is taken over, even if another process has its id', () => {
    for (const content of [staleLock(), `${process.pid} 1`]) {
      writeFileSync(lock, content);
      lockDirectory(directory)();
    }
    expect(readdirSync(directory)).toEqual([]);
  });

  it('is refused while its process writes it; taken over where a kill left it empty', () => {
    writeFileSync(lock, '');
    expect(() => lockDirectory(directory)).toThrow('Another process has just locked');
    const anHourAgo = Date.now() / 1_000 - 3_600;
    utimesSync(lock, anHourAgo, anHourAgo);
    lockDirectory(directory)();
  });

  it('of a killed process is taken over by one of several that start at the same moment', async () => {
    writeFileSync(lock, staleLock());
    const script = `const { lockDirectory } = await import('./dev/mongodb/lock.ts');
      process.send('here');
      process.once('message', (directory) => {
        let result = 'locked';
        try { lockDirectory(directory); } catch { result = 'refused'; }
        process.send(result);
      });`;
    const rivals = ['a', 'b', 'c'].map(() =>
      spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    );
    const said = () => Promise.all(rivals.map(async (rival) => (await once(rival, 'message'))[0] as string));
    await said();
    const results = said();
    for (const rival of rivals) rival.send(directory);
    const outcome = await results;
    for (const rival of rivals) rival.kill();
    expect(outcome.toSorted()).toEqual(['locked', 'refused', 'refused']);
  });
});
