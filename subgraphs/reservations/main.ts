import { runProcess } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { parseReservationsConfig } from './config.ts';
import { startReservations } from './app.ts';

await runProcess('reservations', process.env, (signal) => {
  const config = parseReservationsConfig(process.env);
  const logger = createLogger('reservations', config.LOG_LEVEL);
  return startReservations({ config, logger, metrics: createMetrics('reservations'), signal });
});
