import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A process id with its start time, since ids are reused; undefined where the process has ended. Only Linux tells the
 * start time.
 */
function processIdentity(pid: number): string | undefined {
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
    writeFileSync(path, processIdentity(process.pid) ?? '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
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
    rmSync(path, { force: true });
    if (!create(path)) throw new Error(`Another process has just locked the data directory ${directory}.`);
  }
  return () => {
    rmSync(path, { force: true });
  };
}
