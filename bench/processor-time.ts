import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

let ticksPerSecond: number | undefined;

/** The length of a clock tick, in which Linux counts processor time. */
export function tickMilliseconds(): number {
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return 1_000 / ticksPerSecond;
}

/**
 * The processor time of a process so far, on Linux.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html : `utime` and `stime`, fields 14 and 15
 */
export function processorMilliseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is a name in brackets, which may contain spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMilliseconds();
}
