import { Schema } from 'mongoose';
import type { OutboxEntry } from '../../../platform/events/cloud-event.ts';
import { outboxFields, outboxIndex } from '../../../platform/events/outbox-source.ts';
import { isHolding, sagaSteps } from '../domain/booking.ts';
import type {
  Booking,
  BookingStatus,
  Cancellation,
  Failure,
  SagaStep,
  Transition,
  Undoing,
} from '../domain/booking.ts';
import type { Money } from '../domain/money.ts';
import type { FlightLine, StayLine } from '../domain/trip.ts';

/** Where the saga is, for as long as it is under way. */
export interface SagaDocument {
  /** The step under way; null on the way back. */
  step: SagaStep | null;
  /** Whether the intent to take it is recorded. */
  intended: boolean;
  /** The steps to be undone, the last taken first; empty on the way forward. */
  undoing: SagaStep[];
  /** How often the step, or its undoing, has had no answer. */
  attempts: number;
}

/** A reservation as it is stored. */
export interface BookingDocument {
  /** `rsv_…` */
  _id: string;
  userId: string;
  /** What was asked under its idempotency key, hashed. */
  inputHash: string;
  quoteId: string;
  paymentMethod: string;
  stays: StayLine[];
  flights: FlightLine[];
  total: Money;
  status: BookingStatus;
  /** Null once it is final. */
  saga: SagaDocument | null;
  failure: Failure | null;
  /** Absent until it is asked for. */
  cancellation?: Cancellation;
  timeline: Transition[];
  holdExpiresAt: Date;
  /** When the sweeper is to look after it; absent once it is final, which keeps it out of the sweeper's index. */
  wakeAt?: Date;
  createdAt: Date;
  /** When `version` last rose. */
  updatedAt: Date;
  /** Rises with every transition: what clients and events speak of. */
  version: number;
  /** Rises with every write: the guard of the next. */
  revision: number;
  outbox: OutboxEntry[];
}

/** What its owner sees of a cancellation. */
export type CancellationSnapshot = Pick<Cancellation, 'requestedAt' | 'lines' | 'refund'>;

