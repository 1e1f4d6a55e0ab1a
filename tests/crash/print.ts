import { cells, whyLeftOut } from './matrix.ts';
import type { Row } from './rows.ts';
import { rows } from './rows.ts';
import type { CellResult } from './round.ts';
import { victims } from './victims.ts';

/** The letters that stand for ends in the matrix. */
const letters: Readonly<Record<string, string>> = { COMPLETED: 'C', FAILED: 'F', CANCELLED: 'X' };

/** The matrix as text: a line for each point, a column for each process. */
export function matrixText(results: readonly CellResult[]): string {
  const shown = rows.filter((row) => results.some((result) => result.row === row));
  const lines = shown.map((row) => [row.name, ...victims.map((victim) => cellText(row, victim, results))]);
  return [
    table([['point', ...victims], ...lines]),
    '',
    'C completed, F failed, X cancelled; seconds from the kill until whoever watched saw the end; number of bookings.',
    '· means nothing (below), - was not asked for, ! a broken promise (below).',
    ...leftOutText(),
  ].join('\n');
}

function cellText(row: Row, victim: CellResult['victim'], results: readonly CellResult[]): string {
  const result = results.find((each) => each.row === row && each.victim === victim);
  if (result === undefined) return whyLeftOut({ row, victim }) === null ? '-' : '·';
  const letter = letters[result.outcome] ?? '?';
  const mark = result.faults.length > 0 ? ' !' : '';
  return `${letter} ${result.seconds.toFixed(1)} ${result.bookings}${mark}`;
}

/** Why cells are left out, and how many for each reason. */
function leftOutText(): string[] {
  const reasons = rows.flatMap((row) => victims.map((victim) => whyLeftOut({ row, victim })));
  const given = reasons.filter((reason) => reason !== null);
  return [...new Set(given)].map(
    (reason) => `· ${given.filter((each) => each === reason).length} cells: ${reason}.`,
  );
}

/** What came of it all, in a line. */
export function totalsText(results: readonly CellResult[]): string {
  const bookings = results.reduce((sum, result) => sum + result.bookings, 0);
  const faulty = results.filter(({ faults }) => faults.length > 0).length;
  const slowest = Math.max(0, ...results.map(({ seconds }) => seconds));
  return (
    `${results.length} of ${cells.length} cells, ${bookings} bookings, ` +
    `at most ${slowest.toFixed(1)} s to the end; ${faulty} cells with a broken promise.`
  );
}

function table(lines: readonly (readonly string[])[]): string {
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
