import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { columns } from './columns.ts';
import { documentPath, matrixMarkdown, withMatrix } from './document.ts';
import { cells, roundsOf } from './matrix.ts';
import { endOf } from './bookings.ts';
import type { RoundResult } from './round.ts';

/** Every round as it should end. */
const results: RoundResult[] = roundsOf(cells).map((round) => ({
  round,
  cells: round.rows.map((row) => ({
    ...{ row, column: round.column, outcome: endOf[row.scenario], seconds: 3.4, faults: [] },
  })),
  faults: [],
}));

describe('docs/crash-matrix.md', () => {
  it('has a place for the matrix, which is replaced', () => {
    const text = readFileSync(documentPath, 'utf8');
    const once = withMatrix(text, 'first');
    expect(withMatrix(once, 'second')).toBe(withMatrix(text, 'second'));
    expect(once).toContain('\n\nfirst\n\n');
  });

  it('names the promise of every column', () => {
    const markdown = matrixMarkdown(results, 42);
    for (const { heading, promise } of columns) expect(markdown).toContain(`- \`${heading}\`: ${promise}`);
  });

  it('says what each cell promises, and what was seen', () => {
    const markdown = matrixMarkdown(results, 42);
    expect(markdown.match(/ [CFX] 3\/\d+/g)).toHaveLength(cells.length);
    expect(markdown).toContain(`${cells.length} of ${cells.length} cells`);
  });

  it('marks a broken promise', () => {
    const [first, ...others] = results;
    if (first === undefined) throw new Error('no rounds');
    const [cell, ...rest] = first.cells;
    if (cell === undefined) throw new Error('no cells');
    const broken = { ...cell, outcome: 'FAILED', faults: ['charged twice'] };
    const markdown = matrixMarkdown([{ ...first, cells: [broken, ...rest] }, ...others], 42);
    expect(markdown).toContain('C, not F 3/60 !');
    expect(markdown).toContain('1 broken promises in 1 rounds');
  });
});
