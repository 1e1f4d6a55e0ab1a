import { z } from 'zod';
import { parseConfig } from '../../platform/config.ts';
import type { Moment } from './points.ts';

const settings = z.object({ FAULTS_URL: z.url({ protocol: /^http$/ }) });

/**
 * The hook of a process that runs with faults: says which points of which bookings it has come to, and goes on once it
 * may. The harness keeps it waiting at the points that it armed, and may kill it there.
 */
export function createFaultHook(
  environment: NodeJS.ProcessEnv,
): (moments: readonly Moment[]) => Promise<void> {
  const { FAULTS_URL: url } = parseConfig(settings, environment);
  return async (moments) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(moments) });
    await response.body?.cancel();
  };
}
