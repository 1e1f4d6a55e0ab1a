import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/**
 * Argon2id with 19 MiB, two passes and one lane: the first choice of OWASP's Password Storage Cheat Sheet.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
 */
const parameters = { algorithm: 2, memoryCost: 19 * 1_024, timeCost: 2, parallelism: 1 };

export interface Passwords {
  /** Argon2id in PHC format, with a random salt. */
  hash(password: string): Promise<string>;
  /**
   * Compares a password with a hash.
   * @param passwordHash null for a missing account: takes the same time, and returns false
   */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
}

/** Hashes and verifies passwords, normalised to NFKC (NIST SP 800-63B section 3.1.1.2). */
export async function createPasswords(): Promise<Passwords> {
  const dummyHash = await hashPassword(randomBytes(32).toString('base64url'));
  return {
    hash: hashPassword,
    async verify(passwordHash, password) {
      const right = await verify(passwordHash ?? dummyHash, password.normalize('NFKC'));
      return right && passwordHash !== null;
    },
  };
}

/** Argon2id in PHC format, with a random salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), parameters);
}
