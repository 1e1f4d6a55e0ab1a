import type { Table } from '../layout.ts';
import { queries, queryNames } from './graph/queries.ts';
import type { QueryName } from './graph/queries.ts';
import { perSecond, processorMicroseconds } from './measurement.ts';
import type { Measurement } from './measurement.ts';
import type { Summary } from './summary.ts';
import { targets } from './targets.ts';

/** The most of the target's core that other work may use; above it the figures are unreliable. */
export const maxDisturbance = 0.05;

/** The progress line of a measurement. */
export function lineOf(one: Measurement): string {
  const { query, milliseconds, coreUse, fetches, peakMemoryBytes } = one;
  const disturbed = (coreUse?.disturbance ?? 0) > maxDisturbance;
  return [
    `  ${query}: ${perSecond(one).toFixed(0)}/s`,
    `${processorMicroseconds(one)?.toFixed(0) ?? '?'} µs processor time each`,
    `p50 ${milliseconds.p50.toFixed(1)} ms, p99 ${milliseconds.p99.toFixed(1)} ms`,
    `target ${percent(coreUse?.target)}, stubs ${percent(coreUse?.stubs)}, load ${percent(coreUse?.load)} of a core`,
    `${fetches.toFixed(2)} fetches`,
    ...(one.refused + one.wrong === 0 ? [] : [`${one.refused} refused, ${one.wrong} wrong`]),
    `${mebibytes(peakMemoryBytes)} MiB`,
    ...(disturbed ? [`DISTURBED: other work used ${percent(coreUse?.disturbance)} of its core`] : []),
  ].join(', ');
}

/** A table for each query. @param burst adds the refused and the wrong answers */
export function tablesOf(summaries: readonly Summary[], burst: boolean): Table[] {
  return queryNames.flatMap((query) => {
    const found = summaries.filter((summary) => summary.query === query);
    return found.length === 0 ? [] : [tableOf(query, found, burst)];
  });
}

function tableOf(query: QueryName, summaries: readonly Summary[], burst: boolean): Table {
  const { title, fetches } = queries[query];
  const bytes = new Set(summaries.map(({ answerBytes }) => answerBytes));
  return {
    title: capitalized(title),
    notes: [`${fetches} planned fetches; answers of ${Array.from(bytes).join(' or ')} bytes.`],
    columns: [
      ...['', 'requests/s', 'slowest–fastest', '× Apollo', '× aggregator', 'µs each', 'p50 ms', 'p99 ms'],
      ...(burst ? ['refused', 'wrong'] : []),
      ...['fetches', 'peak MiB', 'cpu', 'stubs', 'load', 'others'],
    ],
    rows: summaries.map((summary) => [
      targets[summary.target].title,
      summary.requestsPerSecond.toFixed(0),
      summary.range.map((rate) => rate.toFixed(0)).join('–'),
      summary.timesApollo?.toFixed(2) ?? '',
      summary.timesAggregator?.toFixed(2) ?? '',
      summary.processorMicroseconds?.toFixed(0) ?? '?',
      summary.p50Milliseconds.toFixed(1),
      summary.p99Milliseconds.toFixed(1),
      ...(burst ? [String(summary.refused), String(summary.wrong)] : []),
      summary.fetches.toFixed(2),
      mebibytes(summary.peakMemoryBytes),
      ...[summary.coreUse?.target, summary.coreUse?.stubs, summary.coreUse?.load].map(percent),
      percent(summary.disturbance),
    ]),
  };
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function percent(part: number | null | undefined): string {
  return part === null || part === undefined ? '?' : `${(part * 100).toFixed(0)}%`;
}

function mebibytes(bytes: number | null): string {
  return bytes === null ? '?' : (bytes / 1024 ** 2).toFixed(0);
}
