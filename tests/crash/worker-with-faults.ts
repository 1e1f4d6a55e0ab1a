import { runProcess } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { parseWorkerConfig } from '../../subgraphs/reservations/worker/config.ts';
import { startWorker } from '../../subgraphs/reservations/worker/app.ts';
import { createFaultHook } from './fault-hook.ts';
import { sagaPointName } from './points.ts';

// As subgraphs/reservations/worker/main.ts, with points at which it can be held and killed.
await runProcess('worker', process.env, (signal) => {
  const config = parseWorkerConfig(process.env);
  const logger = createLogger('worker', config.LOG_LEVEL);
  const come = createFaultHook(process.env);
  return startWorker({
    ...{ config, logger, metrics: createMetrics('worker'), signal },
    at: ({ reservationId, ...point }) => come([{ reservationId, point: sagaPointName(point) }]),
  });
});
