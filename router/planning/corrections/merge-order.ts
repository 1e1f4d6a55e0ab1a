import type { TextCorrection } from './correct-module.ts';

/**
 * Merges equal fetches of a subgraph into their common ancestor. The planner takes the last one found: if that is a
 * descendant, the merged fetch depends on itself. No query of the test suite fails without this correction alone. It
 * belongs to `merged-fetch-parents.ts`, with its graph.
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
