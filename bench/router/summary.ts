import { medianOf } from '../statistics.ts';
import type { QueryName } from './graph/queries.ts';
import type { Measured } from './measure.ts';
import type { TargetName } from './targets.ts';

/** All runs of one query against one target, as medians. */
export interface Summary {
  target: TargetName;
  query: QueryName;
  runs: number;
  requestsPerSecond: number;
  /** The slowest and the fastest run. */
  range: readonly [number, number];
  /** Times the requests a second of another target, in the same benchmark; null where that was not measured. */
  timesApollo: number | null;
  timesAggregator: number | null;
  p50Milliseconds: number;
  p99Milliseconds: number;
  /** Processor time that the target spent on one request. */
  processorMicroseconds: number | null;
  /** In parts of a core. */
  coreUse: { target: number; stubs: number; load: number } | null;
  /** The most, in any run, of the target's core that something else used; null where nobody can tell. */
  disturbance: number | null;
  fetches: number;
  peakMemoryBytes: number | null;
  answerBytes: number;
}

/** One for each target and query, in the order in which they were measured. */
export function summarise(measured: readonly Measured[]): Summary[] {
  const groups = new Map<string, Measured[]>();
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
  runs: readonly Measured[],
  rateOf: (query: QueryName, target: TargetName) => number | null,
): Summary {
  const [first] = runs;
  if (first === undefined) throw new Error('expected at least one run');
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
    peakMemoryBytes: memory.length === 0 ? null : Math.max(...memory),
    answerBytes,
  };
}

export function perSecond({ requests, seconds }: Pick<Measured, 'requests' | 'seconds'>): number {
  return requests / seconds;
}

/** What a target spent on one request, which other work of the machine hardly changes. */
export function processorMicroseconds(one: Measured): number | null {
  return one.coreUse === null ? null : (one.coreUse.target / perSecond(one)) * 1_000_000;
}
