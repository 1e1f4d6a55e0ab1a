/** A reading of a store's clock between two instants of `performance.now()`. */
export interface ClockSample {
  sentAtMs: number;
  /** The store's time, in whole milliseconds since 1970. */
  storeMs: number;
  receivedAtMs: number;
}

/** A store's time, from samples and monotonic time. */
export interface ClockEstimate {
  add(sample: ClockSample): void;
  /** Never runs backwards, unless the store's clock was set back by more than a second. */
  at(monotonicMs: number): number;
}

/** A larger step back is the store's own, not an error of the estimate. */
const maxSlewMs = 1_000;

/**
 * Estimates a store's time by Cristian's algorithm ("Probabilistic clock synchronization", Distributed Computing 3,
 * 1989): the store read its clock between request and response, so a sample bounds the difference between both clocks.
 * The first estimate is the midpoint. A later sample moves the estimate only into its bounds, so that a slow round trip
 * never worsens it.
 */
export function createClockEstimate(first: ClockSample): ClockEstimate {
  const { earliestMs, latestMs } = boundsOf(first);
  /** The store's time minus monotonic time. */
  let offsetMs = (earliestMs + latestMs) / 2;
  /** The part of a step back that is still to come: the estimate runs at half speed meanwhile. */
  let slew = { ms: 0, sinceMs: 0 };
  const slewAt = (monotonicMs: number) => Math.max(0, slew.ms - (monotonicMs - slew.sinceMs) / 2);

  return {
    add(sample) {
      const bounds = boundsOf(sample);
      const now = sample.receivedAtMs;
      const before = offsetMs + slewAt(now);
      offsetMs = Math.min(Math.max(offsetMs, bounds.earliestMs), bounds.latestMs);
      const stepBackMs = before - offsetMs;
      slew = { ms: stepBackMs > maxSlewMs ? 0 : Math.max(0, stepBackMs), sinceMs: now };
    },
    at: (monotonicMs) => monotonicMs + offsetMs + slewAt(monotonicMs),
  };
}

/** The bounds of the difference between the store's time and monotonic time. */
function boundsOf({ sentAtMs, storeMs, receivedAtMs }: ClockSample) {
  return { earliestMs: storeMs - receivedAtMs, latestMs: storeMs + 1 - sentAtMs };
}
