import { runProcess } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { parseReservationsConfig } from '../../subgraphs/reservations/config.ts';
import { startReservations } from '../../subgraphs/reservations/app.ts';
import { createFaultHook } from './fault-hook.ts';
import { intakePointName, relayPointName } from './points.ts';

// As subgraphs/reservations/main.ts, with points at which it can be held and killed.
await runProcess('reservations', process.env, (signal) => {
  const config = parseReservationsConfig(process.env);
  const logger = createLogger('reservations', config.LOG_LEVEL);
  const come = createFaultHook(process.env);
  return startReservations({
    ...{ config, logger, metrics: createMetrics('reservations'), signal },
    at: ({ reservationId, ...point }) => come([{ reservationId, point: intakePointName(point) }]),
    atRelay: ({ stage, events }) =>
      come(
        events.map(({ subject, type }) => ({ reservationId: subject, point: relayPointName(stage, type) })),
      ),
  });
});
