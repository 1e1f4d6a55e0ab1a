import { isDeepStrictEqual } from 'node:util';
import type { Connection, Model, UpdateQuery } from 'mongoose';
import type { OutboxEntry } from '../../../platform/events/cloud-event.ts';
import { isDuplicateKey } from '../../../platform/stores/mongo.ts';
import { isFinal, createBooking } from '../domain/booking.ts';
import type { Booking, BookingFacts, BookingStatus } from '../domain/booking.ts';
import { evolve } from '../domain/evolve.ts';
import type { BookingEvent } from '../domain/evolve.ts';
import { bookingSchema, stateFields, toBooking, snapshotOf } from './bookings-document.ts';
import type { BookingDocument, ReservationSnapshot } from './bookings-document.ts';

/** The event that a transition to a status publishes. */
const eventTypes: Record<BookingStatus, string> = {
  INIT: 'reservation.created',
  HOTEL_BOOKED: 'reservation.hotel_booked',
  FLIGHT_BOOKED: 'reservation.flight_booked',
  COMPLETED: 'reservation.completed',
  COMPENSATING: 'reservation.compensating',
  FAILED: 'reservation.failed',
  CANCELLING: 'reservation.cancelling',
  CANCELLED: 'reservation.cancelled',
};

/** The reservations of a database. */
export function bookingModel(connection: Connection): Model<BookingDocument> {
  return connection.model<BookingDocument>('Booking', bookingSchema());
}

/** What a booking is asked with, besides its facts. */
export interface BookingRequest {
  inputHash: string;
  quoteId: string;
}

/** What happened to a booking, to be recorded. */
export interface BookingRecording {
  row: BookingDocument;
  events: readonly BookingEvent[];
  wakeAt: Date;
}

export interface BookingStore {
  /**
   * Takes down a booking; its id is the claim.
   * @param wakeAt when the sweeper is to look after it, where nobody else did
   * @returns null where there is one under that id already
   */
  insert(facts: BookingFacts, request: BookingRequest, wakeAt: Date): Promise<BookingDocument | null>;
  find(id: string): Promise<BookingDocument | null>;
  findMany(ids: readonly string[]): Promise<BookingDocument[]>;
  /**
   * Records what happened to a booking, with the events that it publishes, in one write guarded by its revision.
   * @returns the row as it then is; null where somebody else wrote first, and nothing was written
   */
  record(
    row: BookingDocument,
    events: readonly BookingEvent[],
    wakeAt: Date,
  ): Promise<BookingDocument | null>;
  /**
   * Records what happened to several bookings, each guarded by its own revision, in one round trip where nobody else
   * writes to any of them.
   * @returns the rows as they then are, in the same order; null where somebody else wrote, before or since
   */
  recordMany(records: readonly BookingRecording[]): Promise<(BookingDocument | null)[]>;
  /** The ids of unfinished bookings that are to be looked after, the longest due first. */
  due(now: Date, limit: number): Promise<string[]>;
  /** Keeps the sweeper from a booking until then. */
  postpone(id: string, wakeAt: Date): Promise<void>;
  /** How many unfinished bookings there are, by status. */
  countUnfinished(): Promise<ReadonlyMap<BookingStatus, number>>;
}

