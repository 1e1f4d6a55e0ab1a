import { commonPasswords } from './common-passwords.ts';

const minimumLength = 10;
const maximumLength = 256;
/** A password of fewer different characters is a pattern. */
const minimumVariety = 5;
/** Parts of a name shorter than this are in too many good passwords to be told from chance. */
const shortestTellingPart = 4;
/** What must be left of a password without what is known of the person. */
const minimumLengthBesides = 6;

/**
 * Why a password is refused, as a sentence for a person; null where it is good. Length and a list of known ones
 * rather than kinds of characters, as NIST SP 800-63B (section 3.1.1.2) has it; nothing that is known of the
 * person either.
 */
export function passwordWeakness(
  password: string,
  person: { email: string; displayName: string },
): string | null {
  const normal = password.normalize('NFKC').toLowerCase();
  const length = lengthOf(normal);
  if (length < minimumLength) return `A password has at least ${minimumLength} characters.`;
  if (length > maximumLength) return `A password has at most ${maximumLength} characters.`;
  if (new Set(normal).size < minimumVariety) return 'This password repeats too few characters.';
  if (commonPasswords.has(normal) || commonPasswords.has(normal.replace(/[^\p{L}\p{N}]+$/u, ''))) {
    return 'This password is one of the well-known ones.';
  }
  if (lengthOf(withoutPerson(normal, person)) < minimumLengthBesides) {
    return 'This password is little more than your e-mail address or your name.';
  }
  return null;
}

/** A password less the person's e-mail address and name, whole and in parts. */
function withoutPerson(
  password: string,
  { email, displayName }: { email: string; displayName: string },
): string {
  return [email, ...email.split('@'), displayName.replace(/\s+/g, ''), ...displayName.split(/\s+/)]
    .map((part) => part.normalize('NFKC').toLowerCase())
    .filter((part) => lengthOf(part) >= shortestTellingPart)
    .reduce((rest, part) => rest.replaceAll(part, ''), password);
}

/** In code points, as NIST SP 800-63B counts a password's characters. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
