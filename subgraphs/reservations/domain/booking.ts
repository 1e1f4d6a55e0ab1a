import type { Money } from './money.ts';
import type { PricedTrip } from './trip.ts';

/** The steps of a booking, in order. `planSteps` selects the steps that a trip needs. */
export const sagaSteps = ['holdHotel', 'holdFlight', 'pay', 'confirmHotel', 'confirmFlight'] as const;
export type SagaStep = (typeof sagaSteps)[number];

export type FailureCode = 'SOLD_OUT' | 'PAYMENT_DECLINED' | 'SUPPLIER_UNAVAILABLE' | 'EXPIRED';

export interface Failure {
  code: FailureCode;
  /** For travellers: a sentence. */
  message: string;
}

/** A line of a cancelled booking, with its refund. */
export interface CancelledLine {
  lineId: string;
  description: string;
  charged: Money;
  refund: Money;
}

/** A traveller's cancellation of a completed booking. The refund is fixed when the request is accepted. */
export interface Cancellation {
  /** The id that derives from the caller and the idempotency key. */
  claimId: string;
  /** Hash of the request under that key. */
  inputHash: string;
  requestedAt: Date;
  lines: readonly CancelledLine[];
  /** Sum of the lines' refunds. */
  refund: Money;
}

export type BookingStatus = Booking['status'];

export interface Transition {
  status: BookingStatus;
  at: Date;
  /** For travellers: a sentence. */
  detail: string;
}

/** The fields of a booking that never change. */
export interface BookingFacts {
  id: string;
  userId: string;
  /** With the prices of the quote. */
  trip: PricedTrip;
  paymentMethod: string;
  /** Unpaid holds are released then. */
  holdExpiresAt: Date;
  createdAt: Date;
}

/** The fields of a booking in every state. */
export interface BookingBase extends BookingFacts {
  /** Rises with every transition, from 1. */
  version: number;
  timeline: readonly Transition[];
  /** The time of the last transition. */
  updatedAt: Date;
}

/** Moving forward: every step of the plan before `step` is done. */
export interface Advancing extends BookingBase {
  status: 'INIT' | 'HOTEL_BOOKED' | 'FLIGHT_BOOKED';
  step: SagaStep;
  /** True once the intent to do the step is recorded: from then on its effect may have happened. */
  intended: boolean;
  /** Faults of the current step so far. */
  attempts: number;
}

/** Moving back: the intent to undo all the steps was recorded with the transition to this state. */
interface UndoingBase extends BookingBase {
  /** The steps left to undo, in reverse order. */
  undoing: readonly SagaStep[];
  /** Faults of the first undo so far. */
  attempts: number;
}

export interface Compensating extends UndoingBase {
  status: 'COMPENSATING';
  failure: Failure;
}

export interface Cancelling extends UndoingBase {
  status: 'CANCELLING';
  cancellation: Cancellation;
}

export interface Cancelled extends BookingBase {
  status: 'CANCELLED';
  cancellation: Cancellation;
}

export interface Completed extends BookingBase {
  status: 'COMPLETED';
}

export interface Failed extends BookingBase {
  status: 'FAILED';
  failure: Failure;
}

export type Undoing = Compensating | Cancelling;

export type Booking = Advancing | Undoing | Completed | Failed | Cancelled;

/** The steps that a trip needs, in order. */
export function planSteps(trip: PricedTrip): readonly SagaStep[] {
  const needless: SagaStep[] = [
    ...(trip.stays.length === 0 ? (['holdHotel', 'confirmHotel'] as const) : []),
    ...(trip.flights.length === 0 ? (['holdFlight', 'confirmFlight'] as const) : []),
  ];
  return sagaSteps.filter((step) => !needless.includes(step));
}

/** The steps with an undo. The undo of a hold also releases confirmed rooms or seats. */
const undoable: readonly SagaStep[] = ['holdHotel', 'holdFlight', 'pay'];

/** The steps to undo, in reverse order: all steps that are done, and the current step once its intent is recorded. */
export function stepsToUndo(booking: Advancing | Completed): readonly SagaStep[] {
  const path = planSteps(booking.trip);
  const taken =
    booking.status === 'COMPLETED'
      ? path
      : path.slice(0, path.indexOf(booking.step) + (booking.intended ? 1 : 0));
  return taken.filter((step) => undoable.includes(step)).toReversed();
}

export function createBooking(facts: BookingFacts): Advancing {
  return {
    ...facts,
    status: 'INIT',
    step: planSteps(facts.trip)[0] ?? 'pay',
    intended: false,
    attempts: 0,
    version: 1,
    timeline: [{ status: 'INIT', at: facts.createdAt, detail: 'Booking created.' }],
    updatedAt: facts.createdAt,
  };
}

/** True where the saga is finished. A completed booking can still be cancelled. */
export function isFinal(booking: Booking): booking is Completed | Failed | Cancelled {
  const { status } = booking;
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
}

/** The statuses in which the saga is not finished. */
export const unfinishedStatuses = [
  'INIT',
  'HOTEL_BOOKED',
  'FLIGHT_BOOKED',
  'COMPENSATING',
  'CANCELLING',
] as const satisfies readonly BookingStatus[];

/** True until the booking is completed or has failed. A cancellation under way is no booking any more. */
export function isBeingBooked(status: BookingStatus): boolean {
  return status === 'COMPENSATING' || isHolding({ status });
}

/** True before completion and before compensation: rooms and seats are held until `holdExpiresAt`. */
export function isHolding({ status }: Pick<Booking, 'status'>): boolean {
  return status === 'INIT' || status === 'HOTEL_BOOKED' || status === 'FLIGHT_BOOKED';
}

/** True once the intent to pay is recorded: from then on the booking does not expire. */
export function isPaymentIntended(booking: Advancing): boolean {
  const payment = sagaSteps.indexOf('pay');
  const at = sagaSteps.indexOf(booking.step);
  return at > payment || (at === payment && booking.intended);
}
