import { runProcess } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { startSaga } from './saga/process.ts';
import { parseWorkerConfig } from './worker-config.ts';

await runProcess('worker', process.env, (signal) => {
  const config = parseWorkerConfig(process.env);
  const logger = createLogger('worker', config.LOG_LEVEL);
  return startSaga({ config, logger, metrics: createMetrics('worker'), signal });
});
