import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableMarkdown } from '../layout.ts';
import type { Table } from '../layout.ts';
import { runMarkdown, writeFormatted } from '../run.ts';
import type { Run } from '../run.ts';
import type { Figures, Plan } from './measure.ts';
import { plotOf } from './plot.ts';

export interface Report {
  run: Run;
  plan: Plan;
  /** With the limits of overload, as by default. */
  limited: Figures;
  /** Without them; null if not measured. */
  unlimited: Figures | null;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

export function tablesOf({ plan, limited, unlimited }: Report): Table[] {
  const tables = [tableOf('Goodput under overload', limited, plan)];
  if (unlimited !== null) tables.push(tableOf('Without the limits of overload', unlimited, plan));
  return tables;
}

function tableOf(title: string, figures: Figures, { patienceMs }: Plan): Table {
  const { sustainablePerSecond, points, atTenTimes, recoverySeconds } = figures;
  const recovered = recoverySeconds === null ? 'none within 20 s' : `${recoverySeconds} s`;
  return {
    title,
    notes: [
      `Clients leave after ${patienceMs / 1_000} s. Sustainable rate: ${Math.round(sustainablePerSecond)} a second.`,
      `Goodput at ten times: ${percent(atTenTimes)} of the best. Recovery: ${recovered}.`,
    ],
    columns: [
      'rate',
      'offered/s',
      'answered/s',
      'mutations',
      'refused',
      'left',
      'failed',
      'p50 ms',
      'p99 ms',
    ],
    rows: points.map((point) => [
      `${point.times} ×`,
      ...[point.offeredPerSecond, point.goodPerSecond].map((value) => Math.round(value).toLocaleString('en')),
      ...[point.mutationShare, point.refusedShare, point.leftShare, point.failedShare].map(percent),
      ...[point.p50, point.p99].map((value) => Math.round(value).toLocaleString('en')),
    ]),
  };
}

/** Writes `overload.md`, `overload.json` and `overload.svg`. */
export async function writeReport(directory: string, report: Report): Promise<void> {
  const markdown = [
    '# Goodput under overload',
    'Written by `npm run bench:overload`. How to read it: [docs/benchmarks.md](../../docs/benchmarks.md).',
    runMarkdown(report.run),
    '![Answers a second by the rate of requests](overload.svg)',
    ...tablesOf(report).map(tableMarkdown),
  ].join('\n\n');
  await mkdir(directory, { recursive: true });
  await writeFormatted(join(directory, 'overload.md'), markdown);
  await writeFormatted(join(directory, 'overload.json'), JSON.stringify(report));
  await writeFile(join(directory, 'overload.svg'), plotOf(report));
}
