import type { Row } from './rows.ts';
import { rows } from './rows.ts';
import { victims } from './victims.ts';
import type { Victim } from './victims.ts';

/** A cell of the matrix: the victim to kill while bookings are held at the row's point. */
export interface Cell {
  row: Row;
  victim: Victim;
}

/** The reason to leave a cell out; null for a cell to run. */
export function reasonToSkip({ row, victim }: Cell): string | null {
  if (row.of === 'relay') {
    switch (victim) {
      case 'reservations':
        return 'the relay runs in the reservations process: see the column `relay`';
      case 'worker':
      case 'orders':
        return 'the worker and orders take no part in relaying an event';
      case 'router':
      case 'relay':
      case 'redis':
      case 'redis-empty':
      case 'mongodb':
        return null;
    }
  }
  if (victim === 'relay') return 'the relay takes no part in the saga: it is killed at its own points';
  if (victim === 'orders' && !row.needsOrders) return 'orders is not called after these points';
  return null;
}

/** The cells to run. */
export const cells: readonly Cell[] = rows
  .flatMap((row) => victims.map((victim): Cell => ({ row, victim })))
  .filter((cell) => reasonToSkip(cell) === null);

/** A kill while bookings of every row are held at their points. */
export interface Round {
  victim: Victim;
  rows: readonly Row[];
}

/**
 * Groups cells into rounds: many rows share a kill. A relay moves a single batch at a time, so that each of its points needs
 * its own kill. Payments have rounds of their own: orders times out a payment that is held too long.
 * @param rowsPerRound the maximum of rows that share a kill
 */
export function roundsOf(wanted: readonly Cell[], rowsPerRound: number): Round[] {
  return victims.flatMap((victim): Round[] => {
    const own = wanted.filter((cell) => cell.victim === victim).map(({ row }) => row);
    const those = (...of: Row['of'][]) => own.filter((row) => of.includes(row.of));
    return [
      ...dealt(those('saga', 'request'), rowsPerRound),
      ...dealt(those('payment'), rowsPerRound),
      ...dealt(those('relay'), 1),
    ].map((group) => ({ victim, rows: group }));
  });
}

/** Deals items out to the fewest groups of about equal size. */
function dealt<Item>(items: readonly Item[], atMost: number): Item[][] {
  const groups = Math.ceil(items.length / atMost);
  return Array.from({ length: groups }, (_, at) => items.filter((_item, index) => index % groups === at));
}

/**
 * Samples the matrix: every victim, each with completed, compensated and cancelled bookings.
 * @param shuffle returns the items in random order
 */
export function sampleOf(wanted: readonly Cell[], shuffle: <Item>(items: readonly Item[]) => Item[]): Cell[] {
  return victims.flatMap((victim) => {
    const own = shuffle(wanted.filter((cell) => cell.victim === victim));
    const saga = own.filter(({ row }) => row.of === 'saga');
    const some = (scenario: Row['scenario'], count: number) =>
      saga.filter(({ row }) => row.scenario === scenario).slice(0, count);
    const requests = own.filter(({ row }) => row.of === 'request').slice(0, 1);
    const sampled = [
      ...some('completes', 3),
      ...some('declined', 2),
      ...some('sold out', 1),
      ...some('cancelled', 2),
      ...requests,
    ];
    return sampled.length > 0 ? sampled : own.slice(0, 1);
  });
}
