import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
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
export function withTables(
  text: string,
  reports: readonly AttackReport[],
  { seed, machine }: { seed: number; machine: string },
): string {
  const summary = `${totalsText(reports)}, seed ${seed}. Measured on ${machine}.`;
  return replaceSection(text, markers, `${summary}\n\n${tablesMarkdown(reports)}`);
}

/** Such as `2026-11-27: 2 cores (…), 24 GB, Linux 6.1, Node.js v22.1.0, load 0.5 before the run`. */
export function describeMachine(): string {
  const processors = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const load = (loadavg()[0] ?? 0).toFixed(1);
  const date = new Date(performance.timeOrigin).toISOString().slice(0, 10);
  return `${date}: ${processors.length} cores (${processors[0]?.model.trim() ?? 'unknown'}), ${gigabytes} GB, ${type()} ${release()}, Node.js ${process.version}, load ${load} before the run`;
}

export async function writeTables(
  reports: readonly AttackReport[],
  run: { seed: number; machine: string },
): Promise<void> {
  const text = withTables(await readFile(documentPath, 'utf8'), reports, run);
  const options = await resolveConfig(documentPath);
  await writeFile(documentPath, await format(text, { ...options, parser: 'markdown' }));
}
