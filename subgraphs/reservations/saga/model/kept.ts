import type { Command, Script } from './commands.ts';

/** A script that something failed once, and what that was. */
export interface Kept {
  once: string;
  script: Script;
}

const book = { kind: 'book', api: 0, user: 0, key: 0, quote: 0, declined: false } as const;
const cancel = { kind: 'cancel', api: 0, booking: 0, key: 0, greedy: false, stranger: false } as const;

/**
 * Every one of them is run in many interleavings, always. The product never failed one so far: each fails with one of
 * its safeguards taken out by hand, and is written down because scripts at random come upon some of them seldom.
 */
export const kept: readonly Kept[] = [
  {
    once: 'a hold that crossed its release stayed, where the release buried it only after it had looked for it',
    script: script(
      { kind: 'trouble', callee: 'hotels', troubles: ['crossing', 'lost'] },
      book,
      { kind: 'quiet' },
      { kind: 'advance', seconds: 1 },
    ),
  },
  {
    once: 'a hold that came long after its release stayed, where holds did not look for tombstones',
    script: script(
      { kind: 'trouble', callee: 'hotels', troubles: ['late', 'lost'] },
      book,
      { kind: 'quiet' },
      { kind: 'advance', seconds: 1 },
      { kind: 'quiet' },
      { kind: 'deliver', which: 0 },
    ),
  },
  {
    once: 'a refund whose answer was lost was given twice, where its key was not the line alone',
    script: script(
      book,
      { kind: 'quiet' },
      { kind: 'trouble', callee: 'payments', troubles: ['unanswered'] },
      { ...cancel, by: 'new quote' },
      { kind: 'quiet' },
      { kind: 'advance', seconds: 1 },
    ),
  },
  {
    once: 'a booking expired while it may have been paid, where the intent to pay did not end its deadline',
    script: script(
      { kind: 'trouble', callee: 'payments', troubles: ['late'] },
      book,
      { kind: 'quiet' },
      { kind: 'advance', seconds: 16 * 60 },
      { kind: 'deliver', which: 0 },
    ),
  },
  {
    once: 'two trips were cancelled under one key, where only the first look at the key counted',
    script: script(
      { ...book, key: 1, quote: 4 },
      book,
      { kind: 'quiet' },
      { ...cancel, by: 'new quote' },
      { ...cancel, api: 1, booking: 1, by: 'new quote' },
    ),
  },
  {
    once: 'a cancellation went by a quote that had expired, where nobody looked at when it did',
    script: script(
      book,
      { kind: 'quiet' },
      { ...cancel, by: 'no quote' },
      { kind: 'quiet' },
      { kind: 'advance', seconds: 16 * 60 },
      { ...cancel, by: 'old quote' },
    ),
  },
];

function script(...commands: readonly Command[]): Script {
  return commands.map((command) => ({ ...command, after: 0 }));
}
