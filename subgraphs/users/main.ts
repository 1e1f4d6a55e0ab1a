import { startWithMetrics } from '../../platform/http/metrics-server.ts';
import { runProcess } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { parseUsersConfig } from './config.ts';
import { startUsers } from './app.ts';

await runProcess('users', process.env, (signal) => {
  const config = parseUsersConfig(process.env);
  const logger = createLogger('users', config.LOG_LEVEL);
  const metrics = createMetrics('users');
  return startWithMetrics({ config, metrics, logger }, () => startUsers({ config, logger, metrics, signal }));
});
