import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { replaceSection } from '../kit/document-section.ts';
import type { AttackReport } from './measure.ts';
import { tablesMarkdown, totalsText } from './print.ts';

export const documentPath = fileURLToPath(new URL('../../docs/attacks.md', import.meta.url));

const markers = {
  begin: '<!-- attacks: written by `npm run test:attacks -- --write` -->',
  end: '<!-- attacks: end -->',
};

/** Replaces the tables in the text of docs/attacks.md. @throws Error where the text has no place for them */
export function withTables(text: string, reports: readonly AttackReport[], seed: number): string {
  return replaceSection(text, markers, `${totalsText(reports)}, seed ${seed}.\n\n${tablesMarkdown(reports)}`);
}

export async function writeTables(reports: readonly AttackReport[], seed: number): Promise<void> {
  const text = withTables(await readFile(documentPath, 'utf8'), reports, seed);
  const options = await resolveConfig(documentPath);
  await writeFile(documentPath, await format(text, { ...options, parser: 'markdown' }));
}