/** A reservation as its owner sees it, live or as it was at one version: what resolvers and snapshots are made of. */
export interface ReservationSnapshot {
  id: string;
  userId: string;
  status: BookingStatus;
  stays: StayLine[];
  flights: FlightLine[];
  total: Money;
  failure: Failure | null;
  /** What a cancellation gives back; null where there is none. */
  cancellation: CancellationSnapshot | null;
  timeline: Transition[];
  /** Null once what is held is booked or let go. */
  holdExpiresAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

/** Thrown for a stored reservation that no booking can have become. */
export class ImpossibleReservationError extends Error {
  override readonly name = 'ImpossibleReservationError';
}

/**
 * The booking that a row holds.
 * @throws ImpossibleReservationError where its status does not fit the rest
 */
export function toBooking(row: BookingDocument): Booking {
  const { _id: id, userId, paymentMethod, holdExpiresAt, createdAt, updatedAt, version, timeline } = row;
  const trip = { stays: row.stays, flights: row.flights, total: row.total };
  const record = {
    ...{ id, userId, trip, paymentMethod, holdExpiresAt, createdAt, updatedAt, version, timeline },
  };
  const { status, saga, failure, cancellation } = row;
  switch (status) {
    case 'INIT':
    case 'HOTEL_BOOKED':
    case 'FLIGHT_BOOKED':
      if (!saga?.step || !sagaSteps.includes(saga.step)) throw impossible(row);
      return { ...record, status, step: saga.step, intended: saga.intended, attempts: saga.attempts };
    case 'COMPENSATING':
      if (saga === null || failure === null) throw impossible(row);
      return { ...record, status, failure, undoing: saga.undoing, attempts: saga.attempts };
    case 'COMPLETED':
      return { ...record, status };
    case 'FAILED':
      if (failure === null) throw impossible(row);
      return { ...record, status, failure };
    case 'CANCELLING':
      if (saga === null || cancellation === undefined) throw impossible(row);
      return { ...record, status, cancellation, undoing: saga.undoing, attempts: saga.attempts };
    case 'CANCELLED':
      if (cancellation === undefined) throw impossible(row);
      return { ...record, status, cancellation };
    default:
      throw impossible(row);
  }
}

function impossible({ _id, status, saga }: BookingDocument): ImpossibleReservationError {
  return new ImpossibleReservationError(
    `${_id}: status ${status} does not fit saga ${JSON.stringify(saga)}.`,
  );
}

/** The fields of a row that change with a booking's state. */
export function stateFields(
  booking: Booking,
): Pick<BookingDocument, 'status' | 'saga' | 'failure' | 'cancellation'> {
  const { status } = booking;
  switch (booking.status) {
    case 'INIT':
    case 'HOTEL_BOOKED':
    case 'FLIGHT_BOOKED': {
      const { step, intended, attempts } = booking;
      return { status, saga: { step, intended, undoing: [], attempts }, failure: null };
    }
    case 'COMPENSATING':
      return { status, saga: undoingFields(booking), failure: booking.failure };
    case 'CANCELLING':
      return { status, saga: undoingFields(booking), failure: null, cancellation: booking.cancellation };
    case 'CANCELLED':
      return { status, saga: null, failure: null, cancellation: booking.cancellation };
    case 'COMPLETED':
      return { status, saga: null, failure: null };
    case 'FAILED':
      return { status, saga: null, failure: booking.failure };
  }
}

function undoingFields({ undoing, attempts }: Undoing): SagaDocument {
  return { step: null, intended: false, undoing: [...undoing], attempts };
}

/** What the public sees of a booking. */
export function snapshotOf(booking: Booking): ReservationSnapshot {
  const { id, userId, status, trip, createdAt, updatedAt, version } = booking;
  return {
    ...{ id, userId, status, stays: trip.stays, flights: trip.flights, total: trip.total },
    failure: 'failure' in booking ? booking.failure : null,
    cancellation: 'cancellation' in booking ? cancellationSnapshot(booking.cancellation) : null,
    timeline: [...booking.timeline],
    holdExpiresAt: isHolding(booking) ? booking.holdExpiresAt : null,
    ...{ createdAt, updatedAt, version },
  };
}

/** What the public sees of a stored reservation, whatever state it is in. */
export function snapshotOfDocument(row: BookingDocument): ReservationSnapshot {
  const { _id: id, userId, status, stays, flights, total, failure, cancellation, timeline } = row;
  return {
    ...{ id, userId, status, stays, flights, total, failure, timeline },
    cancellation: cancellation === undefined ? null : cancellationSnapshot(cancellation),
    holdExpiresAt: isHolding(row) ? row.holdExpiresAt : null,
    ...{ createdAt: row.createdAt, updatedAt: row.updatedAt, version: row.version },
  };
}

function cancellationSnapshot({ requestedAt, lines, refund }: Cancellation): CancellationSnapshot {
  return { requestedAt, lines, refund };
}

const text = { type: String, required: true } as const;
const instant = { type: Date, required: true } as const;
const count = { type: Number, required: true } as const;
const anything = Schema.Types.Mixed;

/** How rows are stored, with the indexes that they need. */
export function bookingSchema(): Schema<BookingDocument> {
  const schema = new Schema<BookingDocument>(
    {
      _id: text,
      userId: text,
      inputHash: text,
      quoteId: text,
      paymentMethod: text,
      // Lines and total stay exactly as the quote froze them.
      stays: [anything],
      flights: [anything],
      total: { type: anything, required: true },
      status: text,
      saga: { type: anything, default: null },
      failure: { type: anything, default: null },
      cancellation: anything,
      timeline: [anything],
      holdExpiresAt: instant,
      wakeAt: Date,
      createdAt: instant,
      updatedAt: instant,
      version: count,
      revision: count,
      ...outboxFields,
    },
    { collection: 'reservations', versionKey: false, minimize: false },
  );
  schema.index({ userId: 1, createdAt: -1, _id: -1 });
  schema.index({ userId: 1, status: 1, createdAt: -1, _id: -1 });
  // For the sweeper: holds the unfinished alone, however many there have been.
  schema.index({ wakeAt: 1 }, { partialFilterExpression: { wakeAt: { $exists: true } } });
  outboxIndex(schema);
  return schema;
}
