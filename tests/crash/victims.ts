import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessName } from '../../dev/processes.ts';
import type { World } from './world.ts';

/** The columns of the matrix. `redis-empty` loses its data as well. */
export const victims = [
  'reservations',
  'worker',
  'orders',
  'router',
  'relay',
  'redis',
  'redis-empty',
  'mongodb',
] as const;
export type Victim = (typeof victims)[number];

/** The process to kill for each victim. */
const processOf: Readonly<Record<Victim, ProcessName>> = {
  reservations: 'reservations',
  worker: 'worker',
  orders: 'orders',
  router: 'router',
  relay: 'reservations',
  redis: 'redis',
  'redis-empty': 'redis',
  mongodb: 'mongodb',
};

/**
 * Kills a victim with SIGKILL and restarts it.
 * @param dead called between the two
 */
export async function killAndRestart(
  { stack, dataDirectory }: World,
  victim: Victim,
  dead: () => void,
): Promise<void> {
  const name = processOf[victim];
  await stack.hold(name);
  dead();
  if (victim === 'redis-empty') {
    const directory = join(dataDirectory, 'redis');
    await rm(directory, { recursive: true });
    await mkdir(directory);
  }
  stack.release(name);
}
