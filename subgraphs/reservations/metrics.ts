import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { unfinishedStatuses } from './domain/booking.ts';
import type { BookingStore } from './store/bookings.ts';

export interface SagaMetrics {
  transitions: Counter<'status'>;
  faults: Counter<'step' | 'direction'>;
  /** Without labels for a job that fails outside of a step. */
  alerts: Counter<'step' | 'direction'>;
  failures: Counter;
  impossible: Counter;
  sweepFailures: Counter;
}

/** The number of failed attempts between two alerts for the same booking. */
export const attemptsBetweenAlerts = 10;

export function createTransitionCounter(registry: Registry): Counter<'status'> {
  return new Counter({
    name: 'saga_transitions_total',
    help: 'Status transitions of reservations, by new status.',
    labelNames: ['status'],
    registers: [registry],
  });
}

/**
 * Counts the outcomes of a use case by result: `over_limit` and `too_many_quotes` are refusals by a limit.
 * @param request names the metric: `booking`
 */
export function countOutcomes<Args extends unknown[], Outcome extends { outcome: string }>(
  registry: Registry,
  request: 'booking' | 'quote',
  useCase: (...args: Args) => Promise<Outcome>,
): (...args: Args) => Promise<Outcome> {
  const counter = new Counter({
    name: `${request}_requests_total`,
    help: `Requests for a ${request}, by result.`,
    labelNames: ['result'],
    registers: [registry],
  });
  return async (...args) => {
    const outcome = await useCase(...args);
    counter.inc({ result: outcome.outcome });
    return outcome;
  };
}

/** The metrics of handing bookings to the worker. */
export interface HandOverMetrics {
  enqueueFailures: Counter;
  waiting: Gauge;
  /** As the worker's, here without labels. */
  alerts: Counter<'step' | 'direction'>;
}

export function createHandOverMetrics(registry: Registry): HandOverMetrics {
  const registers = [registry];
  return {
    enqueueFailures: new Counter({
      name: 'saga_enqueue_failures_total',
      help: 'Accepted bookings and cancellations that could not be enqueued at the first attempt.',
      registers,
    }),
    waiting: new Gauge({
      name: 'saga_enqueue_waiting',
      help: 'Accepted bookings and cancellations that this process still tries to enqueue.',
      registers,
    }),
    alerts: createAlertCounter(registry),
  };
}

function createAlertCounter(registry: Registry): Counter<'step' | 'direction'> {
  return new Counter({
    name: 'saga_alerts_total',
    help: 'Alerts for bookings that keep failing or cannot be enqueued, by step: operator action needed.',
    labelNames: ['step', 'direction'],
    registers: [registry],
  });
}

/** The saga's metrics. Unfinished reservations are counted in the store at each scrape. */
export function createSagaMetrics(registry: Registry, store: BookingStore): SagaMetrics {
  const registers = [registry];
  new Gauge({
    name: 'saga_reservations',
    help: 'Unfinished reservations, by status.',
    labelNames: ['status'],
    registers,
    async collect() {
      const counted = await store.countUnfinished().catch(() => null);
      this.reset();
      for (const status of unfinishedStatuses) {
        if (counted !== null) this.set({ status }, counted.get(status) ?? 0);
      }
    },
  });
  const labelNames = ['step', 'direction'] as const;
  return {
    transitions: createTransitionCounter(registry),
    faults: new Counter({
      name: 'saga_step_faults_total',
      help: 'Calls of saga steps, by step and direction, without a valid answer.',
      labelNames,
      registers,
    }),
    alerts: createAlertCounter(registry),
    failures: new Counter({
      name: 'saga_drive_failures_total',
      help: 'Saga jobs that failed outside of a step.',
      registers,
    }),
    sweepFailures: new Counter({
      name: 'saga_sweep_failures_total',
      help: 'Failed sweeps for overdue bookings.',
      registers,
    }),
    impossible: new Counter({
      name: 'saga_impossible_states_total',
      help: 'Reservations found in an impossible state.',
      registers,
    }),
  };
}
