import { commonPasswords } from './common-passwords.ts';

const minLength = 10;
const maxLength = 256;
/** A password with fewer distinct characters is a pattern. */
const minDistinctCharacters = 5;
/** Shorter parts of a name occur by chance in good passwords. */
const minNamePartLength = 4;
/** Characters that must remain without the name and e-mail address. */
const minLengthWithoutNames = 6;

/**
 * The reason to refuse a password, as a sentence for the user; null if the password is good. The rules are those of
 * NIST SP 800-63B (section 3.1.1.2): length, common passwords and names, but no mandatory kinds of characters.
 */
export function passwordWeakness(
  password: string,
  user: { email: string; displayName: string },
): string | null {
  const normal = password.normalize('NFKC').toLowerCase();
  const length = lengthOf(normal);
  if (length < minLength) return `The password is too short: use at least ${minLength} characters.`;
  if (length > maxLength) return `The password is too long: use at most ${maxLength} characters.`;
  if (new Set(normal).size < minDistinctCharacters)
    return `The password has too few different characters: use at least ${minDistinctCharacters}.`;
  if (commonPasswords.has(normal) || commonPasswords.has(normal.replace(/[^\p{L}\p{N}]+$/u, ''))) {
    return 'The password is a common one: choose another.';
  }
  if (lengthOf(withoutNames(normal, user)) < minLengthWithoutNames) {
    return 'The password is too similar to your e-mail address or name: choose another.';
  }
  return null;
}

/** Removes the user's e-mail address and name from a password, whole and in parts. */
function withoutNames(
  password: string,
  { email, displayName }: { email: string; displayName: string },
): string {
  return [email, ...email.split('@'), displayName.replace(/\s+/g, ''), ...displayName.split(/\s+/)]
    .map((part) => part.normalize('NFKC').toLowerCase())
    .filter((part) => lengthOf(part) >= minNamePartLength)
    .reduce((rest, part) => rest.replaceAll(part, ''), password);
}

/** The length in code points, as NIST SP 800-63B counts characters. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
