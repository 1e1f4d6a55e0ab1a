import type { TextCorrection } from './correct-module.ts';

/**
 * The planner merges equal fetches of one subgraph into the last one found. When another fetch of the set is its
 * ancestor, the merged fetch waits for its own descendants. The ancestor must take the others.
 */
export const mergeOrder: TextCorrection = {
  wrong: `                const group = bucket.pop();
                for (const other of bucket) {`,
  right: `                const [group, ...others] = ancestorsFirst(bucket.reverse());
                for (const other of others) {`,
  helper: `
function ancestorsFirst(groups) {
  const seen = new Set();
  const ordered = [];
  const visit = (group) => {
    if (seen.has(group)) return;
    seen.add(group);
    group.parentGroups().forEach(visit);
    if (groups.includes(group)) ordered.push(group);
  };
  groups.forEach(visit);
  return ordered;
}`,
};
