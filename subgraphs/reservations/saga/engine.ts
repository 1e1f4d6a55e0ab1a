import type { Clock } from '../../../platform/clock.ts';
import type { Logger } from '../../../platform/log.ts';
import { reasonOf } from '../../../platform/resilience/outage-log.ts';
import type { Booking, SagaStep } from '../domain/booking.ts';
import { decide, defaultPolicy, resume } from '../domain/saga.ts';
import type { SagaCommand, SagaPolicy, Signal, StepResult } from '../domain/saga.ts';
import { attemptsBetweenAlerts } from '../metrics.ts';
import type { SagaMetrics } from '../metrics.ts';
import { ImpossibleReservationError, toBooking } from '../store/bookings-document.ts';
import type { BookingStore } from '../store/bookings.ts';
import { CallFault } from '../suppliers/resilient-calls.ts';
import type { Recorder } from './recorder.ts';
import type { StepHandler } from './steps.ts';

export interface EngineOptions {
  store: BookingStore;
  steps: Readonly<Record<SagaStep, StepHandler>>;
  clock: Clock;
  /** From 0 up to 1. */
  random: () => number;
  recorder: Pick<Recorder, 'record'>;
  metrics: SagaMetrics;
  logger: Logger;
  policy?: SagaPolicy;
  /** Aborted when the process closes: bookings stop after the current write. */
  signal?: AbortSignal;
}

/** `wait`: the booking is unfinished and is to be driven again after the delay. */
export type DriveOutcome = { outcome: 'idle' } | { outcome: 'wait'; delayMs: number };

export interface Engine {
  /**
   * Advances a booking until it is final or has to wait.
   * @throws errors of the store; the booking keeps its last recorded state
   */
  drive(reservationId: string): Promise<DriveOutcome>;
}

/** The sweeper skips a reservation in an impossible state for this long. */
const impossibleRetryMs = 10 * 60_000;

const idle: DriveOutcome = { outcome: 'idle' };

/** Drives bookings: decides, records the decision, carries out its command, and decides on the result. */
export function createEngine(options: EngineOptions): Engine {
  const { store, clock, metrics, logger } = options;
  return {
    async drive(reservationId) {
      try {
        return await advance(options, reservationId);
      } catch (error) {
        if (!(error instanceof ImpossibleReservationError)) throw error;
        metrics.impossible.inc();
        logger.error({ reservationId, err: error }, 'reservation is in an impossible state');
        await store.postpone(reservationId, new Date(clock().getTime() + impossibleRetryMs));
        return idle;
      }
    },
  };
}

async function advance(options: EngineOptions, reservationId: string): Promise<DriveOutcome> {
  const { store, recorder, clock, random, logger, policy = defaultPolicy, signal: closing } = options;
  let row = await store.find(reservationId);
  if (row === null) {
    logger.error({ reservationId }, 'job names an unknown reservation');
    return idle;
  }
  let booking = toBooking(row);
  let signal: Signal = resume;
  for (;;) {
    const decision = decide(booking, signal, clock(), policy);
    if (decision.events.length > 0) {
      const recorded = await recorder.record({ row, decision });
      if (recorded === null) {
        // Another writer was first: the same signal is decided again on the booking as it is now.
        row = await store.find(reservationId);
        if (row === null) return idle;
        booking = toBooking(row);
        continue;
      }
      row = recorded;
      booking = decision.states.at(-1) ?? booking;
    }
    const { command } = decision;
    if (command.type === 'Idle') return idle;
    if (command.type === 'Wait') return { outcome: 'wait', delayMs: withLateJitter(command.delayMs, random) };
    if (closing?.aborted === true) return { outcome: 'wait', delayMs: 0 };
    signal = await carryOut(options, booking, command);
  }
}

async function carryOut(
  options: EngineOptions,
  booking: Booking,
  { type, step }: Extract<SagaCommand, { step: SagaStep }>,
): Promise<StepResult> {
  const handler = options.steps[step];
  try {
    if (type === 'Undo') {
      await handler.undo?.(booking);
      return { type: 'StepUndone', step };
    }
    const answer = await handler.do(booking);
    return answer.outcome === 'done'
      ? { type: 'StepDone', step }
      : { type: 'StepRefused', step, failure: answer.failure };
  } catch (error) {
    reportFault(options, booking, step, error);
    return { type: 'StepFaulted', step };
  }
}

/** Logs a fault of a step; every `attemptsBetweenAlerts` faults of the same step raise an alert. */
function reportFault(
  { metrics, logger }: EngineOptions,
  booking: Booking,
  step: SagaStep,
  error: unknown,
): void {
  const direction = directionOf(booking);
  const attempts = ('attempts' in booking ? booking.attempts : 0) + 1;
  // The stack trace of a call without an answer would tell no more than its message.
  const reason = error instanceof CallFault ? { error: error.message } : reasonOf(error);
  const fields = { reservationId: booking.id, step, direction, attempts, ...reason };
  metrics.faults.inc({ step, direction });
  if (attempts % attemptsBetweenAlerts === 0) {
    metrics.alerts.inc({ step, direction });
    logger.error(fields, 'booking step keeps failing: operator action needed');
  } else {
    logger.warn(fields, 'booking step failed, retrying');
  }
}

/** Adds up to a half to a delay. Never shorter: a wait for the end of a hold must not end before it. */
function withLateJitter(delayMs: number, random: () => number): number {
  return Math.round(delayMs * (1 + random() / 2));
}

/** `cancel` is the undoing of a completed booking. */
export type Direction = 'do' | 'undo' | 'cancel';

export function directionOf({ status }: Pick<Booking, 'status'>): Direction {
  if (status === 'COMPENSATING') return 'undo';
  return status === 'CANCELLING' ? 'cancel' : 'do';
}
