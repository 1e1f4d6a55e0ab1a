import type { Logger } from '../../../platform/log.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { Booking, SagaStep } from '../domain/booking.ts';
import { decide, defaultPolicy } from '../domain/saga.ts';
import type { SagaCommand, Decision, Signal, SagaPolicy } from '../domain/saga.ts';
import type { BookingStore } from '../store/bookings.ts';
import { ImpossibleReservationError, toBooking } from '../store/bookings-document.ts';
import type { BookingDocument } from '../store/bookings-document.ts';
import { attemptsBetweenAlerts } from '../metrics.ts';
import type { SagaMetrics } from '../metrics.ts';
import type { Recorder } from './recorder.ts';
import type { StepHandler } from './steps.ts';

/** Which way a step is taken. */
type Direction = 'do' | 'undo' | 'cancel';

/** A moment in a booking's life at which a process could die. */
export interface SagaPoint {
  reservationId: string;
  step: SagaStep;
  /** `cancel` is the undoing of what was completed. */
  direction: Direction;
  stage: 'before-intent' | 'after-intent' | 'after-effect' | 'after-record';
}

export interface EngineOptions {
  store: BookingStore;
  steps: Record<SagaStep, StepHandler>;
  clock: Clock;
  /** From 0 up to 1. */
  random: () => number;
  recorder: Pick<Recorder, 'record'>;
  metrics: SagaMetrics;
  logger: Logger;
  policy?: SagaPolicy;
  /** Once it aborts, bookings are left as they are after the write at hand. */
  signal?: AbortSignal;
  /** Fault injection: awaited at every point. Tests alone give it. */
  at?: (point: SagaPoint) => Promise<void>;
}

/** What is left to do for a booking: nothing, or to look again after a while. */
export type DriveOutcome = { outcome: 'rest' } | { outcome: 'wait'; delayMs: number };

export interface Engine {
  /**
   * Takes a booking as far as it goes.
   * @throws whatever the store throws; the booking stands as it was last recorded
   */
  drive(reservationId: string): Promise<DriveOutcome>;
}

/** How long the sweeper leaves alone what it cannot make sense of. */
const setAsideMs = 10 * 60_000;

/** Drives bookings: decides, records, carries out, records what came of it, and so on. */
export function createEngine(options: EngineOptions): Engine {
  const { store, steps, clock, random, metrics, logger, policy = defaultPolicy, signal } = options;
  const at = options.at ?? (() => Promise.resolve());

  async function drive(reservationId: string): Promise<DriveOutcome> {
    let row = await store.find(reservationId);
    if (row === null) {
      logger.error({ reservationId }, 'a job names a reservation that does not exist');
      return { outcome: 'rest' };
    }
    let happening: Signal = { kind: 'woken' };
    for (;;) {
      const booking = toBooking(row);
      const decision = decide(booking, happening, clock(), policy);
      const { events, command } = decision;
      if (events.length > 0) {
        const recorded = await record(row, decision);
        if (recorded === null) {
          // Somebody else wrote first: what happened is told to the booking as it now stands.
          const fresh = await store.find(reservationId);
          if (fresh === null) return { outcome: 'rest' };
          row = fresh;
          continue;
        }
        row = recorded;
        if ('step' in happening) await at(point(row, happening.step, directionOf(booking), 'after-record'));
      }
      if (command.command === 'rest') return { outcome: 'rest' };
      if (command.command === 'wait') return { outcome: 'wait', delayMs: withJitter(command.delayMs) };
      if (signal?.aborted === true) return { outcome: 'wait', delayMs: 0 };
      happening = await carryOut(row, command);
    }
  }

  async function record(row: BookingDocument, decision: Decision): Promise<BookingDocument | null> {
    for (const event of decision.events) {
      if (event.type === 'StepIntended') await at(point(row, event.step, 'do', 'before-intent'));
      if (event.type === 'CompensationBegun' && event.undoing[0] !== undefined) {
        await at(point(row, event.undoing[0], 'undo', 'before-intent'));
      }
    }
    return options.recorder.record({ row, decision });
  }

  async function carryOut(
    row: BookingDocument,
    command: Extract<SagaCommand, { step: SagaStep }>,
  ): Promise<Signal> {
    const { step } = command;
    const booking = toBooking(row);
    const direction = directionOf(booking);
    await at(point(row, step, direction, 'after-intent'));
    let happening: Signal;
    try {
      if (command.command === 'undo') {
        await steps[step].undo?.(booking);
        happening = { kind: 'undone', step };
      } else {
        const answer = await steps[step].do(booking);
        happening =
          answer.outcome === 'done'
            ? { kind: 'done', step }
            : { kind: 'refused', step, failure: answer.failure };
      }
    } catch (error) {
      happening = { kind: 'faulted', step };
      tellOfFault(row, step, direction, error);
    }
    await at(point(row, step, direction, 'after-effect'));
    return happening;
  }

  function tellOfFault(row: BookingDocument, step: SagaStep, direction: Direction, error: unknown): void {
    const attempts = (row.saga?.attempts ?? 0) + 1;
    const fields = { reservationId: row._id, step, direction, attempts, err: error };
    metrics.faults.inc({ step, direction });
    if (attempts % attemptsBetweenAlerts === 0) {
      metrics.alerts.inc({ step, direction });
      logger.error(fields, 'a step of a booking goes on failing: an operator should look at it');
    } else {
      logger.warn(fields, 'a step of a booking got no answer; it is taken again');
    }
  }

  function withJitter(delayMs: number): number {
    return Math.round(delayMs * (1 + random() / 2));
  }

  return {
    async drive(reservationId) {
      try {
        return await drive(reservationId);
      } catch (error) {
        if (!(error instanceof ImpossibleReservationError)) throw error;
        metrics.impossible.inc();
        logger.error({ reservationId, err: error }, 'a reservation is in an impossible state on disk');
        await store.postpone(reservationId, new Date(clock().getTime() + setAsideMs));
        return { outcome: 'rest' };
      }
    },
  };
}

function point(
  { _id: reservationId }: BookingDocument,
  step: SagaStep,
  direction: Direction,
  stage: SagaPoint['stage'],
): SagaPoint {
  return { reservationId, step, direction, stage };
}

function directionOf({ status }: Booking): Direction {
  if (status === 'COMPENSATING') return 'undo';
  return status === 'CANCELLING' ? 'cancel' : 'do';
}
