import { z } from 'zod';
import type { HoldOutcome } from '../domain/suppliers.ts';
import type { StayLine } from '../domain/trip.ts';
import { CallFault } from './resilient-calls.ts';

/** The fields of a line that answers are checked against. */
export type SoldLine = Pick<StayLine, 'lineId' | 'price'>;

const lineStates = ['none', 'held', 'booked', 'released'] as const;
/** The state of a line at a supplier. `none`: it never had the line, or has forgotten it. */
export type LineState = (typeof lineStates)[number];

/** A line of an answer. `assertAgreed` validates the price, for a better message than a schema's. */
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

/** @throws CallFault for an answer that does not match the call; ZodError for an invalid answer */
export function readHold(body: unknown, reservationId: string, lines: readonly SoldLine[]): HoldOutcome {
  assertAbout(body, reservationId);
  const answer = holdAnswer.parse(body);
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

/** @throws CallFault for an answer that does not match the call; ZodError for an invalid answer */
export function readConfirmation(
  body: unknown,
  reservationId: string,
  lines: readonly SoldLine[],
): 'confirmed' | 'nothing_held' {
  assertAbout(body, reservationId);
  const answer = confirmationAnswer.parse(body);
  if (answer.outcome === 'confirmed') assertAgreed(answer.lines, lines);
  return answer.outcome;
}

/** @throws CallFault for an answer to another reservation; ZodError for an invalid answer */
export function readRelease(body: unknown, reservationId: string): 'released' {
  assertAbout(body, reservationId);
  return releaseAnswer.parse(body).outcome;
}

/**
 * Reads the state of each line, in the order of `lines`.
 * @param checksPrices false for lines to release
 * @throws CallFault for an answer that does not match the call; ZodError for an invalid answer
 */
export function readState(
  body: unknown,
  reservationId: string,
  lines: readonly SoldLine[],
  checksPrices: boolean,
): LineState[] {
  assertAbout(body, reservationId);
  const answer = stateAnswer.parse(body);
  if (checksPrices) assertAgreed(answer.lines, lines);
  const states = new Map(answer.lines.map(({ lineId, state }) => [lineId, state]));
  return lines.map(({ lineId }) => states.get(lineId) ?? 'none');
}

/**
 * Refuses the answer to another call: a supplier that answers twice on a connection makes the next call read its second
 * answer.
 */
function assertAbout(body: unknown, reservationId: string): void {
  const about = z.object({ reservationId: z.string() }).parse(body);
  if (about.reservationId === reservationId) return;
  throw new CallFault('invalid_answer', `answered for another reservation than ${reservationId}`);
}

/** Refuses any price but the quoted price. */
function assertAgreed(stated: readonly StatedLine[], lines: readonly SoldLine[]): void {
  for (const { lineId, price } of stated) {
    const agreed = lineOf(lineId, lines).price;
    if (price === undefined) continue;
    const statedAmount = statedPrice.safeParse(price).data;
    // Equality is validation enough: the quoted price is valid money.
    if (statedAmount?.amount === agreed.amount && statedAmount.currency === agreed.currency) continue;
    const shown =
      statedAmount === undefined
        ? 'an invalid price'
        : `${statedAmount.amount} ${statedAmount.currency.slice(0, 10)}`;
    throw contradiction(`expected ${lineId} at ${agreed.amount} ${agreed.currency}, got ${shown}`);
  }
}

function lineOf(lineId: string, lines: readonly SoldLine[]): SoldLine {
  const line = lines.find((candidate) => candidate.lineId === lineId);
  if (line === undefined) throw contradiction('answered for a line that is not in the request');
  return line;
}

function contradiction(message: string): CallFault {
  return new CallFault('contradictory', message);
}
