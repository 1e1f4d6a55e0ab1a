import { cells, reasonToSkip } from './matrix.ts';
import type { Row } from './rows.ts';
import { rows } from './rows.ts';
import type { CellResult, RoundResult } from './round.ts';
import { victims } from './victims.ts';
import type { Victim } from './victims.ts';

/** By final status. */
const letters: Readonly<Record<string, string>> = { COMPLETED: 'C', FAILED: 'F', CANCELLED: 'X' };

/** Formats the matrix: a line for each point, a column for each victim. */
export function matrixText(rounds: readonly RoundResult[]): string {
  const results = rounds.flatMap(({ cells: some }) => some);
  const shown = rows.filter((row) => results.some((result) => result.row === row));
  const lines = shown.map((row) => [row.name, ...victims.map((victim) => cellText(row, victim, results))]);
  return [
    table([['point', ...victims], ...lines]),
    '',
    'C completed, F failed, X cancelled; seconds from the kill to the final status at the subscriber; bookings.',
    '· left out (reasons below), - not selected, ! a broken promise (above).',
    ...leftOutText(),
  ].join('\n');
}

function cellText(row: Row, victim: Victim, results: readonly CellResult[]): string {
  const result = results.find((each) => each.row === row && each.victim === victim);
  if (result === undefined) return reasonToSkip({ row, victim }) === null ? '-' : '·';
  const letter = letters[result.outcome] ?? '?';
  const mark = result.faults.length > 0 ? ' !' : '';
  return `${letter} ${result.seconds.toFixed(1)} ${result.bookings}${mark}`;
}

/** The reasons for cells that are left out, with their numbers. */
function leftOutText(): string[] {
  const reasons = rows.flatMap((row) => victims.map((victim) => reasonToSkip({ row, victim })));
  const given = reasons.filter((reason) => reason !== null);
  return [...new Set(given)].map(
    (reason) => `· ${given.filter((each) => each === reason).length} cells: ${reason}.`,
  );
}

/** True for a kill that broke a promise. */
export function isBroken({ cells: some, faults }: RoundResult): boolean {
  return faults.length > 0 || some.some((cell) => cell.faults.length > 0);
}

/** The promises that a kill broke, a line each. */
export function brokenText(victim: Victim, { cells: some, faults }: RoundResult): string[] {
  const ofCells = some.flatMap(({ row, faults: own }) =>
    own.map((fault) => `  ! at "${row.name}": ${fault}`),
  );
  return [...faults.map((fault) => `  ! ${fault}`), ...ofCells].map((line) => `${line} (${victim} killed)`);
}

export function totalsText(rounds: readonly RoundResult[]): string {
  const results = rounds.flatMap(({ cells: some }) => some);
  const bookings = results.reduce((sum, result) => sum + result.bookings, 0);
  const broken = rounds.filter(isBroken).length;
  const slowest = Math.max(0, ...results.map(({ seconds }) => seconds));
  return (
    `${results.length} of ${cells.length} cells, ${bookings} bookings, ` +
    `at most ${slowest.toFixed(1)} s to the end; ${broken} of ${rounds.length} kills broke a promise.`
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
