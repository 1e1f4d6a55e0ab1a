import { runProcess } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { startInOrder } from '../../platform/resilience/start-in-order.ts';
import { openPorts, runReservations } from '../../subgraphs/reservations/app.ts';
import type { ReservationsOptions } from '../../subgraphs/reservations/app.ts';
import { parseReservationsConfig } from '../../subgraphs/reservations/config.ts';
import { withRequestPoints, withUpdatePoints } from '../kit/fault-points.ts';
import { withRelayPoints } from '../kit/relay-points.ts';
import { createFaultClient } from './fault-client.ts';
import { relayPointName, requestPointName, updatePointName } from './points.ts';

// As subgraphs/reservations/main.ts, with the fault points of requests and of the relay around its ports.
await runProcess('reservations', process.env, (signal) => {
  const config = parseReservationsConfig(process.env);
  const logger = createLogger('reservations', config.LOG_LEVEL);
  const reach = createFaultClient(process.env);
  const options: ReservationsOptions = {
    ...{ config, logger, metrics: createMetrics('reservations'), signal },
  };
  return startInOrder(logger, async (started) => {
    const ports = await openPorts(options, started);
    const withPoints = withRequestPoints(ports, ({ id, ...point }) =>
      reach([{ id, name: requestPointName(point) }]),
    );
    const relay = withRelayPoints(ports.relay, ({ stage, events }) =>
      reach(events.map(({ subject: id, type }) => ({ id, name: relayPointName(stage, type) }))),
    );
    const store = withUpdatePoints(withPoints.store, ({ stage, ids }) =>
      reach(ids.map((id) => ({ id, name: updatePointName(stage) }))),
    );
    return runReservations(options, { ...ports, ...withPoints, store, relay }, started);
  });
});
