import { sagaSteps } from './booking.ts';
import type { SagaStep } from './booking.ts';

/** The state of a line's hold in an inventory document. */
export type HoldState = 'none' | 'held' | 'booked';

/** The progress of a stored reservation. Not validated: it may be in an impossible state. */
export interface Progress {
  status: string;
  saga: { step: string | null; intended: boolean; undoing: readonly string[] } | null;
}

/** The claim of a reservation's line on an inventory document. */
export interface InventoryClaim {
  reservationId: string;
  documentId: string;
  /** The key in the document's holds. */
  key: string;
  /** The counters that its hold lowers: nights of the month as two digits each, or a cabin. */
  counters: readonly string[];
  count: number;
  /** The hold states that the reservation's progress allows. */
  allowed: readonly HoldState[];
  /** The reservation's. */
  status: string;
}

/** A month of a room type, or a flight. */
export interface AuditedDocument {
  id: string;
  /** For operators: `night 10`, `ECONOMY seats`. */
  nameOf: (counter: string) => string;
  counters: Readonly<Record<string, { total: number; free: number }>>;
  holds: Readonly<Record<string, AuditedHold>>;
}

export interface AuditedHold {
  state: string;
  count: number;
  counters: readonly string[];
}

/** A difference between an inventory document and the reservations. */
export interface InventoryDifference {
  documentId: string;
  what: string;
  expected: string;
  found: string;
}

const anyState: readonly HoldState[] = ['none', 'held', 'booked'];

const stepsOf = {
  rooms: { hold: 'holdHotel', confirm: 'confirmHotel' },
  seats: { hold: 'holdFlight', confirm: 'confirmFlight' },
} as const satisfies Record<string, Record<string, SagaStep>>;

/**
 * The hold states that a reservation's progress allows for its lines. While a step or an undo is under way, its effect may
 * or may not have happened, so that several states are allowed. An impossible reservation allows all.
 */
export function allowedHoldStates({ status, saga }: Progress, kind: 'rooms' | 'seats'): readonly HoldState[] {
  switch (status) {
    case 'COMPLETED':
      return ['booked'];
    case 'FAILED':
    case 'CANCELLED':
      return ['none'];
    case 'INIT':
    case 'HOTEL_BOOKED':
    case 'FLIGHT_BOOKED':
      return saga === null ? anyState : onItsWay(saga, kind);
    case 'COMPENSATING':
    case 'CANCELLING': {
      const at = saga?.undoing.indexOf(stepsOf[kind].hold) ?? 0;
      if (at === -1) return ['none'];
      if (at === 0) return anyState;
      return status === 'CANCELLING' ? ['booked'] : ['held', 'booked'];
    }
    default:
      return anyState;
  }
}

function onItsWay(saga: NonNullable<Progress['saga']>, kind: 'rooms' | 'seats'): readonly HoldState[] {
  const { hold, confirm } = stepsOf[kind];
  const order: readonly (string | null)[] = sagaSteps;
  const at = order.indexOf(saga.step);
  if (at === -1) return anyState;
  if (at > order.indexOf(confirm)) return ['booked'];
  if (saga.step === confirm) return saga.intended ? ['held', 'booked'] : ['held'];
  if (at > order.indexOf(hold)) return ['held'];
  return saga.step === hold && saga.intended ? ['none', 'held'] : ['none'];
}

/** True for a claim that needs a hold. */
export function mustHold({ allowed }: Pick<InventoryClaim, 'allowed'>): boolean {
  return !allowed.includes('none');
}

/**
 * Compares an inventory document with the reservations: every hold with the reservation in its key, every claim that
 * needs a hold with the holds, and each counter with the sum of the claims.
 * @param claims the claims on the document, including all claims of the reservations in its holds' keys
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

/** The descriptions of the holds that a claim allows. */
function expectedHolds(claim: InventoryClaim | undefined): string[] {
  if (claim === undefined) return ['none'];
  return claim.allowed.map((state) => (state === 'none' ? 'none' : describe(state, claim)));
}

function describe(state: string, { count, counters }: Pick<AuditedHold, 'count' | 'counters'>): string {
  return `${state} ${count} × ${counters.toSorted().join(' ')}`;
}

function wordsOf(expected: readonly string[], claim: InventoryClaim | undefined): string {
  const why = claim === undefined ? 'no reservation claims it' : `the reservation is ${claim.status}`;
  return `${expected.join(' or ')} (${why})`;
}

function compareCounters(
  { id: documentId, nameOf, counters, holds }: AuditedDocument,
  claims: readonly InventoryClaim[],
): InventoryDifference[] {
  // For a claim that allows both, with and without a hold, the document decides.
  const taking = claims.filter((claim) => {
    const mayHold = claim.allowed.some((state) => state !== 'none');
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
