import type { Row } from './rows.ts';
import { rows } from './rows.ts';
import { victims } from './victims.ts';
import type { Victim } from './victims.ts';

/** A cell of the matrix: whom to kill while bookings are held at a point. */
export interface Cell {
  row: Row;
  victim: Victim;
}

/** Why a cell says nothing; null where it does. */
export function whyLeftOut({ row, victim }: Cell): string | null {
  if (row.of === 'relay') {
    switch (victim) {
      case 'reservations':
        return 'a relay lives in the reservations process: its column is `relay`';
      case 'worker':
      case 'orders':
        return 'an event on its way has left the worker, and orders has no part in it';
      case 'router':
      case 'relay':
      case 'redis':
      case 'redis-empty':
      case 'mongodb':
        return null;
    }
  }
  if (victim === 'relay') return 'a relay is no party to the saga: it is killed at its own points';
  if (victim === 'orders' && !row.needsOrders) return 'orders is not asked again after these points';
  return null;
}

/** All cells that mean something. */
export const cells: readonly Cell[] = rows
  .flatMap((row) => victims.map((victim): Cell => ({ row, victim })))
  .filter((cell) => whyLeftOut(cell) === null);

/** One kill: bookings of each row are held at its point when the victim dies. */
export interface Round {
  victim: Victim;
  rows: readonly Row[];
}

/**
 * One kill serves many cells. A relay moves one batch at a time, so that one kill finds it at one point; orders gives
 * up a payment that takes it too long, so that points of payments do not wait for those of others.
 * @param rowsPerRound how many rows share a kill, at most
 */
export function roundsOf(wanted: readonly Cell[], rowsPerRound: number): Round[] {
  return victims.flatMap((victim): Round[] => {
    const own = wanted.filter((cell) => cell.victim === victim).map(({ row }) => row);
    const those = (...of: Row['of'][]) => own.filter((row) => of.includes(row.of));
    return [
      ...dealt(those('saga', 'intake'), rowsPerRound),
      ...dealt(those('payment'), rowsPerRound),
      ...dealt(those('relay'), 1),
    ].map((group) => ({ victim, rows: group }));
  });
}

/** Deals items out to as few groups as there must be, of much the same size. */
function dealt<Item>(items: readonly Item[], atMost: number): Item[][] {
  const groups = Math.ceil(items.length / atMost);
  return Array.from({ length: groups }, (_, at) => items.filter((_item, index) => index % groups === at));
}

/**
 * A sample of the matrix: every victim once, each with bookings on their way forward, back, and cancelled.
 * @param shuffle puts a list into an order of chance
 */
export function sampleOf(wanted: readonly Cell[], shuffle: <Item>(items: readonly Item[]) => Item[]): Cell[] {
  return victims.flatMap((victim) => {
    const own = shuffle(wanted.filter((cell) => cell.victim === victim));
    const saga = own.filter(({ row }) => row.of === 'saga');
    const some = (story: Row['story'], count: number) =>
      saga.filter(({ row }) => row.story === story).slice(0, count);
    const intakes = own.filter(({ row }) => row.of === 'intake').slice(0, 1);
    const sampled = [
      ...some('completes', 3),
      ...some('declined', 2),
      ...some('sold out', 1),
      ...some('cancelled', 2),
      ...intakes,
    ];
    return sampled.length > 0 ? sampled : own.slice(0, 1);
  });
}
