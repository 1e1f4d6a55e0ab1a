import type { Money } from './money.ts';
import type { PricedTrip } from './trip.ts';

/** The steps of a booking, in the order they are taken. `plan` leaves out those that a trip does not need. */
export const sagaSteps = ['holdHotel', 'holdFlight', 'pay', 'confirmHotel', 'confirmFlight'] as const;
export type SagaStep = (typeof sagaSteps)[number];

export type FailureCode = 'SOLD_OUT' | 'PAYMENT_DECLINED' | 'SUPPLIER_UNAVAILABLE' | 'EXPIRED';

export interface Failure {
  code: FailureCode;
  /** What went wrong, in a sentence for a person. */
  message: string;
}

/** What a cancellation gives back of one line. */
export interface CancelledLine {
  lineId: string;
  description: string;
  /** What the line was charged with. */
  charged: Money;
  /** What comes back of it. */
  refund: Money;
}

/** Why a completed booking is undone, and what of its price comes back: promised with the request, and kept. */
export interface Cancellation {
  /** The request's claim of its idempotency key. */
  claimId: string;
  /** What was asked under that key, hashed. */
  inputHash: string;
  requestedAt: Date;
  lines: readonly CancelledLine[];
  /** The sum of the lines' refunds. */
  refund: Money;
}

export type BookingStatus = Booking['status'];

export interface Transition {
  status: BookingStatus;
  at: Date;
  /** What happened, in a sentence for a person. */
  detail: string;
}

/** What never changes after a booking is taken down. */
export interface BookingFacts {
  id: string;
  userId: string;
  /** As the quote froze it. */
  trip: PricedTrip;
  paymentMethod: string;
  /** What is held must be paid for by then, or is let go. */
  holdExpiresAt: Date;
  createdAt: Date;
}

/** What every state carries. */
export interface BookingBase extends BookingFacts {
  /** Rises by one with every transition. */
  version: number;
  timeline: readonly Transition[];
  /** When its last transition was: between two of them, the public sees nothing change. */
  updatedAt: Date;
}

/** On its way forward: every step of the plan before `step` is done. */
export interface Advancing extends BookingBase {
  status: 'INIT' | 'HOTEL_BOOKED' | 'FLIGHT_BOOKED';
  step: SagaStep;
  /** Whether the intent to take the step is recorded: from then on its effect may have happened. */
  intended: boolean;
  /** How often the step has had no answer. */
  attempts: number;
}

/** On its way back. That the steps are to be undone was recorded with this state, before any of it. */
interface UndoingBase extends BookingBase {
  /** The steps still to be undone: the last taken first. */
  undoing: readonly SagaStep[];
  /** How often undoing the first of them has failed. */
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

/** One that is being undone, for whatever reason. */
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

/** The steps that leave something to be undone. A hold's undoing lets go of what is booked as well. */
const undoable: readonly SagaStep[] = ['holdHotel', 'holdFlight', 'pay'];

/** What is to be undone of a booking that may have got as far as this: the step that may have been taken last comes first. */
export function stepsToUndo(booking: Advancing | Completed): readonly SagaStep[] {
  const path = planSteps(booking.trip);
  const taken =
    booking.status === 'COMPLETED'
      ? path
      : path.slice(0, path.indexOf(booking.step) + (booking.intended ? 1 : 0));
  return taken.filter((step) => undoable.includes(step)).toReversed();
}

/** A booking that was just taken down: nothing is held yet. */
export function createBooking(facts: BookingFacts): Advancing {
  return {
    ...facts,
    status: 'INIT',
    step: planSteps(facts.trip)[0] ?? 'pay',
    intended: false,
    attempts: 0,
    version: 1,
    timeline: [{ status: 'INIT', at: facts.createdAt, detail: 'The booking was taken down.' }],
    updatedAt: facts.createdAt,
  };
}

/** Whether nothing more will happen to it by itself. A completed one may still be cancelled. */
export function isFinal(booking: Booking): booking is Completed | Failed | Cancelled {
  const { status } = booking;
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
}

/** Whether rooms and seats are held, or about to be, and will be let go of where they are not paid in time. */
export function isHolding({ status }: Pick<Booking, 'status'>): boolean {
  return status === 'INIT' || status === 'HOTEL_BOOKED' || status === 'FLIGHT_BOOKED';
}

/** Whether the money may have been asked for: from then on the booking no longer expires. */
export function isPaymentIntended(booking: Advancing): boolean {
  const payment = sagaSteps.indexOf('pay');
  const at = sagaSteps.indexOf(booking.step);
  return at > payment || (at === payment && booking.intended);
}
