import { randomBytes } from 'node:crypto';

/** 256 random bits in base64url: the secret of a refresh token, or a nonce. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}
