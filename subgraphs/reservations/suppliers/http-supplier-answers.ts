import { z } from 'zod';
import type { HoldOutcome } from '../domain/suppliers.ts';
import type { StayLine } from '../domain/trip.ts';
import { CallFault } from './resilient-calls.ts';

/** What is looked at of a line to check an answer against it. */
export type SoldLine = Pick<StayLine, 'lineId' | 'price'>;

const lineStates = ['none', 'held', 'booked', 'released'] as const;
/** What a supplier has of a line. None: it never had it, or no longer knows of it. */
export type LineState = (typeof lineStates)[number];

/** What is said of a line. A price is looked at by `assertAgreed`, which says what came. */
const statedLine = z.object({ lineId: z.string(), price: z.unknown().optional() });
type StatedLine = z.infer<typeof statedLine>;
const statedLines = z.array(statedLine).default([]);

const holdAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('held'), lines: statedLines }),
  z.object({ outcome: z.literal('sold_out'), lineId: z.string() }),
  z.object({ outcome: z.literal('too_late') }),
]);
const confirmationAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('confirmed'), lines: statedLines }),
  z.object({ outcome: z.literal('nothing_held') }),
]);
const releaseAnswer = z.object({ outcome: z.literal('released') });
const stateAnswer = z.object({ lines: z.array(statedLine.extend({ state: z.enum(lineStates) })) });
const statedPrice = z.object({ amount: z.number(), currency: z.string() });

/** @throws CallFault where it answers something else; ZodError where it is no answer */
export function readHold(came: unknown, reservationId: string, lines: readonly SoldLine[]): HoldOutcome {
  assertAbout(came, reservationId);
  const answer = holdAnswer.parse(came);
  switch (answer.outcome) {
    case 'held':
      assertAgreed(answer.lines, lines);
      return { outcome: 'held' };
    case 'sold_out':
      lineOf(answer.lineId, lines);
      return { outcome: 'sold_out', lineId: answer.lineId };
    case 'too_late':
      return { outcome: 'too_late' };
  }
}

/** @throws CallFault where it answers something else; ZodError where it is no answer */
export function readConfirmation(
  came: unknown,
  reservationId: string,
  lines: readonly SoldLine[],
): 'confirmed' | 'nothing_held' {
  assertAbout(came, reservationId);
  const answer = confirmationAnswer.parse(came);
  if (answer.outcome === 'confirmed') assertAgreed(answer.lines, lines);
  return answer.outcome;
}

/** @throws CallFault where it is about another reservation; ZodError where it is no answer */
export function readRelease(came: unknown, reservationId: string): 'released' {
  assertAbout(came, reservationId);
  return releaseAnswer.parse(came).outcome;
}

/**
 * The state of each line, in their order.
 * @param priced whether prices matter: what is to be let go of may cost anything
 * @throws CallFault where it answers something else; ZodError where it is no answer
 */
export function readState(
  came: unknown,
  reservationId: string,
  lines: readonly SoldLine[],
  priced: boolean,
): LineState[] {
  assertAbout(came, reservationId);
  const answer = stateAnswer.parse(came);
  if (priced) assertAgreed(answer.lines, lines);
  const states = new Map(answer.lines.map(({ lineId, state }) => [lineId, state]));
  return lines.map(({ lineId }) => states.get(lineId) ?? 'none');
}

/**
 * An answer that belongs to another call (a supplier that answers twice can make the next one take it for its own)
 * must not be taken for this one's.
 */
function assertAbout(came: unknown, reservationId: string): void {
  const about = z.object({ reservationId: z.string() }).parse(came);
  if (about.reservationId === reservationId) return;
  throw new CallFault('garbage', `answered about another reservation than ${reservationId}`);
}

/** What is booked is booked at the price that the customer was quoted, or not at all. */
function assertAgreed(stated: readonly StatedLine[], lines: readonly SoldLine[]): void {
  for (const { lineId, price } of stated) {
    const agreed = lineOf(lineId, lines).price;
    if (price === undefined) continue;
    const came = statedPrice.safeParse(price).data;
    // The agreed price is valid money, and so is what equals it.
    if (came?.amount === agreed.amount && came.currency === agreed.currency) continue;
    const shown = came === undefined ? 'what is no price' : `${came.amount} ${came.currency.slice(0, 10)}`;
    throw contradiction(`expected ${lineId} at ${agreed.amount} ${agreed.currency}, got ${shown}`);
  }
}

function lineOf(lineId: string, lines: readonly SoldLine[]): SoldLine {
  const line = lines.find((candidate) => candidate.lineId === lineId);
  if (line === undefined) throw contradiction('answered about a line that was not asked for');
  return line;
}

function contradiction(message: string): CallFault {
  return new CallFault('contradicts', message);
}
