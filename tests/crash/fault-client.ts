import { z } from 'zod';
import { parseConfig } from '../../platform/config.ts';
import type { FaultPoint } from './points.ts';

const settings = z.object({ FAULTS_URL: z.url({ protocol: /^http$/ }) });

/**
 * Connects a process with fault points to the harness. The returned function reports the points that the process has
 * reached. It resolves when the harness lets the process continue, which it does at once at points that are not armed.
 */
export function createFaultClient(
  environment: NodeJS.ProcessEnv,
): (points: readonly FaultPoint[]) => Promise<void> {
  const { FAULTS_URL: url } = parseConfig(settings, environment);
  return async (points) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(points) });
    await response.body?.cancel();
  };
}
