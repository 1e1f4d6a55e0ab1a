import type { Column } from './column.ts';
import { columns } from './columns.ts';
import type { Row } from './rows.ts';
import { rows } from './rows.ts';

/** A cell of the matrix: the disturbance while bookings are held at the row's point. */
export interface Cell {
  row: Row;
  column: Column;
}

/** The cells to run. */
export const cells: readonly Cell[] = columns.flatMap((column) =>
  rows.filter((row) => column.leftOut(row) === null).map((row): Cell => ({ row, column })),
);

/** A disturbance while bookings of every row are held at their points. */
export interface Round {
  column: Column;
  rows: readonly Row[];
}

/** Rows that share a disturbance. Long disturbances are shared by more rows. */
function rowsPerRound({ lastsSeconds }: Column): number {
  return lastsSeconds >= 5 ? 40 : 14;
}

/**
 * Groups cells into rounds: many rows share a disturbance. A relay and a consumer each move a single batch at a time, so that
 * a round has at most one of their points.
 */
export function roundsOf(wanted: readonly Cell[]): Round[] {
  return columns.flatMap((column): Round[] => {
    const own = wanted.filter((cell) => cell.column === column).map(({ row }) => row);
    const blocking = (['relay', 'update'] as const).map((of) => own.filter((row) => row.of === of));
    const others = own.filter((row) => !blocking.flat().includes(row));
    const count = Math.max(
      Math.ceil(others.length / rowsPerRound(column)),
      ...blocking.map((some) => some.length),
    );
    const decks = [others, ...blocking];
    return Array.from({ length: count }, (_, at) => ({
      column,
      rows: decks.flatMap((deck) => deck.filter((_row, index) => index % count === at)),
    }));
  });
}

/**
 * Samples the matrix: every column that is short enough, each with completed, compensated and cancelled bookings.
 * @param shuffle returns the items in random order
 */
export function sampleOf(wanted: readonly Cell[], shuffle: <Item>(items: readonly Item[]) => Item[]): Cell[] {
  return columns
    .filter(({ onlyWhole }) => !onlyWhole)
    .flatMap((column) => {
      const own = shuffle(wanted.filter((cell) => cell.column === column));
      const of = (part: Row['of'], count: number) => own.filter(({ row }) => row.of === part).slice(0, count);
      const saga = own.filter(({ row }) => row.of === 'saga');
      const some = (scenario: Row['scenario'], count: number) =>
        saga.filter(({ row }) => row.scenario === scenario).slice(0, count);
      return [
        ...some('completes', 3),
        ...some('declined', 2),
        ...some('sold out', 1),
        ...some('cancelled', 2),
        ...of('request', 1),
        ...of('update', 1),
        ...of('payment', 1),
        ...of('relay', 1),
      ];
    });
}
