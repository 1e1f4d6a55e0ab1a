import { medianOf } from '../statistics.ts';
import type { QueryName } from './graph/queries.ts';
import { perSecond, processorMicroseconds } from './measurement.ts';
import type { Measurement } from './measurement.ts';
import type { TargetName } from './targets.ts';

/** The medians of all runs of a query against a target. */
export interface Summary {
  target: TargetName;
  query: QueryName;
  runs: number;
  requestsPerSecond: number;
  /** Requests a second of the slowest and the fastest run. */
  range: readonly [number, number];
  /** The ratio to the requests a second of another target; null where that target was not measured. */
  timesApollo: number | null;
  timesAggregator: number | null;
  p50Milliseconds: number;
  p99Milliseconds: number;
  /** The target's processor time for one request; null except on Linux. */
  processorMicroseconds: number | null;
  /** As fractions of a core. */
  coreUse: { target: number; stubs: number; load: number } | null;
  /** The most that other work used of the target's core in a run; null where processes are not pinned. */
  disturbance: number | null;
  fetches: number;
  /** Of all runs. */
  refused: number;
  wrong: number;
  peakMemoryBytes: number | null;
  answerBytes: number;
}

/** Summarizes each target and query, in order of measurement. */
export function summarise(measured: readonly Measurement[]): Summary[] {
  const groups = new Map<string, Measurement[]>();
  for (const one of measured) {
    const key = `${one.query} ${one.target}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const rateOf = (query: QueryName, target: TargetName) => {
    const runs = groups.get(`${query} ${target}`);
    return runs === undefined ? null : medianOf(runs.map(perSecond));
  };
  return Array.from(groups.values(), (runs) => summaryOf(runs, rateOf));
}

function summaryOf(
  runs: readonly Measurement[],
  rateOf: (query: QueryName, target: TargetName) => number | null,
): Summary {
  const [first] = runs;
  if (first === undefined) throw new Error('expected a run');
  const { target, query, answerBytes } = first;
  const rates = runs.map(perSecond);
  const requestsPerSecond = medianOf(rates);
  const times = (other: TargetName) => {
    const rate = rateOf(query, other);
    return rate === null ? null : requestsPerSecond / rate;
  };
  const uses = runs.flatMap(({ coreUse }) => (coreUse === null ? [] : [coreUse]));
  const disturbances = uses.flatMap(({ disturbance }) => (disturbance === null ? [] : [disturbance]));
  const memory = runs.flatMap(({ peakMemoryBytes }) => (peakMemoryBytes === null ? [] : [peakMemoryBytes]));
  return {
    ...{ target, query, runs: runs.length, requestsPerSecond },
    range: [Math.min(...rates), Math.max(...rates)],
    timesApollo: times('apollo'),
    timesAggregator: times('aggregator'),
    p50Milliseconds: medianOf(runs.map(({ milliseconds }) => milliseconds.p50)),
    p99Milliseconds: medianOf(runs.map(({ milliseconds }) => milliseconds.p99)),
    processorMicroseconds:
      uses.length === 0 ? null : medianOf(runs.flatMap((run) => processorMicroseconds(run) ?? [])),
    coreUse:
      uses.length === 0
        ? null
        : {
            target: medianOf(uses.map((use) => use.target)),
            stubs: medianOf(uses.map((use) => use.stubs)),
            load: medianOf(uses.map((use) => use.load)),
          },
    disturbance: disturbances.length === 0 ? null : Math.max(...disturbances),
    fetches: medianOf(runs.map(({ fetches }) => fetches)),
    refused: sumOf(runs.map(({ refused }) => refused)),
    wrong: sumOf(runs.map(({ wrong }) => wrong)),
    peakMemoryBytes: memory.length === 0 ? null : Math.max(...memory),
    answerBytes,
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
