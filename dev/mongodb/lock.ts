import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process and when it started, since a process id may be given again; the start is known on Linux only. */
function identity(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A killed process that its parent has not collected yet holds nothing any more.
    return fields[0] === 'Z' ? undefined : `${pid} ${fields[19] ?? ''}`;
  } catch {
    return `${pid} `;
  }
}

function create(path: string): boolean {
  try {
    writeFileSync(path, identity(process.pid) ?? '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Makes this process the only one on a directory, or throws; what a killed process left behind is taken over. */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, 'lock');
  if (!create(path)) {
    const holder = readFileSync(path, 'utf8');
    const pid = Number.parseInt(holder, 10);
    if (Number.isInteger(pid) && identity(pid) === holder) {
      throw new Error(`The data directory ${directory} is in use by process ${pid}.`);
    }
    rmSync(path, { force: true });
    if (!create(path))
      throw new Error(`The data directory ${directory} was taken by another process just now.`);
  }
  return () => {
    rmSync(path, { force: true });
  };
}
