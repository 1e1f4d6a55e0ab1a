import type { PricedTrip } from './trip.ts';

/** The steps of a booking, in the order they are taken. `plan` leaves out those that a trip does not need. */
export const steps = ['holdHotel', 'holdFlight', 'pay', 'confirmHotel', 'confirmFlight'] as const;
export type Step = (typeof steps)[number];

export type FailureCode = 'SOLD_OUT' | 'PAYMENT_DECLINED' | 'SUPPLIER_UNAVAILABLE' | 'EXPIRED';

export interface Failure {
  code: FailureCode;
  /** What went wrong, in a sentence for a person. */
  message: string;
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
interface BookingRecord extends BookingFacts {
  /** Rises by one with every transition. */
  version: number;
  timeline: readonly Transition[];
  /** When its last transition was: between two of them, the public sees nothing change. */
  updatedAt: Date;
}

/** On its way forward: every step of the plan before `step` is done. */
export interface Advancing extends BookingRecord {
  status: 'INIT' | 'HOTEL_BOOKED' | 'FLIGHT_BOOKED';
  step: Step;
  /** Whether the intent to take the step is recorded: from then on its effect may have happened. */
  intended: boolean;
  /** How often the step has had no answer. */
  attempts: number;
}

/** On its way back. That the steps are to be undone was recorded with this state, before any of it. */
export interface Compensating extends BookingRecord {
  status: 'COMPENSATING';
  failure: Failure;
  /** The steps still to be undone: the last taken first. */
  undoing: readonly Step[];
  /** How often undoing the first of them has failed. */
  attempts: number;
}

export interface Completed extends BookingRecord {
  status: 'COMPLETED';
}

export interface Failed extends BookingRecord {
  status: 'FAILED';
  failure: Failure;
}

export type Booking = Advancing | Compensating | Completed | Failed;

/** What happened to a booking. */
export type BookingEvent =
  | { type: 'StepIntended'; step: Step; at: Date }
  /** No answer, or garbage: that says nothing about the outcome. */
  | { type: 'StepFaulted'; step: Step; at: Date }
  | { type: 'HotelHeld'; at: Date }
  | { type: 'FlightHeld'; at: Date }
  | { type: 'OrderPaid'; at: Date }
  | { type: 'HotelConfirmed'; at: Date }
  | { type: 'FlightConfirmed'; at: Date }
  | { type: 'BookingCompleted'; at: Date }
  | { type: 'CompensationBegun'; failure: Failure; undoing: readonly Step[]; at: Date }
  | { type: 'StepUndone'; step: Step; at: Date }
  | { type: 'BookingFailed'; at: Date };

/** The steps that a trip needs, in order. */
export function plan(trip: PricedTrip): readonly Step[] {
  const needless: Step[] = [
    ...(trip.stays.length === 0 ? (['holdHotel', 'confirmHotel'] as const) : []),
    ...(trip.flights.length === 0 ? (['holdFlight', 'confirmFlight'] as const) : []),
  ];
  return steps.filter((step) => !needless.includes(step));
}

/** A booking that was just taken down: nothing is held yet. */
export function newBooking(facts: BookingFacts): Advancing {
  return {
    ...facts,
    status: 'INIT',
    step: plan(facts.trip)[0] ?? 'pay',
    intended: false,
    attempts: 0,
    version: 1,
    timeline: [{ status: 'INIT', at: facts.createdAt, detail: 'The booking was taken down.' }],
    updatedAt: facts.createdAt,
  };
}

/** Whether nothing more will happen to it by itself. */
export function isFinal(booking: Booking): booking is Completed | Failed {
  return booking.status === 'COMPLETED' || booking.status === 'FAILED';
}

/** Whether rooms and seats are held, or about to be, and will be let go of where they are not paid in time. */
export function isHolding({ status }: Pick<Booking, 'status'>): boolean {
  return status === 'INIT' || status === 'HOTEL_BOOKED' || status === 'FLIGHT_BOOKED';
}

/** Whether the money may have been asked for: from then on the booking no longer expires. */
export function isPaymentIntended(booking: Advancing): boolean {
  const payment = steps.indexOf('pay');
  const at = steps.indexOf(booking.step);
  return at > payment || (at === payment && booking.intended);
}

/** Thrown for an event that cannot happen to a booking in its state. */
export class ImpossibleEventError extends Error {
  override readonly name = 'ImpossibleEventError';
}

/**
 * The booking after an event.
 * @throws ImpossibleEventError where the event cannot happen in this state
 */
export function evolve(booking: Booking, event: BookingEvent): Booking {
  switch (booking.status) {
    case 'INIT':
    case 'HOTEL_BOOKED':
    case 'FLIGHT_BOOKED':
      return evolveAdvancing(booking, event);
    case 'COMPENSATING':
      return evolveCompensating(booking, event);
    case 'COMPLETED':
    case 'FAILED':
      throw impossible(booking, event);
  }
}

function evolveAdvancing(booking: Advancing, event: BookingEvent): Booking {
  switch (event.type) {
    case 'StepIntended':
      return { ...booking, intended: true, attempts: 0 };
    case 'StepFaulted':
      return { ...booking, attempts: booking.attempts + 1 };
    case 'HotelHeld':
      return transition({ ...pastStep(booking), status: 'HOTEL_BOOKED' }, event.at, 'The rooms are held.');
    case 'FlightHeld':
      return transition({ ...pastStep(booking), status: 'FLIGHT_BOOKED' }, event.at, 'The seats are held.');
    case 'OrderPaid':
    case 'HotelConfirmed':
    case 'FlightConfirmed':
      return pastStep(booking);
    case 'BookingCompleted':
      return transition({ ...record(booking), status: 'COMPLETED' }, event.at, 'Paid and booked.');
    case 'CompensationBegun': {
      const { failure, undoing } = event;
      const compensating = { ...record(booking), status: 'COMPENSATING' as const, failure, undoing };
      return transition({ ...compensating, attempts: 0 }, event.at, failure.message);
    }
    case 'StepUndone':
    case 'BookingFailed':
      throw impossible(booking, event);
  }
}

function evolveCompensating(booking: Compensating, event: BookingEvent): Booking {
  switch (event.type) {
    case 'StepFaulted':
      return { ...booking, attempts: booking.attempts + 1 };
    case 'StepUndone':
      return { ...booking, undoing: booking.undoing.filter((step) => step !== event.step), attempts: 0 };
    case 'BookingFailed': {
      const failed = { ...record(booking), status: 'FAILED' as const, failure: booking.failure };
      return transition(failed, event.at, 'Everything that was done is undone.');
    }
    case 'StepIntended':
    case 'HotelHeld':
    case 'FlightHeld':
    case 'OrderPaid':
    case 'HotelConfirmed':
    case 'FlightConfirmed':
    case 'BookingCompleted':
    case 'CompensationBegun':
      throw impossible(booking, event);
  }
}

/** After its step: at the next of the plan. After the last it stays there, and completes in the same breath. */
function pastStep(booking: Advancing): Advancing {
  const path = plan(booking.trip);
  const step = path[path.indexOf(booking.step) + 1] ?? booking.step;
  return { ...booking, step, intended: false, attempts: 0 };
}

function transition<State extends Booking>(booking: State, at: Date, detail: string): State {
  const entry: Transition = { status: booking.status, at, detail };
  const { version, timeline } = booking;
  return { ...booking, version: version + 1, timeline: [...timeline, entry], updatedAt: at };
}

function record(booking: Booking): BookingRecord {
  const { id, userId, trip, paymentMethod, holdExpiresAt, createdAt, version, timeline, updatedAt } = booking;
  return { id, userId, trip, paymentMethod, holdExpiresAt, createdAt, version, timeline, updatedAt };
}

function impossible(booking: Booking, event: BookingEvent): ImpossibleEventError {
  return new ImpossibleEventError(
    `${event.type} cannot happen to ${booking.id}, which is ${booking.status}.`,
  );
}
