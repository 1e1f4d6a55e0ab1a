import type { Column } from './column.ts';
import { groups } from './column.ts';
import type { Group } from './column.ts';
import { columns } from './columns.ts';
import { endOf } from './bookings.ts';
import { cells } from './matrix.ts';
import type { Row } from './rows.ts';
import { rows } from './rows.ts';
import type { CellResult, RoundResult } from './round.ts';

/** By final status. */
const letters: Readonly<Record<string, string>> = { COMPLETED: 'C', FAILED: 'F', CANCELLED: 'X' };

/** Explains the cells. */
export const legend = [
  'A cell promises a final status and a limit, and shows the measure: `C 4/60` means that every booking completed, the last',
  'one 4 s after the start of the disturbance, with a limit of 60 s after its end. C completed, F failed and compensated,',
  'X cancelled and refunded. · left out (reasons below), - not selected, ! a broken promise.',
];

/** A table of each group of columns: a line for each point. */
export function tablesOf(rounds: readonly RoundResult[]): { group: Group; text: string }[] {
  const results = rounds.flatMap(({ cells: some }) => some);
  return groups
    .filter((group) => results.some(({ column }) => column.group === group))
    .map((group) => {
      const own = columns.filter((column) => column.group === group);
      const shown = rows.filter((row) => results.some((result) => result.row === row));
      const lines = shown.map((row) => [row.name, ...own.map((column) => cellText(row, column, results))]);
      return { group, text: aligned([['point', ...own.map(({ heading }) => heading)], ...lines]) };
    });
}

function cellText(row: Row, column: Column, results: readonly CellResult[]): string {
  if (column.leftOut(row) !== null) return '·';
  const result = results.find((each) => each.row === row && each.column === column);
  if (result === undefined) return '-';
  const promised = letters[endOf[row.scenario]] ?? '?';
  const seen = letters[result.outcome] ?? result.outcome;
  const status = seen === promised ? promised : `${promised}, not ${seen}`;
  const mark = result.faults.length > 0 ? ' !' : '';
  return `${status} ${result.seconds.toFixed(0)}/${column.finalWithinSeconds}${mark}`;
}

/** The reasons for cells that are left out, with their numbers. */
export function leftOutText(): string[] {
  const reasons = columns.flatMap((column) => rows.map((row) => column.leftOut(row)));
  const given = reasons.filter((reason) => reason !== null);
  return [...new Set(given)].map(
    (reason) => `· ${given.filter((each) => each === reason).length} cells: ${reason}.`,
  );
}

/** True for a disturbance that broke a promise. */
export function isBroken({ cells: some, faults }: RoundResult): boolean {
  return faults.length > 0 || some.some((cell) => cell.faults.length > 0);
}

/** The promises that a disturbance broke, a line each. */
export function brokenText({ round, cells: some, faults }: RoundResult): string[] {
  const ofCells = some.flatMap(({ row, faults: own }) =>
    own.map((fault) => `  ! at "${row.name}": ${fault}`),
  );
  return [...faults.map((fault) => `  ! ${fault}`), ...ofCells].map(
    (line) => `${line} (${round.column.name})`,
  );
}

/** The last line: cells, broken promises. */
export function totalsText(rounds: readonly RoundResult[]): string {
  const results = rounds.flatMap(({ cells: some }) => some);
  const broken = rounds.filter(isBroken);
  const promises = broken.flatMap(brokenText).length;
  return (
    `${results.length} of ${cells.length} cells in ${rounds.length} rounds; ` +
    `${promises} broken promises in ${broken.length} rounds`
  );
}

function aligned(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
