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
  /** New log lines with a secret of an account. */
  readonly leaks: readonly string[];
  /** The log of the router. */
  readonly log: string;
  /** After an overload; null where honest requests stayed slow, or without an overload. */
  readonly recoveredAfterSeconds: number | null;
  /** True where the router's process ended. */
  readonly hasEnded: boolean;
}

export const bounds = {
  memoryBytes: 512 * 1024 ** 2,
  /** The p99 during an attack, as a multiple of the idle p99. */
  slowdown: 2,
  /** Below this, a p99 is not judged: on two shared cores a single pause of the scheduler takes as long. */
  floorMs: 250,
  /** The same for a sample, which runs beside other work: few requests make a p99 of a single pause. */
  sampleFloorMs: 2_000,
  /** In an overload: the longest wait (LIMIT_WAIT_MS) in the router and in a subgraph, and the work itself. */
  overloadMs: 3_000,
  /** In an overload, honest queries may fail with these. */
  overloadFailures: ['503 OVERLOADED', '200 OVERLOADED'] as readonly string[],
  /** After an overload, until honest requests are as quick as before. */
  recoverySeconds: 10,
  /** A p99 of fewer requests is not judged. */
  minSamples: 40,
} as const;

/** The broken promises of an attack, a line each. */
export function faultsOf(
  attack: Pick<Attack, 'expected' | 'logged' | 'overloads'>,
  measured: Measurement,
  floorMs: number = bounds.floorMs,
): string[] {
  const { expected, logged, overloads = false } = attack;
  const { hasEnded, peakBytes, leaks, log, honest, idleP99Ms, recoveredAfterSeconds } = measured;
  return [
    ...(hasEnded ? ['the router ended'] : []),
    ...outcomeFaults(expected, measured.tally),
    ...(peakBytes !== null && peakBytes > bounds.memoryBytes
      ? [`memory of ${mebibytes(peakBytes)}, above ${mebibytes(bounds.memoryBytes)}`]
      : []),
    ...leaks.map((line) => `a secret in the log: ${line}`),
    ...(logged === undefined || log.includes(logged) ? [] : [`not logged: expected ${logged}`]),
    ...honestFaults(
      'query',
      honest.query,
      overloads ? overloaded : { limitMs: limitMs(idleP99Ms.query, floorMs) },
    ),
    ...honestFaults('health', honest.health, {
      limitMs: overloads ? bounds.overloadMs : limitMs(idleP99Ms.health, floorMs),
    }),
    ...(overloads && recoveredAfterSeconds === null
      ? [`honest requests have not recovered within ${bounds.recoverySeconds} s`]
      : []),
  ];
}

/** The rate limits of the router may end any attack, but do not count as its refusal. */
const rateLimited: readonly string[] = ['429 RATE_LIMITED', 'next RATE_LIMITED', 'error RATE_LIMITED'];

function outcomeFaults(expected: Expectation, tally: Tally): string[] {
  const seen = Object.keys(tally);
  const refused = 'refused' in expected ? expected.refused : [];
  const permitted = 'refused' in expected ? [...refused, ...(expected.also ?? [])] : expected.answered;
  const unexpected = seen.filter((outcome) => !permitted.includes(outcome) && !rateLimited.includes(outcome));
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

/** True where honest requests are answered as without an attack. */
export function isUndisturbed(
  honest: HonestKinds,
  idleP99Ms: Measurement['idleP99Ms'],
  floorMs: number = bounds.floorMs,
): boolean {
  return (['query', 'health'] as const).every((kind) => {
    const { failures, p99Ms } = honest[kind];
    return Object.keys(failures).length === 0 && p99Ms <= limitMs(idleP99Ms[kind], floorMs);
  });
}

function limitMs(idleMs: number, floorMs: number): number {
  return Math.max(floorMs, bounds.slowdown * idleMs);
}

const overloaded = { limitMs: bounds.overloadMs, permitted: bounds.overloadFailures };

function honestFaults(
  kind: 'query' | 'health',
  { samples, p99Ms, failures }: HonestKind,
  { limitMs, permitted = [] }: { limitMs: number; permitted?: readonly string[] },
): string[] {
  const failed = Object.entries(failures)
    .filter(([reason]) => !permitted.includes(reason))
    .map(([reason, times]) => `honest ${kind}: ${reason} (${times} times)`);
  if (samples < bounds.minSamples) {
    return [...failed, `honest ${kind}: ${samples} requests, expected at least ${bounds.minSamples}`];
  }
  if (p99Ms <= limitMs) return failed;
  return [...failed, `honest ${kind}: p99 of ${p99Ms.toFixed(0)} ms, above ${limitMs.toFixed(0)} ms`];
}

export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MB`;
}
