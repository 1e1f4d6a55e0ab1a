import type { Command, Script } from './commands.ts';

/** A script that fails where a safeguard of the product is missing. */
export interface Regression {
  /** The failure without the safeguard, and the safeguard. */
  failure: string;
  script: Script;
}

const book = { type: 'Book', api: 0, user: 0, key: 0, quote: 0, declined: false } as const;
const cancel = { type: 'Cancel', api: 0, booking: 0, key: 0, forged: false, stranger: false } as const;

/**
 * Scripts that run in many interleavings every time. The product passes them; each was found by removing a safeguard by
 * hand, and random scripts find some of them rarely.
 */
export const regressions: readonly Regression[] = [
  {
    failure: 'a hold that is concurrent with its release stays (safeguard: the tombstone is written first)',
    script: script(
      { type: 'FailCalls', callee: 'hotels', troubles: ['crossing', 'lost'] },
      book,
      { type: 'AwaitQuiet' },
      { type: 'AdvanceClock', seconds: 1 },
    ),
  },
  {
    failure: 'a hold that arrives long after its release stays (safeguard: holds check tombstones)',
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
    failure: 'a refund whose answer is lost is paid twice (safeguard: the key is the line alone)',
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
    failure: 'a booking expires although it may be paid (safeguard: the intent to pay ends the deadline)',
    script: script(
      { type: 'FailCalls', callee: 'payments', troubles: ['late'] },
      book,
      { type: 'AwaitQuiet' },
      { type: 'AdvanceClock', seconds: 16 * 60 },
      { type: 'DeliverLateCall', which: 0 },
    ),
  },
  {
    failure: 'two trips are cancelled under one key (safeguard: the claim is checked again on insert)',
    script: script(
      { ...book, key: 1, quote: 4 },
      book,
      { type: 'AwaitQuiet' },
      { ...cancel, by: 'new quote' },
      { ...cancel, api: 1, booking: 1, by: 'new quote' },
    ),
  },
  {
    failure: 'a cancellation uses an expired quote (safeguard: the expiry in the quote id)',
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
