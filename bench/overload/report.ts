import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableMarkdown } from '../layout.ts';
import type { Table } from '../layout.ts';
import { runMarkdown, writeFormatted } from '../run.ts';
import type { Run } from '../run.ts';
import { kinds as names } from './requests.ts';
import type { Figures, Plan } from './measure.ts';
import { plotOf } from './plot.ts';

export interface Report {
  run: Run;
  plan: Plan;
  sustainablePerSecond: number;
  /** With the limits of overload, as by default. */
  limited: Figures;
  /** Without them, at the same rates; null if not measured. */
  unlimited: Figures | null;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
const whole = (value: number) => Math.round(value).toLocaleString('en');

export function tablesOf({ plan, sustainablePerSecond, limited, unlimited }: Report): Table[] {
  const notes = [
    `Sustainable rate: ${whole(sustainablePerSecond)} a second. Clients leave after ${plan.patienceMs / 1_000} s.`,
  ];
  return [
    goodputTable('With the limits of overload', limited, notes),
    coresTable('Cores used, with the limits', limited),
    ...(unlimited === null ? [] : [goodputTable('Without the limits of overload', unlimited, notes)]),
  ];
}

function goodputTable(
  title: string,
  { points, atTenTimes, recoverySeconds }: Figures,
  notes: string[],
): Table {
  const recovered = recoverySeconds === null ? 'not recovered' : `recovered after ${recoverySeconds} s`;
  return {
    title,
    notes: [
      ...notes,
      `Goodput at ten times: ${percent(atTenTimes)} of the best; ${recovered} at half the rate.`,
    ],
    columns: [
      ...['rate', 'offered/s', 'answered/s', 'queries', 'quotes', 'bookings', 'sign-ins'],
      ...['refused', 'left', 'failed', 'p50 ms', 'p99 ms'],
    ],
    rows: points.map(({ times, offeredPerSecond, goodPerSecond, kinds, fates, p50, p99 }) => [
      ...[`${times} ×`, whole(offeredPerSecond), whole(goodPerSecond)],
      ...names.map((kind) => (kinds[kind].requests === 0 ? '' : percent(kinds[kind].answered))),
      ...[fates.refused, fates.left, fates.failed].map(percent),
      ...[whole(p50), whole(p99)],
    ]),
  };
}

function coresTable(title: string, { points }: Figures): Table {
  const names = Object.keys(points[0]?.processes ?? {}).filter((name) => name !== 'bench');
  return {
    title,
    notes: ['`clients late`: the 99th percentile of the requests was sent so much later than it was due.'],
    columns: ['rate', ...names, 'clients', 'clients late ms'],
    rows: points.map(({ times, processes, clients }) => [
      `${times} ×`,
      ...names.map((name) => (processes[name] ?? 0).toFixed(2)),
      ...[clients.coreUse.toFixed(2), whole(clients.lateMs)],
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
