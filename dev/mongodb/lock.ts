import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownerOnlyFile } from './files.ts';

/** A process that created a lock has written its identity after this time, unless it was killed. */
const writeLimitMs = 5_000;

/**
 * A process id with its start time, since ids are reused; undefined where the process has ended. Only Linux tells the
 * start time.
 */
export function processIdentity(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended, although its parent has not collected it yet.
    return fields[0] === 'Z' ? undefined : `${pid} ${fields[19] ?? ''}`;
  } catch {
    return `${pid} `;
  }
}

function create(path: string): boolean {
  try {
    writeFileSync(path, processIdentity(process.pid) ?? '', { flag: 'wx', mode: ownerOnlyFile });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    // On a full disk the file is there, without its content.
    rmSync(path, { force: true });
    throw error;
  }
}

function isBeingWritten(path: string): boolean {
  return Date.now() - statSync(path).mtimeMs < writeLimitMs;
}

/** Removes a lock, unless another process has taken it over since it was read. */
function removeStale(path: string, holder: string): void {
  // Of several processes, one renames the file; removing it could remove the lock of a faster process.
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') === holder) rmSync(aside);
  else renameSync(aside, path);
}

function justLocked(directory: string): Error {
  return new Error(`Another process has just locked the data directory ${directory}.`);
}

/**
 * Locks a directory for this process; takes over the lock of a process that has ended.
 * @returns releases the lock
 * @throws Error where a running process holds the lock
 */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, 'lock');
  if (!create(path)) {
    const holder = readFileSync(path, 'utf8');
    const pid = Number.parseInt(holder, 10);
    if (Number.isInteger(pid) && processIdentity(pid) === holder) {
      throw new Error(
        `The data directory ${directory} is in use by process ${pid}. Stop that process, or choose another directory.`,
      );
    }
    if (holder === '' && isBeingWritten(path)) throw justLocked(directory);
    removeStale(path, holder);
    if (!create(path)) throw justLocked(directory);
  }
  return () => {
    rmSync(path, { force: true });
  };
}
