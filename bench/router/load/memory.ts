import { readFileSync, writeFileSync } from 'node:fs';

/** Resets the peak of a process's resident memory, on Linux (proc(5), `clear_refs`). */
export function resetPeakMemory(pid: number): void {
  if (process.platform !== 'linux') return;
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The peak of a process's resident memory; null except on Linux. */
export function peakMemoryBytes(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1_024;
}
