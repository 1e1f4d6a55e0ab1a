import { vi } from 'vitest';

/**
 * Waits until an assertion holds, for what real stores and processes take their own time with.
 * @param assertion throws, or rejects, until then; it may be tried any number of times
 * @returns what the assertion returns
 * @throws what it threw last, once `timeoutMs` have passed
 */
export function eventually<Result>(
  assertion: () => Result | Promise<Result>,
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): Promise<Result> {
  return vi.waitFor(assertion, { timeout: timeoutMs, interval: 25 });
}
