import type { Attack, Expectation } from './attack.ts';

/** The number of occurrences of each outcome. */
export type Tally = Readonly<Record<string, number>>;

/** The latencies of one kind of honest request. */
export interface HonestKind {
  readonly samples: number;
  readonly p99Ms: number;
  /** Requests without the right answer, by reason. */
  readonly failures: Tally;
}
export type HonestKinds = Readonly<Record<'query' | 'health', HonestKind>>;

export interface Measurement {
  readonly tally: Tally;
  readonly honest: HonestKinds;
  /** The p99 of the honest client without an attack, beside as much processor load as the attacker took. */
  readonly idleP99Ms: Readonly<Record<'query' | 'health', number>>;
  /** The peak of the router's resident memory; null where the system does not tell. */
  readonly peakBytes: number | null;
  /** True where the router's process ended. */
  readonly hasEnded: boolean;
}

export const bounds = {
  memoryBytes: 512 * 1024 ** 2,
  /** The p99 during an attack, as a multiple of the idle p99. */
  slowdown: 2,
  /** Below this, a p99 is not judged: on two shared cores a single pause of the scheduler takes as long. */
  floorMs: 250,
  /** A p99 of fewer requests is not judged. */
  minSamples: 40,
} as const;

/** The broken promises of an attack, a line each. */
export function faultsOf({ expected }: Pick<Attack, 'expected'>, measured: Measurement): string[] {
  const { hasEnded, peakBytes } = measured;
  return [
    ...(hasEnded ? ['the router ended'] : []),
    ...outcomeFaults(expected, measured.tally),
    ...(peakBytes !== null && peakBytes > bounds.memoryBytes
      ? [`memory of ${mebibytes(peakBytes)}, above ${mebibytes(bounds.memoryBytes)}`]
      : []),
    ...(['query', 'health'] as const).flatMap((kind) => honestFaults(kind, measured)),
  ];
}

function outcomeFaults(expected: Expectation, tally: Tally): string[] {
  const seen = Object.keys(tally);
  const refused = 'refused' in expected ? expected.refused : [];
  const permitted = 'refused' in expected ? [...refused, ...(expected.also ?? [])] : expected.answered;
  const unexpected = seen.filter((outcome) => !permitted.includes(outcome));
  const { atMost = {} } = expected;
  return [
    ...(seen.length === 0 ? ['no outcome'] : []),
    ...unexpected.map((outcome) => `unexpected outcome: ${outcome} (${tally[outcome] ?? 0} times)`),
    ...(refused.length > 0 && !refused.some((outcome) => seen.includes(outcome))
      ? [`not refused: expected ${refused.join(' or ')}`]
      : []),
    ...Object.entries(atMost)
      .filter(([outcome, most]) => (tally[outcome] ?? 0) > most)
      .map(([outcome, most]) => `${outcome}: ${tally[outcome] ?? 0} times, expected at most ${most}`),
  ];
}

function honestFaults(kind: 'query' | 'health', { honest, idleP99Ms }: Measurement): string[] {
  const { samples, p99Ms, failures } = honest[kind];
  const failed = Object.entries(failures).map(
    ([reason, times]) => `honest ${kind}: ${reason} (${times} times)`,
  );
  if (samples < bounds.minSamples) {
    return [...failed, `honest ${kind}: ${samples} requests, expected at least ${bounds.minSamples}`];
  }
  const limitMs = Math.max(bounds.floorMs, bounds.slowdown * idleP99Ms[kind]);
  if (p99Ms <= limitMs) return failed;
  return [...failed, `honest ${kind}: p99 of ${p99Ms.toFixed(0)} ms, above ${limitMs.toFixed(0)} ms`];
}

export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MB`;
}
