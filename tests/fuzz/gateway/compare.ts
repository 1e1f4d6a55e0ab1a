import { isDeepStrictEqual } from 'node:util';
import type { Answer } from './gateway-process.ts';

/** Kinds of answers, the worst last. */
export const findings = [
  'right',
  'another order of fields',
  'refused',
  'an error where an answer exists',
  'wrong data without an error',
] as const;
export type Finding = (typeof findings)[number];

/** Sorts a gateway's answer to an operation that the oracle answers without errors. */
export function compareAnswers(expected: unknown, { data, errors = [] }: Answer): Finding {
  const isRight = isDeepStrictEqual(plain(data), plain(expected));
  if (errors.length > 0) {
    // Without a data entry, nothing was executed.
    return data === undefined && !isRight ? 'refused' : 'an error where an answer exists';
  }
  if (!isRight) return 'wrong data without an error';
  return JSON.stringify(data) === JSON.stringify(expected) ? 'right' : 'another order of fields';
}

/** graphql-js answers with objects without a prototype. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
