import { isDeepStrictEqual } from 'node:util';
import type { Connection, Model, UpdateQuery } from 'mongoose';
import type { OutboxEntry } from '../../../platform/events/cloud-event.ts';
import { isDuplicateKey } from '../../../platform/stores/mongo.ts';
import { createBooking, isFinal, unfinishedStatuses } from '../domain/booking.ts';
import type { Booking, BookingFacts, BookingStatus } from '../domain/booking.ts';
import { reservationEventTypes } from '../domain/events.ts';
import { bookingSchema, stateFields, snapshotOf } from './bookings-document.ts';
import type { BookingDocument, ReservationSnapshot } from './bookings-document.ts';

/** The collection `reservations`. */
export function bookingModel(connection: Connection): Model<BookingDocument> {
  return connection.model<BookingDocument>('Booking', bookingSchema());
}

export interface BookingRequest {
  inputHash: string;
  quoteId: string;
}

/** New states of a booking, to record on top of its stored document. */
export interface BookingRecording {
  row: BookingDocument;
  /** In order: each state with a new version is published. */
  states: readonly Booking[];
  /** The sweeper enqueues the booking then, unless it is final or was written since. */
  wakeAt: Date;
}

export interface BookingStore {
  /**
   * Creates a booking. Its id is the claim of the idempotency key.
   * @param wakeAt when the sweeper enqueues the booking, unless it was written since
   * @returns null if the id is taken
   */
  insert(facts: BookingFacts, request: BookingRequest, wakeAt: Date): Promise<BookingDocument | null>;
  find(id: string): Promise<BookingDocument | null>;
  findMany(ids: readonly string[]): Promise<BookingDocument[]>;
  /** The statuses by id. Unknown ids are left out. */
  statusesOf(ids: readonly string[]): Promise<ReadonlyMap<string, BookingStatus>>;
  /**
   * Waits until a majority has everything that the primary has of a booking, before a repeated request is answered from
   * it: a read alone may show a write that a failover takes back.
   * @returns false if the booking does not exist
   * @see https://www.mongodb.com/docs/manual/core/causal-consistency-read-write-concerns/
   */
  confirm(id: string): Promise<boolean>;
  /**
   * Records new states of a booking with the events to publish, in one write guarded by the document's revision.
   * @returns the document after the write; null if another writer was first
   */
  record(recording: BookingRecording): Promise<BookingDocument | null>;
  /**
   * Records new states of several bookings, each guarded by its own revision: in one round trip, or in two if another
   * writer interferes.
   * @returns the documents after the write, in the same order; null if another writer was first, or has written since
   */
  recordMany(records: readonly BookingRecording[]): Promise<(BookingDocument | null)[]>;
  /** The ids of unfinished bookings with a past `wakeAt`, the longest due first. */
  due(now: Date, limit: number): Promise<string[]>;
  /** Sets `wakeAt` of an unfinished booking. */
  postpone(id: string, wakeAt: Date): Promise<void>;
  /** The number of unfinished bookings by status. */
  countUnfinished(): Promise<ReadonlyMap<BookingStatus, number>>;
  /** The number of a user's unfinished bookings, cancellations under way included; `atMost` if there are more. */
  countUnfinishedOf(userId: string, atMost: number): Promise<number>;
}

/** Reads and writes bookings. */
export function createBookingStore(bookings: Model<BookingDocument>): BookingStore {
  return {
    async insert(facts, request, wakeAt) {
      const document = newDocument(facts, request, wakeAt);
      try {
        await bookings.insertOne(document);
        return document;
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

    async statusesOf(ids) {
      const found = await bookings
        .find({ _id: { $in: [...ids] } }, { status: 1 })
        .lean<Pick<BookingDocument, '_id' | 'status'>[]>()
        .exec();
      return new Map(found.map(({ _id, status }) => [_id, status]));
    },

    async confirm(id) {
      // Changes nothing, and has the connection's write concern: the server waits for its latest write.
      const { matchedCount } = await bookings.updateOne({ _id: id }, { $inc: { revision: 0 } });
      return matchedCount === 1;
    },

    async record(recording) {
      const { filter, update, after } = toWrite(recording);
      const { matchedCount } = await bookings.updateOne(filter, update);
      return matchedCount === 0 ? null : after;
    },

    async recordMany(records) {
      if (records.length === 0) return [];
      const writes = records.map(toWrite);
      const { matchedCount } = await bookings.bulkWrite(
        writes.map(({ filter, update }) => ({ updateOne: { filter, update } })),
        { ordered: false },
      );
      if (matchedCount === records.length) return writes.map(({ after }) => after);
      // A bulk result does not say which filters matched: compare the stored documents.
      const found = await bookings
        .find({ _id: { $in: writes.map(({ after }) => after._id) } })
        .lean<BookingDocument[]>()
        .exec();
      const byId = new Map(found.map((document) => [document._id, document]));
      return writes.map(({ after }) => (isAsRecorded(byId.get(after._id), after) ? after : null));
    },

    async due(now, limit) {
      const documents = await bookings
        .find({ wakeAt: { $lte: now } }, { _id: 1 })
        .sort({ wakeAt: 1 })
        .limit(limit)
        .lean<{ _id: string }[]>()
        .exec();
      return documents.map(({ _id }) => _id);
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

    countUnfinishedOf: (userId, atMost) =>
      bookings
        .countDocuments({ userId, status: { $in: [...unfinishedStatuses] } })
        .limit(atMost)
        .exec(),
  };
}

/** True if the stored document is the one that was to be written. */
function isAsRecorded(
  stored: BookingDocument | undefined,
  { revision, saga, timeline }: BookingDocument,
): boolean {
  return isDeepStrictEqual([stored?.revision, stored?.saga, stored?.timeline], [revision, saga, timeline]);
}

/** The document of a new booking. */
function newDocument(
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

/** The guarded update that records new states, and the document after it. */
function toWrite({ row, states, wakeAt }: BookingRecording): {
  filter: { _id: string; revision: number };
  update: UpdateQuery<BookingDocument>;
  after: BookingDocument;
} {
  const booking = states.at(-1);
  if (booking === undefined) throw new Error(`${row._id}: expected a state to record, got an empty list.`);
  const outbox = states
    .filter((state, index) => state.version > (states[index - 1] ?? row).version)
    .map(toOutbox);
  const { timeline, version, updatedAt } = booking;
  const added = timeline.slice(row.timeline.length);
  const changed = { ...stateFields(booking), version, updatedAt, revision: row.revision + 1 };
  const { wakeAt: _, ...rest } = row;
  const final = isFinal(booking);
  return {
    filter: { _id: row._id, revision: row.revision },
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
  return { type: reservationEventTypes[status], version, at: updatedAt, data: snapshotOf(booking) };
}
