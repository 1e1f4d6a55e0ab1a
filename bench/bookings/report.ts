import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem, type as systemName } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Plan } from './arguments.ts';
import type { Figures } from './measure.ts';
import { figuresMarkdown } from './tables.ts';

/** Where and when the figures came to be. */
export interface Run {
  date: string;
  commit: string;
  node: string;
  machine: string;
  plan: Omit<Plan, 'countedBookings'>;
}

export interface Report {
  run: Run;
  figures: readonly Figures[];
}

export function describeRun({ countedBookings: _, ...plan }: Plan): Run {
  const [processor] = cpus();
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  return {
    date: new Date().toISOString(),
    commit: commit(),
    node: process.version,
    machine: `${systemName()}, ${availableParallelism()} × ${processor?.model ?? '?'}, ${gibibytes} GiB`,
    plan,
  };
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ', with changes';
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed}`;
  } catch {
    return 'not a repository';
  }
}

/** Writes `bookings.md` for people and `bookings.json` for machines. */
export async function writeReport(directory: string, report: Report): Promise<void> {
  await mkdir(directory, { recursive: true });
  await write(join(directory, 'bookings.md'), markdownOf(report));
  await write(join(directory, 'bookings.json'), JSON.stringify(report));
}

async function write(path: string, text: string): Promise<void> {
  const config = await resolveConfig(path);
  await writeFile(path, await format(text, { ...config, filepath: path }));
}

function markdownOf({ run, figures }: Report): string {
  const { windowSeconds, warmUpBookings } = run.plan;
  const notRun = figures.length > 1 ? [] : ['real MongoDB: NOT RUN (no MONGODB_URL)'];
  return [
    '# Bookings',
    'Written by `npm run bench:bookings`: stores, subgraphs, worker, router and clients together on one machine, ' +
      `each process once with its default settings. ${windowSeconds} s for each number of clients, after ` +
      `${warmUpBookings} bookings to warm up.`,
    `Machine: ${run.machine}. Node.js ${run.node}. Commit ${run.commit}. ${run.date}.`,
    ...figures.map(figuresMarkdown),
    ...notRun,
  ].join('\n\n');
}
