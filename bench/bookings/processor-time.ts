import type { Stack } from '../../dev/stack.ts';
import { processorMilliseconds } from '../processor-time.ts';

/** Processor time by process, in milliseconds; `bench` is this process with all clients. */
export type ProcessorTimes = ReadonlyMap<string, number>;

/** The processor time of each process so far; null except on Linux. */
export function processorTimes(stack: Stack): ProcessorTimes | null {
  if (process.platform !== 'linux') return null;
  const { user, system } = process.cpuUsage();
  const times = new Map([['bench', (user + system) / 1_000]]);
  for (const name of stack.processNames) {
    const id = stack.pid(name);
    if (id !== undefined) times.set(name, processorMilliseconds(id));
  }
  return times;
}

export function timesBetween(before: ProcessorTimes, after: ProcessorTimes): ProcessorTimes {
  return new Map(Array.from(after, ([name, used]) => [name, used - (before.get(name) ?? 0)]));
}
