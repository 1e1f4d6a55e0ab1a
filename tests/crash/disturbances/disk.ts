import { spawnSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Disturbance } from '../column.ts';

/** The space left: a part of a record fits, so that the last write is torn. */
const bytesLeft = 700;
/** A started process writes nothing before it has loaded its code. */
const lookEveryMs = 10;

/**
 * Leaves MongoDB no space: its files may not grow, by a limit of prlimit(1) of util-linux. A process that is started meanwhile
 * finds the disk as full.
 */
export async function fillDisk(
  seconds: number,
  { world: { processes, dataDirectory }, letGo }: Disturbance,
): Promise<readonly string[]> {
  const limit = (await largestFile(join(dataDirectory, 'mongodb'))) + bytesLeft;
  const until = performance.now() + seconds * 1_000;
  let limited: number | undefined;
  do {
    const pid = processes.pid('mongodb');
    if (pid !== undefined && pid !== limited) limitFiles(pid, String(limit));
    if (limited === undefined) letGo();
    limited = pid ?? limited;
    await delay(lookEveryMs);
  } while (performance.now() < until);
  const pid = processes.pid('mongodb');
  if (pid !== undefined) limitFiles(pid, 'unlimited');
  return [];
}

/** Sets the soft limit of the size of a process's files. A process that has ended since has no files. */
function limitFiles(pid: number, bytes: string): void {
  const { error, status, stderr } = spawnSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:`], {
    encoding: 'utf8',
  });
  if (error !== undefined)
    throw new Error('expected prlimit(1) of util-linux to fill the disk', { cause: error });
  if (status !== 0 && !stderr.includes('No such process')) throw new Error(`prlimit failed: ${stderr}`);
}

async function largestFile(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  return Math.max(0, ...sizes);
}
