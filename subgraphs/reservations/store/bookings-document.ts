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

/** The progress of the saga. */
export interface SagaDocument {
  /** The current step; null while steps are undone. */
  step: SagaStep | null;
  /** True once the intent to take the step is recorded. */
  intended: boolean;
  /** The steps left to undo, the last taken first. */
  undoing: SagaStep[];
  /** Unanswered attempts of the current step, or of its undo. */
  attempts: number;
}

/** A stored reservation. */
export interface BookingDocument {
  /** `rsv_…` */
  _id: string;
  userId: string;
  /** Hash of the input, to detect a reused idempotency key. */
  inputHash: string;
  quoteId: string;
  paymentMethod: string;
  stays: StayLine[];
  flights: FlightLine[];
  total: Money;
  status: BookingStatus;
  /** Null once the status is final. */
  saga: SagaDocument | null;
  failure: Failure | null;
  /** Absent until a cancellation is requested. */
  cancellation?: Cancellation;
  timeline: Transition[];
  holdExpiresAt: Date;
  /** When the sweeper enqueues the booking. Absent once the status is final: the sweeper's index is partial. */
  wakeAt?: Date;
  createdAt: Date;
  /** When `version` last rose. */
  updatedAt: Date;
  /** Rises with every transition. Public: clients, events and cursors name it. */
  version: number;
  /** Rises with every write, and guards the next one. */
  revision: number;
  outbox: OutboxEntry[];
}

/** The public part of a cancellation. */
export type CancellationSnapshot = Pick<Cancellation, 'requestedAt' | 'lines' | 'refund'>;

/** The public part of a reservation at one version: events carry it, and resolvers read it. */
export interface ReservationSnapshot {
  id: string;
  userId: string;
  status: BookingStatus;
  stays: StayLine[];
  flights: FlightLine[];
  total: Money;
  failure: Failure | null;
  cancellation: CancellationSnapshot | null;
  timeline: Transition[];
  /** Null once rooms and seats are booked or released. */
  holdExpiresAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

/** Thrown for a stored reservation that contradicts itself. */
export class ImpossibleReservationError extends Error {
  override readonly name = 'ImpossibleReservationError';
}

/**
 * The booking of a stored document.
 * @throws ImpossibleReservationError if the status contradicts the other fields
 */
export function toBooking(document: BookingDocument): Booking {
  const { _id: id, userId, paymentMethod, holdExpiresAt, createdAt, updatedAt, version, timeline } = document;
  const trip = { stays: document.stays, flights: document.flights, total: document.total };
  const record = {
    ...{ id, userId, trip, paymentMethod, holdExpiresAt, createdAt, updatedAt, version, timeline },
  };
  const { status, saga, failure, cancellation } = document;
  switch (status) {
    case 'INIT':
    case 'HOTEL_BOOKED':
    case 'FLIGHT_BOOKED':
      if (!saga?.step || !sagaSteps.includes(saga.step)) throw impossible(document);
      return { ...record, status, step: saga.step, intended: saga.intended, attempts: saga.attempts };
    case 'COMPENSATING':
      if (saga === null || failure === null) throw impossible(document);
      return { ...record, status, failure, undoing: saga.undoing, attempts: saga.attempts };
    case 'COMPLETED':
      return { ...record, status };
    case 'FAILED':
      if (failure === null) throw impossible(document);
      return { ...record, status, failure };
    case 'CANCELLING':
      if (saga === null || cancellation === undefined) throw impossible(document);
      return { ...record, status, cancellation, undoing: saga.undoing, attempts: saga.attempts };
    case 'CANCELLED':
      if (cancellation === undefined) throw impossible(document);
      return { ...record, status, cancellation };
    default:
      throw impossible(document);
  }
}

function impossible({ _id, status, saga }: BookingDocument): ImpossibleReservationError {
  return new ImpossibleReservationError(
    `${_id}: status ${status} does not fit saga ${JSON.stringify(saga)}.`,
  );
}

/** The stored fields that change with a booking's state. */
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

/** The public part of a booking. */
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

/** The public part of a stored reservation. */
export function snapshotOfDocument(document: BookingDocument): ReservationSnapshot {
  const { _id: id, userId, status, stays, flights, total, failure, cancellation, timeline } = document;
  return {
    ...{ id, userId, status, stays, flights, total, failure, timeline },
    cancellation: cancellation === undefined ? null : cancellationSnapshot(cancellation),
    holdExpiresAt: isHolding(document) ? document.holdExpiresAt : null,
    ...{ createdAt: document.createdAt, updatedAt: document.updatedAt, version: document.version },
  };
}

function cancellationSnapshot({ requestedAt, lines, refund }: Cancellation): CancellationSnapshot {
  return { requestedAt, lines, refund };
}

const text = { type: String, required: true } as const;
const instant = { type: Date, required: true } as const;
const count = { type: Number, required: true } as const;
const mixed = Schema.Types.Mixed;

export function bookingSchema(): Schema<BookingDocument> {
  const schema = new Schema<BookingDocument>(
    {
      _id: text,
      userId: text,
      inputHash: text,
      quoteId: text,
      paymentMethod: text,
      // Mixed, so that lines and total stay exactly as quoted.
      stays: [mixed],
      flights: [mixed],
      total: { type: mixed, required: true },
      status: text,
      saga: { type: mixed, default: null },
      failure: { type: mixed, default: null },
      cancellation: mixed,
      timeline: [mixed],
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
  // For the sweeper: unfinished bookings only.
  schema.index({ wakeAt: 1 }, { partialFilterExpression: { wakeAt: { $exists: true } } });
  outboxIndex(schema);
  return schema;
}
