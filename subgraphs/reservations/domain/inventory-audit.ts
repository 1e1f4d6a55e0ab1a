import { sagaSteps } from './booking.ts';
import type { SagaStep } from './booking.ts';

/** How a line of a trip may stand in an inventory document: nothing is there for it, or its hold is in that state. */
export type Standing = 'none' | 'held' | 'booked';

/** What tells how far a reservation has got. As it is stored: it may be in any state, also an impossible one. */
export interface Progress {
  status: string;
  saga: { step: string | null; intended: boolean; undoing: readonly string[] } | null;
}

/** What a reservation has to do with one inventory document, for one line of its trip. */
export interface InventoryClaim {
  reservationId: string;
  documentId: string;
  /** As in the document's holds. */
  key: string;
  /** The counters that its hold lowers: nights of the month as two digits each, or a cabin. */
  counters: readonly string[];
  count: number;
  /** How it may stand there. */
  standings: readonly Standing[];
  /** The reservation's status: why it may stand so. */
  status: string;
}

/** An inventory document, of either kind. */
export interface AuditedDocument {
  id: string;
  /** What is counted: `night 10`, `ECONOMY seats`. */
  nameOf: (counter: string) => string;
  counters: Readonly<Record<string, { total: number; free: number }>>;
  holds: Readonly<Record<string, AuditedHold>>;
}

export interface AuditedHold {
  state: string;
  count: number;
  counters: readonly string[];
}

/** What an inventory document says, and what the reservations say it should. */
export interface InventoryDifference {
  documentId: string;
  what: string;
  expected: string;
  found: string;
}

const anyStanding: readonly Standing[] = ['none', 'held', 'booked'];

const stepsOf = {
  rooms: { hold: 'holdHotel', confirm: 'confirmHotel' },
  seats: { hold: 'holdFlight', confirm: 'confirmFlight' },
} as const satisfies Record<string, Record<string, SagaStep>>;

/**
 * How a reservation's lines may stand in inventory. Where a step or an undoing is under way, its effect may have
 * happened or not: there may be more than one answer. Of an impossible state nobody can say.
 */
export function standingsOf({ status, saga }: Progress, kind: 'rooms' | 'seats'): readonly Standing[] {
  switch (status) {
    case 'COMPLETED':
      return ['booked'];
    case 'FAILED':
    case 'CANCELLED':
      return ['none'];
    case 'INIT':
    case 'HOTEL_BOOKED':
    case 'FLIGHT_BOOKED':
      return saga === null ? anyStanding : onItsWay(saga, kind);
    case 'COMPENSATING':
    case 'CANCELLING': {
      const at = saga?.undoing.indexOf(stepsOf[kind].hold) ?? 0;
      if (at === -1) return ['none'];
      if (at === 0) return anyStanding;
      return status === 'CANCELLING' ? ['booked'] : ['held', 'booked'];
    }
    default:
      return anyStanding;
  }
}

function onItsWay(saga: NonNullable<Progress['saga']>, kind: 'rooms' | 'seats'): readonly Standing[] {
  const { hold, confirm } = stepsOf[kind];
  const order: readonly (string | null)[] = sagaSteps;
  const at = order.indexOf(saga.step);
  if (at === -1) return anyStanding;
  if (at > order.indexOf(confirm)) return ['booked'];
  if (saga.step === confirm) return saga.intended ? ['held', 'booked'] : ['held'];
  if (at > order.indexOf(hold)) return ['held'];
  return saga.step === hold && saga.intended ? ['none', 'held'] : ['none'];
}

/** Whether something must be held for it. */
export function mustHold({ standings }: Pick<InventoryClaim, 'standings'>): boolean {
  return !standings.includes('none');
}

/**
 * Compares an inventory document with the reservations, both ways: every hold against the reservation it names, every
 * reservation that must hold against the holds, and each counter against what the reservations take of it.
 * @param claims all claims on the document, of the reservations that its holds name at least
 */
export function compareDocument(
  document: AuditedDocument,
  claims: readonly InventoryClaim[],
): InventoryDifference[] {
  const byKey = new Map(claims.map((claim) => [claim.key, claim]));
  const keys = new Set([...Object.keys(document.holds), ...byKey.keys()]);
  const holdDifferences = [...keys].flatMap((key) => {
    const hold = document.holds[key];
    const claim = byKey.get(key);
    const found = hold === undefined ? 'none' : describe(hold.state, hold);
    const expected = expectedHolds(claim);
    return expected.includes(found)
      ? []
      : [{ documentId: document.id, what: `hold ${key}`, expected: wordsOf(expected, claim), found }];
  });
  return [...holdDifferences, ...compareCounters(document, claims)];
}

/** What may be found under a claim's key. */
function expectedHolds(claim: InventoryClaim | undefined): string[] {
  if (claim === undefined) return ['none'];
  return claim.standings.map((standing) => (standing === 'none' ? 'none' : describe(standing, claim)));
}

function describe(state: string, { count, counters }: Pick<AuditedHold, 'count' | 'counters'>): string {
  return `${state} ${count} × ${counters.toSorted().join(' ')}`;
}

function wordsOf(expected: readonly string[], claim: InventoryClaim | undefined): string {
  const why = claim === undefined ? 'no reservation asks for it' : `the reservation is ${claim.status}`;
  return `${expected.join(' or ')} (${why})`;
}

function compareCounters(
  { id: documentId, nameOf, counters, holds }: AuditedDocument,
  claims: readonly InventoryClaim[],
): InventoryDifference[] {
  // Where a claim may stand either way, the document itself says whether it does.
  const taking = claims.filter((claim) => {
    const mayHold = claim.standings.some((standing) => standing !== 'none');
    return mustHold(claim) || (mayHold && holds[claim.key] !== undefined);
  });
  const taken = new Map<string, number>();
  for (const { count, counters: lowered } of taking) {
    for (const counter of lowered) taken.set(counter, (taken.get(counter) ?? 0) + count);
  }
  const names = [...new Set([...Object.keys(counters), ...taken.keys()])].toSorted();
  return names.flatMap((name) => {
    const what = nameOf(name);
    const sold = taken.get(name) ?? 0;
    const counter = counters[name];
    if (counter === undefined) {
      return [{ documentId, what, expected: `${sold} taken`, found: 'not for sale' }];
    }
    const { total, free } = counter;
    const expected = `${total - sold} free (${total} less ${sold} taken)`;
    if (!isCount(total) || sold > total) {
      return [{ documentId, what, expected: `at least ${sold} in all`, found: `${total} in all` }];
    }
    return free === total - sold ? [] : [{ documentId, what, expected, found: `${free} free` }];
  });
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
