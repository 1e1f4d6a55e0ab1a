import type { AnyBulkWriteOperation, Model } from 'mongoose';
import type { OutboxSource, PendingEvent } from '../../../platform/events/outbox-source.ts';
import { flightUpdated } from '../domain/events.ts';
import type { FlightDocument, FlightSnapshot } from './flights.ts';
import { withoutHolds } from './holds.ts';

/**
 * The source of `flight.updated`. Flights have no outbox, because many bookings write them. A change only sets
 * `unpublished`; the relay publishes the flight as it is then, so one event can cover many changes.
 *
 * A version in the event log never changes. If a relay dies between writing an event and marking the flight, the flight
 * stays unpublished, and later changes become the next version.
 */
export function createFlightEventSource(flights: Model<FlightDocument>): OutboxSource {
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
        // Only if nothing changed since the read: otherwise the flight waits for its next version.
        const markPublished: AnyBulkWriteOperation<FlightDocument> = {
          updateOne: {
            filter: { _id: subject, version, revision },
            update: { $set: { unpublished: false } },
          },
        };
        return asGiven ? [raise, markPublished] : [raise];
      });
      if (writes.length > 0) await flights.bulkWrite(writes, { ordered: true });
    },
  };
}

function nextVersionOf(flight: FlightSnapshot): PendingEvent {
  const version = flight.version + 1;
  return {
    type: flightUpdated,
    subject: flight._id,
    version,
    at: flight.changedAt,
    data: { ...flight, version, unpublished: false },
  };
}
