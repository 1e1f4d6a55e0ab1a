/** The distribution of durations, in milliseconds. */
export interface Distribution {
  p50: number;
  p95: number;
  p99: number;
  longest: number;
}

/** @throws Error for an empty list */
export function distributionOf(milliseconds: readonly number[]): Distribution {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  /** The nearest-rank percentile. */
  const percentile = (percent: number) => {
    const found = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
    if (found === undefined) throw new Error('expected a measured time');
    return found;
  };
  return { p50: percentile(50), p95: percentile(95), p99: percentile(99), longest: percentile(100) };
}

export function rounded(value: number, decimals = 1): number {
  return Number(value.toFixed(decimals));
}

export function sumOf(values: Iterable<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0);
}

/**
 * The median; of an even number of values, the mean of the middle two.
 * @throws Error for an empty list
 */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('expected a value');
  return (lower + upper) / 2;
}
