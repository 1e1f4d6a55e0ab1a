import { startProcess } from './processes.ts';
import type { Process, Turns } from './processes.ts';
import { beginning } from './trips.ts';
import type { Violate } from './watch.ts';

/** A write takes less time than the grace period of holds. */
const maxTurnMs = 10 * 60_000;

/** The clock, the processes and the log of a run. */
export interface Simulation {
  clock: () => Date;
  now: () => number;
  advance: (ms: number) => void;
  start: (name: string) => Process;
  violate: Violate;
  /** Broken invariants. */
  violations: string[];
  /** A readable log of the run, a line per entry. */
  history: string[];
}

export function createSimulation(turns: Turns): Simulation {
  let now = beginning.getTime();
  const clock = () => new Date(now);
  const violations: string[] = [];
  const history: string[] = [];

  async function next(label: string): Promise<void> {
    await turns.next(label);
    history.push(`${clock().toISOString().slice(11, 19)} ${label}`);
  }

  return {
    clock,
    now: () => now,
    advance(ms) {
      now += ms;
      history.push(`         the clock shows ${clock().toISOString().slice(11, 19)}`);
    },
    start: (name) => startProcess(name, { next }, { now: () => now, maxTurnMs }),
    violate: (violation) => void violations.push(violation),
    violations,
    history,
  };
}
