import type { Command, Script } from './commands.ts';

/** A script that something failed once, and what that was. */
export interface Kept {
  once: string;
  script: Script;
}

const book = { type: 'Book', api: 0, user: 0, key: 0, quote: 0, declined: false } as const;
const cancel = { type: 'Cancel', api: 0, booking: 0, key: 0, forged: false, stranger: false } as const;

/**
 * Every one of them is run in many interleavings, always. The product never failed one so far: each fails with one of
 * its safeguards taken out by hand, and is written down because scripts at random come upon some of them seldom.
 */
export const kept: readonly Kept[] = [
  {
    once: 'a hold that crossed its release stayed, where the release buried it only after it had looked for it',
    script: script(
      { type: 'FailCalls', callee: 'hotels', troubles: ['crossing', 'lost'] },
      book,
      { type: 'AwaitQuiet' },
      { type: 'AdvanceClock', seconds: 1 },
    ),
  },
  {
    once: 'a hold that came long after its release stayed, where holds did not look for tombstones',
    script: script(
      { type: 'FailCalls', callee: 'hotels', troubles: ['late', 'lost'] },
      book,
      { type: 'AwaitQuiet' },
      { type: 'AdvanceClock', seconds: 1 },
      { type: 'AwaitQuiet' },
      { type: 'DeliverLateCall', which: 0 },
    ),
  },
  {
    once: 'a refund whose answer was lost was given twice, where its key was not the line alone',
    script: script(
      book,
      { type: 'AwaitQuiet' },
      { type: 'FailCalls', callee: 'payments', troubles: ['unanswered'] },
      { ...cancel, by: 'new quote' },
      { type: 'AwaitQuiet' },
      { type: 'AdvanceClock', seconds: 1 },
    ),
  },
  {
    once: 'a booking expired while it may have been paid, where the intent to pay did not end its deadline',
    script: script(
      { type: 'FailCalls', callee: 'payments', troubles: ['late'] },
      book,
      { type: 'AwaitQuiet' },
      { type: 'AdvanceClock', seconds: 16 * 60 },
      { type: 'DeliverLateCall', which: 0 },
    ),
  },
  {
    once: 'two trips were cancelled under one key, where only the first look at the key counted',
    script: script(
      { ...book, key: 1, quote: 4 },
      book,
      { type: 'AwaitQuiet' },
      { ...cancel, by: 'new quote' },
      { ...cancel, api: 1, booking: 1, by: 'new quote' },
    ),
  },
  {
    once: 'a cancellation went by a quote that had expired, where nobody looked at when it did',
    script: script(
      book,
      { type: 'AwaitQuiet' },
      { ...cancel, by: 'no quote' },
      { type: 'AwaitQuiet' },
      { type: 'AdvanceClock', seconds: 16 * 60 },
      { ...cancel, by: 'old quote' },
    ),
  },
];

function script(...commands: readonly Command[]): Script {
  return commands.map((command) => ({ ...command, after: 0 }));
}
