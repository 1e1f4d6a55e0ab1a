import { isDeepStrictEqual } from 'node:util';
import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { guardedUpdate } from '../../../platform/resilience/guarded-update.ts';
import { isDuplicateKey } from '../../../platform/stores/mongo.ts';
import { isBeingBooked } from '../domain/booking.ts';
import { overLimit, totalOf } from '../domain/booking-limits.ts';
import type { BookingLimits, OverLimit, Units } from '../domain/booking-limits.ts';
import type { BookingStore } from './bookings.ts';

/** An unfinished booking, counted for its customer or network of clients. */
export interface Slot extends Units {
  /** Unique: of two requests with the same idempotency key, each has a slot of its own until one of them is refused. */
  id: string;
  reservationId: string;
  takenAt: Date;
}

/** The slots of a customer or of a network. Slots of finished bookings stay until a review deletes them. */
export interface BookingSlotsDocument extends Units {
  /** The user's id, or the name of the network. */
  _id: string;
  slots: Slot[];
  /** The number of slots. With `rooms` and `seats`, their sums: a conditional write compares them with the limits. */
  bookings: number;
  /** Guards the write of a review. */
  revision: number;
}

/** The collection `bookingSlots`: a document for each user who has booked, and for each network of their clients. */
export function bookingSlotsModel(connection: Connection): Model<BookingSlotsDocument> {
  const count = { type: Number, required: true } as const;
  const slot = new Schema<Slot>(
    { id: String, reservationId: String, takenAt: Date, rooms: Number, seats: Number },
    { _id: false, id: false },
  );
  const schema = new Schema<BookingSlotsDocument>(
    {
      _id: { type: String, required: true },
      slots: [slot],
      ...{ bookings: count, rooms: count, seats: count, revision: count },
    },
    { collection: 'bookingSlots', versionKey: false },
  );
  return connection.model<BookingSlotsDocument>('BookingSlots', schema);
}

export type TakeSlotOutcome = { outcome: 'taken' } | { outcome: 'refused'; over: OverLimit };

export interface BookingSlots {
  /**
   * Takes a slot, before its booking is stored: concurrent requests of one owner cannot exceed the limits together.
   * It is free again once the booking is `COMPLETED` or `FAILED`; after two minutes if the booking was never stored.
   * @throws WriteConflictError if other requests of the owner are first again and again
   */
  take(owner: string, slot: Slot): Promise<TakeSlotOutcome>;
  /** Frees the slot of a request that stored no booking. */
  giveBack(owner: string, slot: Slot): Promise<void>;
}

interface BookingSlotsOptions {
  owners: Model<BookingSlotsDocument>;
  bookings: Pick<BookingStore, 'statusesOf'>;
  limits: BookingLimits;
}

/** Longer than a request may take from its slot to its booking. */
const strayAfterMs = 2 * 60_000;
/** Slots beyond those of unfinished bookings before the next review: it bounds the document and shares out its cost. */
const slotsBetweenReviews = 32;

/** Each attempt fails only because another request of the owner took or freed a slot. */
const races = { maxAttempts: 100, maxPauseMs: 50 };

/**
 * Limits the unfinished bookings of each owner by conditional writes to a document of the owner. A slot is not
 * freed by the booking's end: when a write is refused, a review looks up the bookings and deletes the slots of those
 * that have ended. So a process that dies leaves no slot taken for ever, and a booking costs one write.
 */
export function createBookingSlots(options: BookingSlotsOptions): BookingSlots {
  const { owners, limits } = options;
  const isUnlimited = [limits.bookings, limits.rooms, limits.seats].every((limit) => limit === Infinity);
  return {
    async take(owner, slot) {
      if (isUnlimited) return { outcome: 'taken' };
      // Waiting would not help: also without further bookings the trip is too large.
      const tooLarge = overLimit([], slot, limits);
      if (tooLarge !== null) return { outcome: 'refused', over: tooLarge };
      return guardedUpdate<BookingSlotsDocument | null, TakeSlotOutcome>({
        subject: `booking slots of ${owner}`,
        ...races,
        known: null,
        read: () => owners.findById(owner).lean<BookingSlotsDocument>().exec(),
        write: (document) =>
          document === null ? tryTake(options, owner, slot, 0) : reviewAndTake(options, document, slot),
      });
    },

    async giveBack(owner, { id, rooms, seats }) {
      if (isUnlimited) return;
      await owners.updateOne(
        { _id: owner, 'slots.id': id },
        {
          $pull: { slots: { id } },
          $inc: { bookings: -1, rooms: -rooms, seats: -seats, revision: 1 },
        },
      );
    },
  };
}

/**
 * Takes a slot if the stored sums allow it.
 * @param unfinished as the last review counted
 * @returns null if they do not
 */
async function tryTake(
  { owners, limits }: BookingSlotsOptions,
  owner: string,
  slot: Slot,
  unfinished: number,
): Promise<TakeSlotOutcome | null> {
  const { rooms, seats } = slot;
  const most = Math.min(limits.bookings, unfinished + slotsBetweenReviews);
  try {
    await owners.updateOne(
      {
        ...{ _id: owner, bookings: { $lt: most } },
        ...atMost('rooms', limits.rooms - rooms, rooms),
        ...atMost('seats', limits.seats - seats, seats),
      },
      { $push: { slots: slot }, $inc: { bookings: 1, rooms, seats, revision: 1 } },
      { upsert: true },
    );
    return { outcome: 'taken' };
  } catch (error) {
    // The document exists and does not match: the upsert tried to insert it a second time.
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}

/** No condition for units that the trip does not need, or that are unlimited. */
function atMost(unit: keyof Units, most: number, requested: number) {
  return requested === 0 || most === Infinity ? {} : { [unit]: { $lte: most } };
}

/** Deletes the slots of bookings that have ended, corrects the sums, and takes a slot or refuses it. @returns null to start again */
async function reviewAndTake(
  options: BookingSlotsOptions,
  document: BookingSlotsDocument,
  slot: Slot,
): Promise<TakeSlotOutcome | null> {
  const { owners, bookings, limits } = options;
  const statuses = await bookings.statusesOf(document.slots.map(({ reservationId }) => reservationId));
  const kept = document.slots.filter(({ reservationId, takenAt }) => {
    const status = statuses.get(reservationId);
    if (status === undefined) return slot.takenAt.getTime() - takenAt.getTime() < strayAfterMs;
    return isBeingBooked(status);
  });
  const sums = { bookings: kept.length, ...totalOf(kept) };
  const { bookings: stored, rooms, seats } = document;
  if (kept.length < document.slots.length || !isDeepStrictEqual(sums, { bookings: stored, rooms, seats })) {
    // Not written if another request was first: its review counts as well.
    await owners.updateOne(
      { _id: document._id, revision: document.revision },
      { $set: { slots: kept, ...sums }, $inc: { revision: 1 } },
    );
  }
  const over = overLimit(kept, slot, limits);
  if (over !== null) return { outcome: 'refused', over };
  return tryTake(options, document._id, slot, kept.length);
}
