import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/**
 * Argon2id with 19 MiB, two passes and one lane: the first choice of OWASP's Password Storage Cheat Sheet.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
 */
const parameters = { algorithm: 2, memoryCost: 19 * 1_024, timeCost: 2, parallelism: 1 };

export interface Passwords {
  /** Argon2id of a password, in PHC form, with a salt of its own. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password is the one of that hash.
   * @param passwordHash null where there is no such account: it costs the same time, and is never right
   */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
}

/** Hashes and checks passwords. One typed on another keyboard is the same (NFKC, NIST SP 800-63B section 3.1.1.2). */
export async function createPasswords(): Promise<Passwords> {
  const nobodys = await hashPassword(randomBytes(32).toString('base64url'));
  return {
    hash: hashPassword,
    async verify(passwordHash, password) {
      const right = await verify(passwordHash ?? nobodys, password.normalize('NFKC'));
      return right && passwordHash !== null;
    },
  };
}

/** Argon2id of a password, in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), parameters);
}
