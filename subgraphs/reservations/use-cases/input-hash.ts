import { createHash } from 'node:crypto';

/** What was asked under an idempotency key, so that other input under the same key is told apart. */
export function inputHashOf(...input: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url');
}
