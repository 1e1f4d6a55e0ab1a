import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Stack } from '../../dev/stack.ts';

/** Processor time by process, in milliseconds; `bench` is this one, with all clients. */
export type ProcessorTimes = ReadonlyMap<string, number>;

/** What each process has used so far; null where the system does not tell (other than Linux). */
export function processorTimes(stack: Stack): ProcessorTimes | null {
  if (process.platform !== 'linux') return null;
  const { user, system } = process.cpuUsage();
  const times = new Map([['bench', (user + system) / 1_000]]);
  for (const name of stack.processNames) {
    const id = stack.pid(name);
    if (id !== undefined) times.set(name, timeOf(id));
  }
  return times;
}

export function timesBetween(before: ProcessorTimes, after: ProcessorTimes): ProcessorTimes {
  return new Map(Array.from(after, ([name, used]) => [name, used - (before.get(name) ?? 0)]));
}

let ticksPerSecond: number | undefined;

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html : `utime` and `stime`, fields 14 and 15 */
function timeOf(pid: number): number {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is a name in brackets, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
}
