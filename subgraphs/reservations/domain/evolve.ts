import { planSteps } from './booking.ts';
import type {
  Advancing,
  Booking,
  BookingBase,
  Cancellation,
  Completed,
  Failure,
  SagaStep,
  Transition,
  Undoing,
} from './booking.ts';

/** What happened to a booking. */
export type BookingEvent =
  | { type: 'StepIntended'; step: SagaStep; at: Date }
  /** No answer, or garbage: that says nothing about the outcome. */
  | { type: 'StepFaulted'; step: SagaStep; at: Date }
  | { type: 'HotelHeld'; at: Date }
  | { type: 'FlightHeld'; at: Date }
  | { type: 'OrderPaid'; at: Date }
  | { type: 'HotelConfirmed'; at: Date }
  | { type: 'FlightConfirmed'; at: Date }
  | { type: 'BookingCompleted'; at: Date }
  | { type: 'CompensationBegun'; failure: Failure; undoing: readonly SagaStep[]; at: Date }
  | { type: 'StepUndone'; step: SagaStep; at: Date }
  | { type: 'BookingFailed'; at: Date }
  | { type: 'CancellationBegun'; cancellation: Cancellation; undoing: readonly SagaStep[]; at: Date }
  | { type: 'BookingCancelled'; at: Date };

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
    case 'CANCELLING':
      return evolveUndoing(booking, event);
    case 'COMPLETED':
      return evolveCompleted(booking, event);
    case 'FAILED':
    case 'CANCELLED':
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
    case 'CancellationBegun':
    case 'BookingCancelled':
      throw impossible(booking, event);
  }
}

function evolveCompleted(booking: Completed, event: BookingEvent): Booking {
  if (event.type !== 'CancellationBegun') throw impossible(booking, event);
  const { cancellation, undoing } = event;
  const cancelling = {
    ...record(booking),
    status: 'CANCELLING' as const,
    cancellation,
    undoing,
    attempts: 0,
  };
  return transition(cancelling, event.at, 'It is being cancelled.');
}

function evolveUndoing(booking: Undoing, event: BookingEvent): Booking {
  switch (event.type) {
    case 'StepFaulted':
      return { ...booking, attempts: booking.attempts + 1 };
    case 'StepUndone':
      return { ...booking, undoing: booking.undoing.filter((step) => step !== event.step), attempts: 0 };
    case 'BookingFailed': {
      if (booking.status !== 'COMPENSATING') throw impossible(booking, event);
      const failed = { ...record(booking), status: 'FAILED' as const, failure: booking.failure };
      return transition(failed, event.at, 'Everything that was done is undone.');
    }
    case 'BookingCancelled': {
      if (booking.status !== 'CANCELLING') throw impossible(booking, event);
      const cancelled = {
        ...record(booking),
        status: 'CANCELLED' as const,
        cancellation: booking.cancellation,
      };
      return transition(cancelled, event.at, 'Cancelled, and everything is undone.');
    }
    case 'StepIntended':
    case 'HotelHeld':
    case 'FlightHeld':
    case 'OrderPaid':
    case 'HotelConfirmed':
    case 'FlightConfirmed':
    case 'BookingCompleted':
    case 'CompensationBegun':
    case 'CancellationBegun':
      throw impossible(booking, event);
  }
}

/** After its step: at the next of the plan. After the last it stays there, and completes in the same breath. */
function pastStep(booking: Advancing): Advancing {
  const path = planSteps(booking.trip);
  const step = path[path.indexOf(booking.step) + 1] ?? booking.step;
  return { ...booking, step, intended: false, attempts: 0 };
}

function transition<State extends Booking>(booking: State, at: Date, detail: string): State {
  const entry: Transition = { status: booking.status, at, detail };
  const { version, timeline } = booking;
  return { ...booking, version: version + 1, timeline: [...timeline, entry], updatedAt: at };
}

function record(booking: Booking): BookingBase {
  const { id, userId, trip, paymentMethod, holdExpiresAt, createdAt, version, timeline, updatedAt } = booking;
  return { id, userId, trip, paymentMethod, holdExpiresAt, createdAt, version, timeline, updatedAt };
}

function impossible(booking: Booking, event: BookingEvent): ImpossibleEventError {
  return new ImpossibleEventError(
    `${event.type} cannot happen to ${booking.id}, which is ${booking.status}.`,
  );
}
