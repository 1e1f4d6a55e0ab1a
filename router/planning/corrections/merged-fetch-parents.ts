import type { TextCorrection } from './correct-module.ts';

/**
 * The planner merges a fetch into an ancestor and drops its dependencies on fetches between the two. The children of the
 * merged fetch still need those: without the edge they run too early, and lack what the fetches between give them.
 */
export const mergedFetchParents: TextCorrection = {
  wrong: `            if (parent.group.isDescendantOf(this)) {
                continue;`,
  right: `            if (parent.group === this) continue;
            if (parent.group.isDescendantOf(this)) {
                for (const child of merged.children()) child.addParent({ group: parent.group });
                continue;`,
};
