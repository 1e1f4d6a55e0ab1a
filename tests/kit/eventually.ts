import { vi } from 'vitest';

/**
 * Retries an assertion until it passes: real stores and processes have no completion to await.
 * @param assertion may run any number of times
 * @returns the assertion's result
 * @throws the assertion's last error after `timeoutMs`
 */
export function eventually<Result>(
  assertion: () => Result | Promise<Result>,
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): Promise<Result> {
  return vi.waitFor(assertion, { timeout: timeoutMs, interval: 25 });
}
