import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { replaceSection } from '../kit/document-section.ts';
import { columns } from './columns.ts';
import { leftOutText, legend, tablesOf, totalsText } from './print.ts';
import type { RoundResult } from './round.ts';

export const documentPath = fileURLToPath(new URL('../../docs/crash-matrix.md', import.meta.url));

const markers = {
  begin: '<!-- matrix: written by `npm run test:crash -- --write` -->',
  end: '<!-- matrix: end -->',
};

/** Replaces the matrix in the text of docs/crash-matrix.md. @throws Error where the text has no place for it */
export function withMatrix(text: string, matrix: string): string {
  return replaceSection(text, markers, matrix);
}

/** The matrix in Markdown: of each group of columns the promises and the cells. */
export function matrixMarkdown(results: readonly RoundResult[], seed: number): string {
  const sections = tablesOf(results).map(({ group, text }) =>
    [
      `### ${group.slice(0, 1).toUpperCase()}${group.slice(1)}`,
      '',
      ...columns
        .filter((column) => column.group === group)
        .map(({ heading, promise }) => `- \`${heading}\`: ${promise}`),
      '',
      '```text',
      text,
      '```',
    ].join('\n'),
  );
  return [
    `${totalsText(results)}, seed ${seed}.`,
    legend.join(' '),
    ...sections,
    leftOutText()
      .map((line) => `- ${line}`)
      .join('\n'),
  ].join('\n\n');
}

/** Writes the matrix of a whole run. */
export async function writeMatrix(results: readonly RoundResult[], seed: number): Promise<void> {
  const text = await readFile(documentPath, 'utf8');
  await writeFile(documentPath, withMatrix(text, matrixMarkdown(results, seed)));
}
