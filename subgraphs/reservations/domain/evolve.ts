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

/** A change of a booking's state. */
export type BookingEvent =
  | { type: 'StepIntended'; step: SagaStep; at: Date }
  /** No answer, or an invalid answer: the outcome is unknown. */
  | { type: 'StepFaulted'; step: SagaStep; at: Date }
  | { type: 'HotelHeld'; at: Date }
  | { type: 'FlightHeld'; at: Date }
  | { type: 'OrderPaid'; at: Date }
  | { type: 'HotelConfirmed'; at: Date }
  | { type: 'FlightConfirmed'; at: Date }
  | { type: 'BookingCompleted'; at: Date }
  | { type: 'CompensationStarted'; failure: Failure; undoing: readonly SagaStep[]; at: Date }
  | { type: 'StepUndone'; step: SagaStep; at: Date }
  | { type: 'BookingFailed'; at: Date }
  | { type: 'CancellationStarted'; cancellation: Cancellation; undoing: readonly SagaStep[]; at: Date }
  | { type: 'BookingCancelled'; at: Date };

/** Thrown for an event that the booking's state does not allow. */
class ImpossibleEventError extends Error {
  override readonly name = 'ImpossibleEventError';
}

/**
 * Returns the booking after an event.
 * @throws ImpossibleEventError where the booking's state does not allow the event
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
      return transition({ ...nextStep(booking), status: 'HOTEL_BOOKED' }, event.at, 'Rooms held.');
    case 'FlightHeld':
      return transition({ ...nextStep(booking), status: 'FLIGHT_BOOKED' }, event.at, 'Seats held.');
    case 'OrderPaid':
    case 'HotelConfirmed':
    case 'FlightConfirmed':
      return nextStep(booking);
    case 'BookingCompleted':
      return transition({ ...baseOf(booking), status: 'COMPLETED' }, event.at, 'Paid and confirmed.');
    case 'CompensationStarted': {
      const { failure, undoing } = event;
      const compensating = { ...baseOf(booking), status: 'COMPENSATING' as const, failure, undoing };
      return transition({ ...compensating, attempts: 0 }, event.at, failure.message);
    }
    case 'StepUndone':
    case 'BookingFailed':
    case 'CancellationStarted':
    case 'BookingCancelled':
      throw impossible(booking, event);
  }
}

function evolveCompleted(booking: Completed, event: BookingEvent): Booking {
  if (event.type !== 'CancellationStarted') throw impossible(booking, event);
  const { cancellation, undoing } = event;
  const cancelling = {
    ...baseOf(booking),
    status: 'CANCELLING' as const,
    cancellation,
    undoing,
    attempts: 0,
  };
  return transition(cancelling, event.at, 'Cancellation started.');
}

function evolveUndoing(booking: Undoing, event: BookingEvent): Booking {
  switch (event.type) {
    case 'StepFaulted':
      return { ...booking, attempts: booking.attempts + 1 };
    case 'StepUndone':
      return { ...booking, undoing: booking.undoing.filter((step) => step !== event.step), attempts: 0 };
    case 'BookingFailed': {
      if (booking.status !== 'COMPENSATING') throw impossible(booking, event);
      const failed = { ...baseOf(booking), status: 'FAILED' as const, failure: booking.failure };
      return transition(failed, event.at, 'Booking failed. Nothing is held or charged.');
    }
    case 'BookingCancelled': {
      if (booking.status !== 'CANCELLING') throw impossible(booking, event);
      const cancelled = {
        ...baseOf(booking),
        status: 'CANCELLED' as const,
        cancellation: booking.cancellation,
      };
      return transition(cancelled, event.at, 'Booking cancelled.');
    }
    case 'StepIntended':
    case 'HotelHeld':
    case 'FlightHeld':
    case 'OrderPaid':
    case 'HotelConfirmed':
    case 'FlightConfirmed':
    case 'BookingCompleted':
    case 'CompensationStarted':
    case 'CancellationStarted':
      throw impossible(booking, event);
  }
}

/** Moves to the next step of the plan. After the last step `BookingCompleted` follows in the same write. */
function nextStep(booking: Advancing): Advancing {
  const path = planSteps(booking.trip);
  const step = path[path.indexOf(booking.step) + 1] ?? booking.step;
  return { ...booking, step, intended: false, attempts: 0 };
}

function transition<State extends Booking>(booking: State, at: Date, detail: string): State {
  const entry: Transition = { status: booking.status, at, detail };
  const { version, timeline } = booking;
  return { ...booking, version: version + 1, timeline: [...timeline, entry], updatedAt: at };
}

function baseOf(booking: Booking): BookingBase {
  const { id, userId, trip, paymentMethod, holdExpiresAt, createdAt, version, timeline, updatedAt } = booking;
  return { id, userId, trip, paymentMethod, holdExpiresAt, createdAt, version, timeline, updatedAt };
}

function impossible(booking: Booking, event: BookingEvent): ImpossibleEventError {
  return new ImpossibleEventError(
    `Booking ${booking.id} is ${booking.status}: it cannot take the event ${event.type}.`,
  );
}
