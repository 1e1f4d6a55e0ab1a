import { isPaymentIntended, planSteps, stepsToUndo } from './booking.ts';
import type { Advancing, Booking, Failure, SagaStep, Undoing } from './booking.ts';
import { evolve } from './evolve.ts';
import type { BookingEvent } from './evolve.ts';

/** The result of doing or undoing a step. */
export type StepResult =
  | { type: 'StepDone'; step: SagaStep }
  /** The supplier's final answer is no. */
  | { type: 'StepRefused'; step: SagaStep; failure: Failure }
  | { type: 'StepUndone'; step: SagaStep }
  /** No answer, or an invalid answer: the outcome is unknown. */
  | { type: 'StepFaulted'; step: SagaStep };

/** The input of `decide`: a step's result, or `Resume` at the start, after a crash and after a delay. */
export type Signal = { type: 'Resume' } | StepResult;

/** The next action for a booking. The intent of `Do` and `Undo` is recorded before they are carried out. */
export type SagaCommand =
  | { type: 'Do'; step: SagaStep }
  | { type: 'Undo'; step: SagaStep }
  /** Resume after this delay, or a little later. */
  | { type: 'Wait'; delayMs: number }
  /** The booking is final. */
  | { type: 'Idle' };

export interface Decision {
  /** To be recorded in one write, before the command is carried out. */
  events: readonly BookingEvent[];
  /** The booking after each of the events. */
  states: readonly Booking[];
  command: SagaCommand;
}

export interface SagaPolicy {
  /** A hold is compensated after this many faults. */
  holdAttempts: number;
  /** The delay after the first fault. It doubles with each further fault. */
  firstDelayMs: number;
  maxDelayMs: number;
}

export const defaultPolicy: SagaPolicy = { holdAttempts: 8, firstDelayMs: 200, maxDelayMs: 30_000 };

export const resume: Signal = { type: 'Resume' };

/** True where a result belongs to the step that is under way. Any different result is stale. */
export function isResultOfCurrentStep(booking: Booking, result: StepResult): boolean {
  switch (booking.status) {
    case 'INIT':
    case 'HOTEL_BOOKED':
    case 'FLIGHT_BOOKED':
      return booking.intended && result.step === booking.step && result.type !== 'StepUndone';
    case 'COMPENSATING':
    case 'CANCELLING':
      return (
        result.step === booking.undoing[0] && (result.type === 'StepUndone' || result.type === 'StepFaulted')
      );
    case 'COMPLETED':
    case 'FAILED':
    case 'CANCELLED':
      return false;
  }
}

/** Decides the events to record for a booking and its next command. A stale result counts as `Resume`. */
export function decide(
  booking: Booking,
  signal: Signal,
  now: Date,
  policy: SagaPolicy = defaultPolicy,
): Decision {
  const isStale = signal.type !== 'Resume' && !isResultOfCurrentStep(booking, signal);
  const current = isStale ? resume : signal;
  switch (booking.status) {
    case 'INIT':
    case 'HOTEL_BOOKED':
    case 'FLIGHT_BOOKED':
      return decideAdvancing(booking, current, now, policy);
    case 'COMPENSATING':
    case 'CANCELLING':
      return decideUndoing(booking, current, now, policy);
    case 'COMPLETED':
    case 'FAILED':
    case 'CANCELLED':
      return idle;
  }
}

function decideAdvancing(booking: Advancing, signal: Signal, now: Date, policy: SagaPolicy): Decision {
  switch (signal.type) {
    case 'StepDone':
      return record(booking, doneEvents(booking, now), (after) => decide(after, resume, now, policy));
    case 'StepRefused':
      return compensate(booking, signal.failure, now);
    case 'StepFaulted':
      return decideFaulted(booking, now, policy);
    case 'Resume':
    case 'StepUndone':
      return doNext(booking, now);
  }
}

/** Retries the step. A hold is compensated after the last attempt; a payment and all that follows it never are. */
function decideFaulted(booking: Advancing, now: Date, policy: SagaPolicy): Decision {
  const attempts = booking.attempts + 1;
  const faulted: BookingEvent = { type: 'StepFaulted', step: booking.step, at: now };
  if (isPaymentIntended(booking)) return record(booking, [faulted], () => waitAfter(attempts, policy));
  if (attempts >= policy.holdAttempts) return compensate(booking, supplierUnavailable, now, [faulted]);
  const expiresInMs = Math.max(booking.holdExpiresAt.getTime() - now.getTime(), 0);
  return record(booking, [faulted], () => waitAfter(attempts, policy, expiresInMs));
}

/** Does the current step, unless the hold has expired. */
function doNext(booking: Advancing, now: Date): Decision {
  if (!isPaymentIntended(booking) && now >= booking.holdExpiresAt) {
    return compensate(booking, holdExpired, now);
  }
  const { step } = booking;
  const events: BookingEvent[] = booking.intended ? [] : [{ type: 'StepIntended', step, at: now }];
  return record(booking, events, () => only({ type: 'Do', step }));
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

/** Starts compensation: a single event records the failure and all steps to undo, in reverse order. */
function compensate(
  booking: Advancing,
  failure: Failure,
  at: Date,
  before: readonly BookingEvent[] = [],
): Decision {
  const undoing = stepsToUndo(booking);
  const begun: BookingEvent = { type: 'CompensationStarted', failure, undoing, at };
  return record(booking, [...before, begun], (after) => undoNext(after, at));
}

function decideUndoing(booking: Undoing, signal: Signal, now: Date, policy: SagaPolicy): Decision {
  switch (signal.type) {
    case 'StepUndone':
      return record(booking, [{ ...signal, at: now }], (after) => undoNext(after, now));
    case 'StepFaulted':
      return record(booking, [{ ...signal, at: now }], () => waitAfter(booking.attempts + 1, policy));
    case 'Resume':
    case 'StepDone':
    case 'StepRefused':
      return undoNext(booking, now);
  }
}

/** Undoes the next step, or finishes the compensation or the cancellation. */
export function undoNext(booking: Booking, at: Date): Decision {
  if (booking.status !== 'COMPENSATING' && booking.status !== 'CANCELLING') return idle;
  const [step] = booking.undoing;
  if (step !== undefined) return only({ type: 'Undo', step });
  const type = booking.status === 'CANCELLING' ? 'BookingCancelled' : 'BookingFailed';
  return record(booking, [{ type, at }], () => idle);
}

/** Records events and continues with the decision for the booking after them. */
export function record(
  booking: Booking,
  events: readonly BookingEvent[],
  next: (after: Booking) => Decision,
): Decision {
  const states: Booking[] = [];
  for (const event of events) states.push(evolve(states.at(-1) ?? booking, event));
  const decision = next(states.at(-1) ?? booking);
  return {
    events: [...events, ...decision.events],
    states: [...states, ...decision.states],
    command: decision.command,
  };
}

function waitAfter(attempts: number, policy: SagaPolicy, atMostMs = Infinity): Decision {
  const delayMs = policy.firstDelayMs * 2 ** (attempts - 1);
  return only({ type: 'Wait', delayMs: Math.min(delayMs, policy.maxDelayMs, atMostMs) });
}

function only(command: SagaCommand): Decision {
  return { events: [], states: [], command };
}

const idle: Decision = only({ type: 'Idle' });

const supplierUnavailable: Failure = {
  code: 'SUPPLIER_UNAVAILABLE',
  message: 'A supplier did not respond in time.',
};

export const holdExpired: Failure = {
  code: 'EXPIRED',
  message: 'The hold expired before the payment.',
};
