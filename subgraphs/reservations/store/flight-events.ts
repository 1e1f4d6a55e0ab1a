import type { AnyBulkWriteOperation, Model } from 'mongoose';
import type { OutboxSource, PendingEvent } from '../../../platform/events/outbox-source.ts';
import type { FlightDocument, FlightSnapshot } from './flights.ts';
import { withoutHolds } from './holds.ts';

/**
 * The changes of flights as events. Inventory documents have no outbox, as many bookings write them: a change only
 * marks its flight, and what is published as the next version is the flight as it then stands, so that many changes
 * may become one event.
 *
 * What the log once has as a version stays that version: where a relay died between keeping an event and saying so,
 * the flight waits on, and what changed since becomes the version after it.
 */
export function flightEvents(flights: Model<FlightDocument>): OutboxSource {
  return {
    async pending(limit) {
      const changed = await flights
        .find({ unpublished: true }, withoutHolds)
        .sort({ changedAt: 1 })
        .limit(limit)
        .lean<FlightSnapshot[]>()
        .exec();
      return changed.map(nextVersionOf);
    },

    async published(events) {
      const writes = events.flatMap(({ subject, version, data, asGiven }) => {
        const { revision } = data as FlightSnapshot;
        const raise: AnyBulkWriteOperation<FlightDocument> = {
          updateOne: { filter: { _id: subject, version: version - 1 }, update: { $set: { version } } },
        };
        // Only where nothing changed since it was read: otherwise it waits on, for the version after this.
        const settle: AnyBulkWriteOperation<FlightDocument> = {
          updateOne: {
            filter: { _id: subject, version, revision },
            update: { $set: { unpublished: false } },
          },
        };
        return asGiven ? [raise, settle] : [raise];
      });
      if (writes.length > 0) await flights.bulkWrite(writes, { ordered: true });
    },
  };
}

function nextVersionOf(flight: FlightSnapshot): PendingEvent {
  const version = flight.version + 1;
  return {
    type: 'flight.updated',
    subject: flight._id,
    version,
    at: flight.changedAt,
    data: { ...flight, version, unpublished: false },
  };
}
