import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessName } from '../../../dev/processes.ts';
import type { Disturbance } from '../column.ts';

/**
 * Kills a process with SIGKILL and restarts it.
 * @param options.emptied true to delete the data of a killed Redis
 */
export async function kill(
  name: ProcessName,
  { world: { processes, dataDirectory }, letGo }: Disturbance,
  options: { emptied?: boolean } = {},
): Promise<readonly string[]> {
  await processes.hold(name);
  letGo();
  if (options.emptied === true) {
    const directory = join(dataDirectory, 'redis');
    await rm(directory, { recursive: true });
    await mkdir(directory);
  }
  processes.release(name);
  return [];
}

/** Keeps a process down for some seconds. */
export async function takeAway(
  name: ProcessName,
  seconds: number,
  { world: { processes, pause }, letGo }: Disturbance,
): Promise<readonly string[]> {
  await processes.hold(name);
  letGo();
  await pause(seconds);
  processes.release(name);
  return [];
}
