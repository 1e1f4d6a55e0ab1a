import { isPaymentIntended, planSteps, stepsToUndo } from './booking.ts';
import type { Advancing, Booking, Failure, SagaStep, Undoing } from './booking.ts';
import { evolve } from './evolve.ts';
import type { BookingEvent } from './evolve.ts';

/** What happened, as far as whoever drives a booking knows. */
export type Signal =
  /** Somebody looks after it: at first, after a crash, after a delay. */
  | { kind: 'woken' }
  | { kind: 'done'; step: SagaStep }
  /** The supplier's last word on a step is no. */
  | { kind: 'refused'; step: SagaStep; failure: Failure }
  | { kind: 'undone'; step: SagaStep }
  /** No answer to a step or its undoing, or garbage: the outcome is unknown. */
  | { kind: 'faulted'; step: SagaStep };

/** What to do next. `do` and `undo` come only once their intent is recorded. */
export type SagaCommand =
  | { command: 'do'; step: SagaStep }
  | { command: 'undo'; step: SagaStep }
  /** Look again after so long, or a little later. */
  | { command: 'wait'; delayMs: number }
  /** Nothing is left to be done. */
  | { command: 'rest' };

export interface Decision {
  /** To be recorded, all in one write, before the command is carried out. */
  events: readonly BookingEvent[];
  command: SagaCommand;
}

export interface SagaPolicy {
  /** How often a hold may go unanswered before the booking is given up. */
  holdAttempts: number;
  /** The delay after the first unanswered attempt; it doubles with every further one. */
  firstDelayMs: number;
  maxDelayMs: number;
}

export const defaultPolicy: SagaPolicy = { holdAttempts: 8, firstDelayMs: 200, maxDelayMs: 30_000 };

/** Whether it says something of what is under way: of a step meant to be taken, or of one being undone. */
export function isResultOfCurrentStep(booking: Booking, happening: Signal): boolean {
  if (!('step' in happening)) return false;
  switch (booking.status) {
    case 'INIT':
    case 'HOTEL_BOOKED':
    case 'FLIGHT_BOOKED':
      return booking.intended && happening.step === booking.step && happening.kind !== 'undone';
    case 'COMPENSATING':
    case 'CANCELLING':
      return (
        happening.step === booking.undoing[0] && (happening.kind === 'undone' || happening.kind === 'faulted')
      );
    case 'COMPLETED':
    case 'FAILED':
    case 'CANCELLED':
      return false;
  }
}

/**
 * Decides what comes next for a booking. What is said of another step than the one under way is old news: the
 * booking is looked at as it stands.
 */
export function decide(
  booking: Booking,
  happening: Signal,
  now: Date,
  policy: SagaPolicy = defaultPolicy,
): Decision {
  switch (booking.status) {
    case 'INIT':
    case 'HOTEL_BOOKED':
    case 'FLIGHT_BOOKED':
      return decideAdvancing(booking, happening, now, policy);
    case 'COMPENSATING':
    case 'CANCELLING':
      return decideUndoing(booking, happening, now, policy);
    case 'COMPLETED':
    case 'FAILED':
    case 'CANCELLED':
      return { events: [], command: { command: 'rest' } };
  }
}

function decideAdvancing(booking: Advancing, happening: Signal, now: Date, policy: SagaPolicy): Decision {
  const news = isResultOfCurrentStep(booking, happening) ? happening : woken;
  switch (news.kind) {
    case 'done':
      return then(booking, doneEvents(booking, now), (after) =>
        after.status === 'COMPLETED' ? rest : decide(after, woken, now, policy),
      );
    case 'refused':
      return compensate(booking, news.failure, now);
    case 'faulted': {
      const attempts = booking.attempts + 1;
      const faulted: BookingEvent = { type: 'StepFaulted', step: booking.step, at: now };
      if (isPaymentIntended(booking)) return { events: [faulted], command: waitAfter(attempts, policy) };
      if (attempts >= policy.holdAttempts) {
        const { events, command } = compensate(booking, unavailable, now);
        return { events: [faulted, ...events], command };
      }
      const expiresInMs = Math.max(booking.holdExpiresAt.getTime() - now.getTime(), 0);
      return { events: [faulted], command: waitAfter(attempts, policy, expiresInMs) };
    }
    case 'woken':
    case 'undone':
      return goOn(booking, now);
  }
}

