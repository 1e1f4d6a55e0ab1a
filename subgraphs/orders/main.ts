import { startWithMetrics } from '../../platform/http/metrics-server.ts';
import { runProcess } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { parseOrdersConfig } from './config.ts';
import { startOrders } from './app.ts';

await runProcess('orders', process.env, (signal) => {
  const config = parseOrdersConfig(process.env);
  const logger = createLogger('orders', config.LOG_LEVEL);
  const metrics = createMetrics('orders');
  return startWithMetrics({ config, metrics, logger }, () =>
    startOrders({ config, logger, metrics, signal }),
  );
});
