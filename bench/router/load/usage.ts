import { readFileSync } from 'node:fs';
import { processorMilliseconds, tickMilliseconds } from '../../processor-time.ts';

/** The process ids to watch besides this process, and their cores where processes are pinned. */
export interface Watched {
  target: number;
  stubs: number;
  cores: { underTest: number; others: number } | null;
}

/** Processor time as fractions of a core. */
export interface CoreUse {
  target: number;
  stubs: number;
  load: number;
  /** The use of the target's core by other work of the machine, which makes the figures unreliable. */
  disturbance: number | null;
}

/** Processor time so far, in milliseconds. */
export interface ProcessorUsage {
  target: number;
  stubs: number;
  load: number;
  core: number | null;
}

/** @returns null except on Linux */
export function usageOf({ target, stubs, cores }: Watched): ProcessorUsage | null {
  if (process.platform !== 'linux') return null;
  const { user, system } = process.cpuUsage();
  return {
    target: processorMilliseconds(target),
    stubs: processorMilliseconds(stubs),
    load: (user + system) / 1_000,
    core: cores === null ? null : busyMilliseconds(readFileSync('/proc/stat', 'utf8'), cores.underTest),
  };
}

export function useBetween(before: ProcessorUsage, after: ProcessorUsage, seconds: number): CoreUse {
  const part = (used: number) => used / 1_000 / seconds;
  const target = part(after.target - before.target);
  return {
    target,
    stubs: part(after.stubs - before.stubs),
    load: part(after.load - before.load),
    disturbance:
      after.core === null || before.core === null
        ? null
        : Math.max(0, part(after.core - before.core) - target),
  };
}

/**
 * The busy time of a core: all except `idle` and `iowait`, including time stolen by other guests.
 * @param stat https://man7.org/linux/man-pages/man5/proc_stat.5.html
 */
export function busyMilliseconds(stat: string, core: number): number | null {
  const line = stat.split('\n').find((one) => one.startsWith(`cpu${core} `));
  if (line === undefined) return null;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) * tickMilliseconds();
}
