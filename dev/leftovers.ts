import type { Logger } from '../platform/log.ts';
import { pause } from '../platform/resilience/pause.ts';
import { leftoverProcesses } from './stack-file.ts';

/** Longer than a process that lost its launcher may take to end (`tether.ts`). */
const waitLimitMs = 15_000;
const pollMs = 100;

/**
 * Waits for the processes of a killed launcher that still end: two servers must not write to the same files, and the ports
 * become free. Kills those that do not end. The caller holds the lock of the data directory.
 * @throws Error where a process survives
 */
export async function endLeftovers(dataDirectory: string, logger: Logger): Promise<void> {
  const running = () => leftoverProcesses(dataDirectory);
  if (running().length === 0) return;
  logger.info(
    { processes: running().map(([name]) => name) },
    'waiting for the processes of a killed launcher',
  );
  await untilGone(running);
  for (const [, pid] of running()) process.kill(pid, 'SIGKILL');
  await untilGone(running);
  const left = running().map(([name, pid]) => `${name} (process ${pid})`);
  if (left.length === 0) return;
  throw new Error(
    `Processes of a killed launcher still use ${dataDirectory}: ${left.join(', ')}. End them first.`,
  );
}

async function untilGone(running: () => readonly unknown[]): Promise<void> {
  const since = performance.now();
  while (running().length > 0 && performance.now() - since < waitLimitMs) await pause(pollMs);
}
