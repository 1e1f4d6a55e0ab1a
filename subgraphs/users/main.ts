import { runProcess } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { parseUsersConfig } from './config.ts';
import { startUsers } from './app.ts';

await runProcess('users', process.env, (signal) => {
  const config = parseUsersConfig(process.env);
  const logger = createLogger('users', config.LOG_LEVEL);
  return startUsers({ config, logger, metrics: createMetrics('users'), signal });
});
