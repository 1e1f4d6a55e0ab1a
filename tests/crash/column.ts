import { reservationEventTypes } from '../../subgraphs/reservations/domain/events.ts';
import type { Row } from './rows.ts';
import type { World, WorldKind } from './world.ts';

/** A disturbance while bookings are held at their points. */
export interface Disturbance {
  world: World;
  /** Lets the bookings continue: called once the disturbance has begun. */
  readonly letGo: () => void;
  /** Resolves once every booking is final; rejects after the time that the column allows. */
  readonly untilFinal: () => Promise<void>;
}

/** A column of the matrix: a disturbance, and the promise that holds despite it. */
export interface Column {
  /** The name to print and to select by: `kill worker`. */
  readonly name: string;
  readonly group: Group;
  /** The heading within its group. */
  readonly heading: string;
  /** A sentence. */
  readonly promise: string;
  /** From the end of the disturbance until all bookings are final. */
  readonly finalWithinSeconds: number;
  /** About the time that the disturbance takes. */
  readonly lastsSeconds: number;
  readonly world: WorldKind;
  /** True where subscriptions may end, so that clients subscribe again. */
  readonly endsSubscriptions: boolean;
  /** True for a disturbance that is too long for a sample. */
  readonly onlyWhole: boolean;
  /** The reason to leave a row out; null for a cell to run. */
  readonly leftOut: (row: Row) => string | null;
  /** @returns the column's own promises that were broken */
  readonly disturb: (disturbance: Disturbance) => Promise<readonly string[]>;
}

/** Columns that are printed in one table. */
export const groups = [
  'killed',
  'frozen for 5 s',
  'frozen for 60 s',
  'clocks',
  'stores',
  'two of each',
] as const;
export type Group = (typeof groups)[number];

const firstEvent = reservationEventTypes.INIT;

/** The process or the part of a process that a column disturbs; `relay` is a part of `reservations`. */
export type Part = 'reservations' | 'relay' | 'worker' | 'orders' | 'router' | 'stores' | 'all';

/**
 * The rule for the rows that a disturbance of a part leaves out.
 * @param events the events whose relay rows are kept
 */
export function leftOutBy(part: Part, events: 'all events' | 'first event'): (row: Row) => string | null {
  return (row) => {
    if (row.of === 'relay') {
      if (events === 'first event' && !row.name.includes(firstEvent)) {
        return `in these columns the rows of ${firstEvent} stand for all events: a relay moves them alike`;
      }
      if (part === 'reservations')
        return 'the relay runs in the reservations process: see the column `relay`';
      if (part === 'worker' || part === 'orders')
        return 'the worker and orders take no part in relaying an event';
      return null;
    }
    if (part === 'relay') return 'the relay takes no part in the saga: it is killed at its own points';
    if (part === 'orders' && !row.needsOrders) return 'orders is not called after these points';
    return null;
  };
}
