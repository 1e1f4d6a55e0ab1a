import type { QueryName } from './graph/queries.ts';
import type { LoadResult } from './load/main.ts';
import type { TargetName } from './targets.ts';

/** The result of a run of a query against a target. */
export interface Measurement extends LoadResult {
  target: TargetName;
  query: QueryName;
  run: number;
  /** Requests to subgraphs for an answer. */
  fetches: number;
  answerBytes: number;
}

export function perSecond({ requests, seconds }: Pick<Measurement, 'requests' | 'seconds'>): number {
  return requests / seconds;
}

/** The target's processor time for a request; it varies less than requests a second. */
export function processorMicroseconds(measurement: Measurement): number | null {
  const { coreUse } = measurement;
  return coreUse === null ? null : (coreUse.target / perSecond(measurement)) * 1_000_000;
}
