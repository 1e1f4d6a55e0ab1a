import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { ClientAbort } from '../../router/client-abort.ts';
import { parseRouterConfig } from '../../router/config.ts';
import type { PlanRequester } from '../../router/planning/planner.ts';
import { createPlanningPool } from '../../router/planning/pool/planning-pool.ts';
import type { PlanningPool } from '../../router/planning/pool/planning-pool.ts';
import type { PlanningLimits } from '../../router/planning/pool/refusals.ts';

/** Planning threads as a router with these settings has them. */
export function openPlanningPool(
  settings: Record<string, string> = {},
  limits: Partial<PlanningLimits> = {},
): PlanningPool & { metrics(): Promise<string> } {
  const registry = createMetrics('router');
  const pool = createPlanningPool({
    limits: { ...parseRouterConfig(settings), ...limits },
    logger: createLogger('planning', 'fatal'),
    metrics: registry,
  });
  return { ...pool, metrics: () => registry.metrics() };
}

export const somebody: PlanRequester = { requester: 'somebody', signal: new ClientAbort() };
