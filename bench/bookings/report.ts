import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describeRun, runMarkdown, writeFormatted } from '../run.ts';
import type { Run } from '../run.ts';
import type { Plan } from './arguments.ts';
import type { Figures } from './measure.ts';
import { figuresMarkdown } from './tables.ts';

export interface Report {
  run: Run & { plan: Omit<Plan, 'countedBookings'> };
  figures: readonly Figures[];
}

export function reportOf({ countedBookings: _, ...plan }: Plan, figures: readonly Figures[]): Report {
  return { run: { ...describeRun(), plan }, figures };
}

/** Writes `bookings.md` and `bookings.json`. */
export async function writeReport(directory: string, report: Report): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFormatted(join(directory, 'bookings.md'), markdownOf(report));
  await writeFormatted(join(directory, 'bookings.json'), JSON.stringify(report));
}

function markdownOf({ run, figures }: Report): string {
  const { windowSeconds, warmUpBookings } = run.plan;
  const notRun = figures.length > 1 ? [] : ['MongoDB server: NOT RUN (no MONGODB_URL)'];
  return [
    '# Bookings',
    'Written by `npm run bench:bookings`: stores, subgraphs, worker, router and clients on one machine, one process ' +
      `each, with default settings. ${windowSeconds} s for each number of clients, after ${warmUpBookings} warm-up ` +
      'bookings.',
    runMarkdown(run),
    ...figures.map(figuresMarkdown),
    ...notRun,
  ].join('\n\n');
}
