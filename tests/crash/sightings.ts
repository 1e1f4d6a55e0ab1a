import type { Victim } from './victims.ts';
import type { Watcher } from './watcher.ts';

/**
 * What is wrong with what somebody saw of a booking. One connection shows each version once, in order, without gaps.
 * Coming back shows the state as it then is; nothing but a router's death makes anybody come back.
 */
export function seenWrongly(
  { connections, endings }: Pick<Watcher, 'connections' | 'endings'>,
  timeline: readonly string[],
  victim: Victim,
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
    faults.push(`what was seen went back: ${all.map(({ version }) => version).join(' ')}`);
  }
  const wrong = all.find(({ version, status }) => timeline[version - 1] !== status);
  if (wrong !== undefined) faults.push(`version ${wrong.version} was seen as ${wrong.status}`);
  if (all.at(-1)?.version !== timeline.length) {
    faults.push(`the last version seen is ${all.at(-1)?.version ?? 'none'} of ${timeline.length}`);
  }
  if (victim !== 'router' && connections.length > 1) {
    faults.push(`the subscription ended although its router lived: ${endings.join(', ')}`);
  }
  return faults;
}
