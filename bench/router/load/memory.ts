import { readFileSync, writeFileSync } from 'node:fs';

/** Lets the system count a process's peak of resident memory anew, where it can (proc(5), `clear_refs`). */
export function forgetPeakMemory(pid: number): void {
  if (process.platform !== 'linux') return;
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The most memory that a process had resident; null where the system does not tell. */
export function peakMemoryBytes(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1_024;
}
