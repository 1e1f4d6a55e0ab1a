import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem, type as systemName } from 'node:os';
import { format, resolveConfig } from 'prettier';

/** The origin of the figures. */
export interface Run {
  date: string;
  commit: string;
  node: string;
  machine: string;
}

export function describeRun(): Run {
  const [processor] = cpus();
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  return {
    date: new Date().toISOString(),
    commit: commit(),
    node: process.version,
    machine: `${systemName()}, ${availableParallelism()} × ${processor?.model ?? '?'}, ${gibibytes} GiB`,
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

/** Formats the origin of the figures as Markdown. */
export function runMarkdown({ machine, node, commit: at, date }: Run): string {
  return `Machine: ${machine}. Node.js ${node}. Commit ${at}. ${date}.`;
}

/** Writes Markdown or JSON formatted by prettier. */
export async function writeFormatted(path: string, text: string): Promise<void> {
  const config = await resolveConfig(path);
  await writeFile(path, await format(text, { ...config, filepath: path }));
}
