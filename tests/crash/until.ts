import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until a condition holds.
 * @param complaint says what is missing, should it take too long
 * @throws Error with the complaint, once `timeoutMs` have passed
 */
export async function until(
  holds: () => boolean | Promise<boolean>,
  timeoutMs: number,
  complaint: () => string,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${complaint()} (within ${timeoutMs / 1_000} s)`);
    await delay(25);
  }
}