/** Keeps bookings, one document each. */
export function createBookingStore(bookings: Model<BookingDocument>): BookingStore {
  return {
    async insert(facts, request, wakeAt) {
      const row = newRow(facts, request, wakeAt);
      try {
        await bookings.insertOne(row);
        return row;
      } catch (error) {
        if (isDuplicateKey(error)) return null;
        throw error;
      }
    },

    find: (id) => bookings.findById(id).lean<BookingDocument>().exec(),

    findMany: (ids) =>
      bookings
        .find({ _id: { $in: [...ids] } })
        .lean<BookingDocument[]>()
        .exec(),

    async record(row, events, wakeAt) {
      const { after, update } = recording(row, events, wakeAt);
      const { matchedCount } = await bookings.updateOne({ _id: row._id, revision: row.revision }, update);
      return matchedCount === 0 ? null : after;
    },

    async recordMany(records) {
      if (records.length === 0) return [];
      const recordings = records.map(({ row, events, wakeAt }) => ({
        ...recording(row, events, wakeAt),
        filter: { _id: row._id, revision: row.revision },
      }));
      const { matchedCount } = await bookings.bulkWrite(
        recordings.map(({ filter, update }) => ({ updateOne: { filter, update } })),
        { ordered: false },
      );
      if (matchedCount === records.length) return recordings.map(({ after }) => after);
      // The answer does not say which: what is there does.
      const found = await bookings
        .find({ _id: { $in: recordings.map(({ after }) => after._id) } })
        .lean<BookingDocument[]>()
        .exec();
      const byId = new Map(found.map((row) => [row._id, row]));
      return recordings.map(({ after }) => (isAsRecorded(byId.get(after._id), after) ? after : null));
    },

    async due(now, limit) {
      const rows = await bookings
        .find({ wakeAt: { $lte: now } }, { _id: 1 })
        .sort({ wakeAt: 1 })
        .limit(limit)
        .lean<{ _id: string }[]>()
        .exec();
      return rows.map(({ _id }) => _id);
    },

    async postpone(id, wakeAt) {
      await bookings.updateOne({ _id: id, wakeAt: { $exists: true } }, { $set: { wakeAt } });
    },

    async countUnfinished() {
      const counted = await bookings
        .aggregate<{
          _id: BookingStatus;
          count: number;
        }>([{ $match: { wakeAt: { $exists: true } } }, { $group: { _id: '$status', count: { $sum: 1 } } }])
        .exec();
      return new Map(counted.map(({ _id, count }) => [_id, count]));
    },
  };
}

/** Whether a booking stands exactly as it was to be recorded. */
function isAsRecorded(
  stored: BookingDocument | undefined,
  { revision, saga, timeline }: BookingDocument,
): boolean {
  return isDeepStrictEqual([stored?.revision, stored?.saga, stored?.timeline], [revision, saga, timeline]);
}

/** A booking that was just taken down, as it is stored. */
export function newRow(
  facts: BookingFacts,
  { inputHash, quoteId }: BookingRequest,
  wakeAt: Date,
): BookingDocument {
  const booking = createBooking(facts);
  return {
    _id: facts.id,
    userId: facts.userId,
    inputHash,
    quoteId,
    paymentMethod: facts.paymentMethod,
    stays: facts.trip.stays,
    flights: facts.trip.flights,
    total: facts.trip.total,
    ...stateFields(booking),
    timeline: [...booking.timeline],
    holdExpiresAt: facts.holdExpiresAt,
    wakeAt,
    createdAt: facts.createdAt,
    updatedAt: facts.createdAt,
    version: booking.version,
    revision: 1,
    outbox: [toOutbox(booking)],
  };
}

/**
 * What recording events makes of a row, and the update that does it.
 * @throws ImpossibleReservationError, ImpossibleEventError
 */
export function recording(
  row: BookingDocument,
  events: readonly BookingEvent[],
  wakeAt: Date,
): { after: BookingDocument; update: UpdateQuery<BookingDocument> } {
  const before = toBooking(row);
  const outbox: OutboxEntry<ReservationSnapshot>[] = [];
  let booking: Booking = before;
  for (const event of events) {
    const { version } = booking;
    booking = evolve(booking, event);
    if (booking.version > version) outbox.push(toOutbox(booking));
  }
  const { timeline, version, updatedAt } = booking;
  const added = timeline.slice(before.timeline.length);
  const changed = { ...stateFields(booking), version, updatedAt, revision: row.revision + 1 };
  const { wakeAt: _, ...rest } = row;
  const final = isFinal(booking);
  return {
    after: {
      ...{ ...rest, ...changed, timeline: [...timeline], outbox: [...row.outbox, ...outbox] },
      ...(final ? {} : { wakeAt }),
    },
    update: {
      $set: { ...changed, ...(final ? {} : { wakeAt }) },
      ...(final ? { $unset: { wakeAt: true } } : {}),
      ...(added.length === 0 ? {} : { $push: { timeline: { $each: added }, outbox: { $each: outbox } } }),
    },
  };
}

function toOutbox(booking: Booking): OutboxEntry<ReservationSnapshot> {
  const { status, version, updatedAt } = booking;
  return { type: eventTypes[status], version, at: updatedAt, data: snapshotOf(booking) };
}
