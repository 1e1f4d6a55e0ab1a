import { randomBytes } from 'node:crypto';

/** 256 random bits: a refresh token's secret, or what its successor is made with. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}
