import { readFile, writeFile } from 'node:fs/promises';
import { root } from './targets.ts';

/** The used part of a `.cpuprofile`, which is a `Profiler.Profile` of the DevTools protocol. */
export interface Profile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
}

export interface Spent {
  where: string;
  /** The fraction of the time that was not idle. */
  share: number;
}

/** The functions with the most self time, without the functions that they call. */
export function costliest({ nodes, samples, timeDeltas }: Profile, max: number): Spent[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const spent = new Map<string, number>();
  for (const [index, node] of samples.entries()) {
    const name = names.get(node) ?? '?';
    if (name === '(idle)') continue;
    spent.set(name, (spent.get(name) ?? 0) + Math.max(0, timeDeltas[index] ?? 0));
  }
  const all = Array.from(spent.values()).reduce((sum, time) => sum + time, 0);
  return Array.from(spent, ([where, time]) => ({ where, share: time / all }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, max);
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const path = url
    .replace('file://', '')
    .replace(root, '')
    .replace(/^.*node_modules\//, '');
  return `${name} ${path}:${lineNumber + 1}`;
}

/** Writes the costliest functions of a profile to a text file beside it. */
export async function writeSummary(path: string): Promise<void> {
  const profile = JSON.parse(await readFile(path, 'utf8')) as Profile;
  const lines = costliest(profile, 60).map(
    ({ where, share }) => `${(share * 100).toFixed(1).padStart(5)}%  ${where}`,
  );
  await writeFile(path.replace(/\.cpuprofile$/, '.txt'), `${lines.join('\n')}\n`);
}
