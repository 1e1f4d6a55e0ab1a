import { createHash } from 'node:crypto';

/** A hash, so that Redis and device tokens hold no e-mail addresses. */
export function accountHash(account: string): string {
  return createHash('sha256').update(account).digest('base64url');
}
