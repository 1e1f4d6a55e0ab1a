import { runProcess } from '../platform/lifecycle.ts';
import { createLogger } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import { parseRouterConfig } from './config.ts';
import { startRouter } from './service.ts';

// The gateway would otherwise call out when it is made.
process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';

await runProcess('router', process.env, (signal) => {
  const config = parseRouterConfig(process.env);
  const logger = createLogger('router', config.LOG_LEVEL);
  return startRouter({ config, logger, metrics: createMetrics('router'), signal });
});
