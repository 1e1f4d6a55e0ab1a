import type { RelayPorts } from '../../platform/events/lease-session.ts';
import type { UnplacedEvent } from '../../platform/events/log-writer.ts';

/** The stages of a batch: around each write. */
export const relayStages = ['before-log', 'after-log', 'after-stream'] as const;

/** A point at which a relay may die while it moves a batch: `after-log`. */
export interface RelayPoint {
  stage: (typeof relayStages)[number];
  events: readonly Pick<UnplacedEvent, 'type' | 'subject'>[];
}

/**
 * The ports of a relay with a point around each write.
 * @param reach awaited at every point
 */
export function withRelayPoints(ports: RelayPorts, reach: (point: RelayPoint) => Promise<void>): RelayPorts {
  /** The batch on its way: the stream is given only those events of it that the log did not have. */
  let batch: readonly UnplacedEvent[] = [];
  return {
    createLogWriter(options) {
      const log = ports.createLogWriter(options);
      return {
        get n() {
          return log.n;
        },
        async record(events) {
          batch = events;
          await reach({ stage: 'before-log', events });
          const written = await log.record(events);
          await reach({ stage: 'after-log', events });
          return written;
        },
      };
    },
    createEventStream(options) {
      const stream = ports.createEventStream(options);
      return {
        ...stream,
        async add(written) {
          await stream.add(written);
          await reach({ stage: 'after-stream', events: batch });
        },
      };
    },
  };
}
