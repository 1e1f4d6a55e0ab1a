import { startWithMetrics } from '../platform/http/metrics-server.ts';
import { runProcess } from '../platform/lifecycle.ts';
import { createLogger } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import { parseRouterConfig } from './config.ts';

/** Set for workers by their primary process, never by operators. */
const slotVariable = 'ROUTER_WORKER';
const slot = process.env[slotVariable];
const name = slot === undefined ? 'router' : `router/${slot}`;

let reload = (): unknown => undefined;
// In a terminal, SIGHUP means that the terminal closed, and ends the process.
if (!process.stdout.isTTY) process.on('SIGHUP', () => reload());

await runProcess(name, process.env, async (signal) => {
  const config = parseRouterConfig(process.env);
  const logger = createLogger(name, config.LOG_LEVEL);
  if (config.WEB_CONCURRENCY > 1 && slot === undefined) {
    const { startWorkers } = await import('./workers/workers.ts');
    const workers = await startWorkers({
      ...{ config, slotVariable, logger, signal },
      exit: (code) => process.exit(code),
    });
    ({ reload } = workers);
    return workers;
  }
  const { startRouter } = await import('./app.ts');
  const metrics = createMetrics('router');
  if (slot === undefined) {
    const router = await startWithMetrics({ config, metrics, logger }, () =>
      startRouter({ config, logger, metrics, signal }),
    );
    ({ reload } = router);
    return router;
  }
  const { drainWithoutPrimary } = await import('./workers/workers.ts');
  const { sendMetricsToPrimary } = await import('./workers/worker-metrics.ts');
  drainWithoutPrimary(signal);
  sendMetricsToPrimary(metrics, slot);
  const router = await startRouter({ config, logger, metrics, signal, isOneOfMany: slot !== '1' });
  ({ reload } = router);
  return router;
});
