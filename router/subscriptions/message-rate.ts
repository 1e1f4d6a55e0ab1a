/** Limits the messages of a WebSocket. */
export interface MessageRate {
  /** @returns false if the client sends too much */
  received(bytes: number): boolean;
}

/** A message counts once for each part of this size. */
const unitBytes = 4 * 1_024;
const windowMs = 10_000;

/** The weight of a message: 1 for a small one. */
export function unitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / unitBytes));
}

/**
 * A token bucket, so that a client may send its whole allowance at once.
 * @param maxPerWindow units in ten seconds; 0 sets no limit
 */
export function createMessageRate(
  maxPerWindow: number,
  nowMs: () => number = () => performance.now(),
): MessageRate {
  if (maxPerWindow === 0) return { received: () => true };
  let left = maxPerWindow;
  let countedAtMs = nowMs();
  return {
    received(bytes) {
      const now = nowMs();
      left = Math.min(maxPerWindow, left + ((now - countedAtMs) / windowMs) * maxPerWindow);
      countedAtMs = now;
      left -= unitsOf(bytes);
      return left >= 0;
    },
  };
}
