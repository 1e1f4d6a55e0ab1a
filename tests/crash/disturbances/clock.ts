import type { ServiceName } from '../../../dev/processes.ts';
import type { Disturbance } from '../column.ts';
import { until } from '../until.ts';

export const skewedServices = ['worker', 'reservations', 'orders', 'router'] as const satisfies ServiceName[];
export type SkewedService = (typeof skewedServices)[number];

/**
 * Sets the wall clock of a process ahead (or back) for some seconds. Then the process is killed, and restarts with the right
 * time: what it wrote with the wrong time stays in the stores.
 */
export async function skewClock(
  name: SkewedService,
  aheadBySeconds: number,
  seconds: number,
  { world: { processes, clocks, pause, stack }, letGo }: Disturbance,
): Promise<readonly string[]> {
  const faults: string[] = [];
  await clocks[name].setAheadBy(aheadBySeconds);
  try {
    letGo();
    const startedAt = performance.now();
    await until(
      () => saysSo(stack.urls[name]),
      seconds * 1_000,
      () => `${name} does not name its clock, ${aheadBySeconds} s ahead, as the reason not to be ready`,
    ).catch((error: unknown) => faults.push(String(error)));
    await pause(Math.max(0, seconds - (performance.now() - startedAt) / 1_000));
    await processes.hold(name);
  } finally {
    await clocks[name].setAheadBy(0);
    processes.release(name);
  }
  return faults;
}

/** True where a process is not ready, and names its clock. */
async function saysSo(url: string): Promise<boolean> {
  const response = await fetch(`${url}/health/ready`);
  return (await response.text()).includes('clock (') && !response.ok;
}
