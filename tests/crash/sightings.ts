import type { Watcher } from './watcher.ts';

/**
 * Checks the updates that a subscriber got. A connection delivers each version once, in order, without gaps. A new
 * connection starts with the current version.
 * @param mayEnd true where the disturbance may end a connection, as the death of a router does
 */
export function sightingFaults(
  { connections, endings }: Pick<Watcher, 'connections' | 'endings'>,
  timeline: readonly string[],
  mayEnd: boolean,
): string[] {
  const faults: string[] = [];
  const all = connections.flat();
  for (const seen of connections) {
    const first = seen[0]?.version ?? 1;
    if (seen.some(({ version }, at) => version !== first + at)) {
      faults.push(`versions were seen as ${seen.map(({ version }) => version).join(' ')}`);
    }
  }
  if (all.some(({ version }, at) => version < (all[at - 1]?.version ?? 0))) {
    faults.push(`versions went back: ${all.map(({ version }) => version).join(' ')}`);
  }
  const wrong = all.find(({ version, status }) => timeline[version - 1] !== status);
  if (wrong !== undefined) faults.push(`version ${wrong.version} was seen as ${wrong.status}`);
  if (all.at(-1)?.version !== timeline.length) {
    faults.push(`last version seen: ${all.at(-1)?.version ?? 'none'} of ${timeline.length}`);
  }
  if (!mayEnd && connections.length > 1) {
    faults.push(`the subscription ended: ${endings.join(', ')}`);
  }
  return faults;
}
