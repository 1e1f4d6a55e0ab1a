import { readdirSync, readFileSync } from 'node:fs';

/** True while the process runs. A zombie (Linux) does not count as running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return process.platform !== 'linux';
  }
}

/** A running process, also after its parent has ended. */
export interface FoundProcess {
  pid: number;
  /** Its program and arguments, with spaces between them. */
  command: string;
}

/**
 * The running processes that inherited a setting from the process that was started with it, at any depth and wherever
 * they were moved since. Linux only.
 */
export function processesWith(name: string, value: string): FoundProcess[] {
  const setting = `${name}=${value}`;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isRunning(pid))
    .flatMap((pid) => {
      try {
        const settings = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        if (!settings.includes(setting)) return [];
        return [{ pid, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() }];
      } catch {
        // It ended meanwhile, or belongs to another user.
        return [];
      }
    });
}
