import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';

/**
 * The outcome of an operation without a known plan. `time` and `memory` are limits that ended its thread; `queue` and
 * `requester` are limits that refused it unplanned; `abandoned` if all its clients left before.
 */
export type PlanningOutcome = 'planned' | 'failed' | 'time' | 'memory' | 'queue' | 'requester' | 'abandoned';

export interface PlanningMetrics {
  /** @param seconds on a thread; null if it was not planned */
  planned(outcome: PlanningOutcome, seconds: number | null): void;
  waited(seconds: number): void;
  threadStarted(): void;
}

interface PlanningState {
  waiting(): number;
  threads(): number;
}

export function createPlanningMetrics(registry: Registry, state: PlanningState): PlanningMetrics {
  const registers = [registry];
  const outcomes = new Counter({
    name: 'router_plans_total',
    help: 'Operations without a known plan, by outcome: planned, failed, ended at a limit (time, memory), refused unplanned (queue, requester) or abandoned by their clients.',
    labelNames: ['outcome'],
    registers,
  });
  const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
  const duration = new Histogram({
    name: 'router_planning_duration_seconds',
    help: 'Time on a planning thread.',
    buckets,
    registers,
  });
  const wait = new Histogram({
    name: 'router_planning_wait_seconds',
    help: 'Time from the need for a plan to the start of its planning, the start of a thread included.',
    buckets,
    registers,
  });
  const starts = new Counter({
    name: 'router_planning_thread_starts_total',
    help: 'Planning threads that were started: for a supergraph, on demand, or in place of a thread that reached a limit.',
    registers,
  });
  new Gauge({
    name: 'router_planning_queue',
    help: 'Operations that wait to be planned.',
    registers,
    collect() {
      this.set(state.waiting());
    },
  });
  new Gauge({
    name: 'router_planning_threads',
    help: 'Planning threads, idle ones included.',
    registers,
    collect() {
      this.set(state.threads());
    },
  });
  for (const outcome of ['planned', 'time', 'memory', 'queue', 'requester']) outcomes.inc({ outcome }, 0);
  return {
    planned(outcome, seconds) {
      outcomes.inc({ outcome });
      if (seconds !== null) duration.observe(seconds);
    },
    waited(seconds) {
      wait.observe(seconds);
    },
    threadStarted() {
      starts.inc();
    },
  };
}
