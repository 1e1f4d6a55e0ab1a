/** In milliseconds. `factor` is 2 by default. */
export interface Backoff {
  firstMs: number;
  maxMs: number;
  factor?: number;
}

/** Keeps the power finite, so that a first delay of 0 stays 0. */
const maxExponent = 100;

/** @param retry 1 for the first retry */
export function backoffMs(retry: number, { firstMs, maxMs, factor = 2 }: Backoff): number {
  return Math.min(firstMs * factor ** Math.min(retry - 1, maxExponent), maxMs);
}

/**
 * Subtracts up to a half at random: clients that failed together do not retry together.
 * @param random returns a number from 0 up to 1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ ("equal jitter")
 */
export function withJitter(delayMs: number, random: () => number = Math.random): number {
  return delayMs * (0.5 + random() / 2);
}
