import type { Disturbance } from '../column.ts';
import { services, twinOf } from '../world-processes.ts';

/** Kills one of each pair of processes, and restarts them once all bookings are final. */
export async function killOneOfEach(
  which: 'first' | 'second',
  { world: { processes }, letGo, untilFinal }: Disturbance,
): Promise<readonly string[]> {
  const names = which === 'first' ? services : services.map(twinOf);
  await Promise.all(names.map((name) => processes.hold(name)));
  letGo();
  try {
    await untilFinal();
  } finally {
    for (const name of names) processes.release(name);
  }
  return [];
}

/** Restarts all processes in turn with SIGTERM, each once the process before it is ready again. */
export async function roll({ world: { processes }, letGo }: Disturbance): Promise<readonly string[]> {
  letGo();
  for (const name of [...services, ...services.map(twinOf)]) {
    await processes.kill(name, 'SIGTERM');
    await processes.untilReady();
  }
  return [];
}
