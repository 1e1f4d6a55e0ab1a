import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { BookingStatus } from './domain/booking.ts';
import type { BookingStore } from './store/bookings.ts';

export interface SagaMetrics {
  transitions: Counter<'status'>;
  faults: Counter<'step' | 'direction'>;
  /** Without labels where no step is to blame. */
  alerts: Counter<'step' | 'direction'>;
  failures: Counter;
  impossible: Counter;
}

/** After so many failed attempts, and every so many more, operators are told. */
export const attemptsBetweenAlerts = 10;

const unfinished: readonly BookingStatus[] = [
  'INIT',
  'HOTEL_BOOKED',
  'FLIGHT_BOOKED',
  'COMPENSATING',
  'CANCELLING',
];

/** Counts the transitions that a process recorded. */
export function createTransitionCounter(registry: Registry): Counter<'status'> {
  return new Counter({
    name: 'saga_transitions_total',
    help: 'Transitions of reservations, by the status they went to.',
    labelNames: ['status'],
    registers: [registry],
  });
}

/** The saga's figures. How many bookings are unfinished is counted when it is asked for. */
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
      for (const status of unfinished) {
        if (counted !== null) this.set({ status }, counted.get(status) ?? 0);
      }
    },
  });
  const labelNames = ['step', 'direction'] as const;
  return {
    transitions: createTransitionCounter(registry),
    faults: new Counter({
      name: 'saga_step_faults_total',
      help: 'Steps, and undoings of steps, that got no answer or garbage.',
      labelNames,
      registers,
    }),
    alerts: new Counter({
      name: 'saga_alerts_total',
      help: 'Bookings that failed to go on many times over, by step: an operator should look at them.',
      labelNames,
      registers,
    }),
    failures: new Counter({
      name: 'saga_drive_failures_total',
      help: 'Attempts to drive a booking that failed for another reason than a step.',
      registers,
    }),
    impossible: new Counter({
      name: 'saga_impossible_states_total',
      help: 'Reservations found in a state that no booking can be in.',
      registers,
    }),
  };
}
