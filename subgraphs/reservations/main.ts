import { startWithMetrics } from '../../platform/http/metrics-server.ts';
import { runProcess } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { parseReservationsConfig } from './config.ts';
import { startReservations } from './app.ts';

await runProcess('reservations', process.env, (signal) => {
  const config = parseReservationsConfig(process.env);
  const logger = createLogger('reservations', config.LOG_LEVEL);
  const metrics = createMetrics('reservations');
  return startWithMetrics({ config, metrics, logger }, () =>
    startReservations({ config, logger, metrics, signal }),
  );
});
