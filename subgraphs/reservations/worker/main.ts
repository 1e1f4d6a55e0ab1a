import { startWithMetrics } from '../../../platform/http/metrics-server.ts';
import { runProcess } from '../../../platform/lifecycle.ts';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { parseWorkerConfig } from './config.ts';
import { startWorker } from './app.ts';

await runProcess('worker', process.env, (signal) => {
  const config = parseWorkerConfig(process.env);
  const logger = createLogger('worker', config.LOG_LEVEL);
  const metrics = createMetrics('worker');
  return startWithMetrics({ config, metrics, logger }, () =>
    startWorker({ config, logger, metrics, signal }),
  );
});