/** Takes the step that is due, unless its time has run out. */
function goOn(booking: Advancing, now: Date): Decision {
  if (!isPaymentIntended(booking) && now >= booking.holdExpiresAt) return compensate(booking, expired, now);
  const { step } = booking;
  const events: BookingEvent[] = booking.intended ? [] : [{ type: 'StepIntended', step, at: now }];
  return { events, command: { command: 'do', step } };
}

function doneEvents(booking: Advancing, at: Date): BookingEvent[] {
  const isLast = planSteps(booking.trip).at(-1) === booking.step;
  const completed: BookingEvent[] = isLast ? [{ type: 'BookingCompleted', at }] : [];
  switch (booking.step) {
    case 'holdHotel':
      return [{ type: 'HotelHeld', at }, ...completed];
    case 'holdFlight':
      return [{ type: 'FlightHeld', at }, ...completed];
    case 'pay':
      return [{ type: 'OrderPaid', at }, ...completed];
    case 'confirmHotel':
      return [{ type: 'HotelConfirmed', at }, ...completed];
    case 'confirmFlight':
      return [{ type: 'FlightConfirmed', at }, ...completed];
  }
}

/** Turns back: records why, and everything that is to be undone, the last step taken first. */
function compensate(booking: Advancing, failure: Failure, at: Date): Decision {
  const undoing = stepsToUndo(booking);
  return then(booking, [{ type: 'CompensationBegun', failure, undoing, at }], (after) => undoNext(after, at));
}

function decideUndoing(booking: Undoing, happening: Signal, now: Date, policy: SagaPolicy): Decision {
  const news = isResultOfCurrentStep(booking, happening) ? happening : woken;
  switch (news.kind) {
    case 'undone': {
      const undone: BookingEvent = { type: 'StepUndone', step: news.step, at: now };
      return then(booking, [undone], (after) => undoNext(after, now));
    }
    case 'faulted': {
      const faulted: BookingEvent = { type: 'StepFaulted', step: news.step, at: now };
      return { events: [faulted], command: waitAfter(booking.attempts + 1, policy) };
    }
    case 'woken':
    case 'done':
    case 'refused':
      return undoNext(booking, now);
  }
}

/** What is decided of a booking that is being undone, as it stands. */
export function undoNext(booking: Booking, at: Date): Decision {
  if (booking.status !== 'COMPENSATING' && booking.status !== 'CANCELLING') return rest;
  const [step] = booking.undoing;
  if (step !== undefined) return { events: [], command: { command: 'undo', step } };
  const type = booking.status === 'CANCELLING' ? 'BookingCancelled' : 'BookingFailed';
  return { events: [{ type, at }], command: { command: 'rest' } };
}

/** These events, and whatever is decided of the booking after them. */
function then(booking: Booking, events: BookingEvent[], next: (after: Booking) => Decision): Decision {
  const decision = next(events.reduce(evolve, booking));
  return { events: [...events, ...decision.events], command: decision.command };
}

function waitAfter(attempts: number, policy: SagaPolicy, atMostMs = Infinity): SagaCommand {
  const delayMs = policy.firstDelayMs * 2 ** (attempts - 1);
  return { command: 'wait', delayMs: Math.min(delayMs, policy.maxDelayMs, atMostMs) };
}

const woken: Signal = { kind: 'woken' };
const rest: Decision = { events: [], command: { command: 'rest' } };

const unavailable: Failure = {
  code: 'SUPPLIER_UNAVAILABLE',
  message: 'A supplier could not be reached in time.',
};

/** Why a booking fails that was not paid before its hold ended. */
export const expired: Failure = {
  code: 'EXPIRED',
  message: 'It was not paid before the hold ended.',
};
