import { createHash } from 'node:crypto';

/** Hashes the input of a mutation, to detect an idempotency key that is reused with different input. */
export function inputHashOf(...input: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url');
}
