import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until a condition holds.
 * @param describe the message of the error
 * @throws Error after `timeoutMs`
 */
export async function until(
  holds: () => boolean | Promise<boolean>,
  timeoutMs: number,
  describe: () => string,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${describe()} (within ${timeoutMs / 1_000} s)`);
    await delay(25);
  }
}
