import { runProcess } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { startInOrder } from '../../platform/resilience/start-in-order.ts';
import { openWorkerPorts, runWorker } from '../../subgraphs/reservations/worker/app.ts';
import { parseWorkerConfig } from '../../subgraphs/reservations/worker/config.ts';
import { withSagaPoints } from '../kit/fault-points.ts';
import { createFaultClient } from './fault-client.ts';
import { sagaPointName } from './points.ts';

// As subgraphs/reservations/worker/main.ts, with the fault points of the saga around its ports.
await runProcess('worker', process.env, (signal) => {
  const config = parseWorkerConfig(process.env);
  const logger = createLogger('worker', config.LOG_LEVEL);
  const options = { config, logger, metrics: createMetrics('worker'), signal };
  const reach = createFaultClient(process.env);
  return startInOrder(logger, async (started) => {
    const ports = await openWorkerPorts(options, started);
    const withPoints = withSagaPoints(ports, ({ reservationId: id, ...point }) =>
      reach([{ id, name: sagaPointName(point) }]),
    );
    return runWorker(options, { ...ports, ...withPoints }, started);
  });
});
