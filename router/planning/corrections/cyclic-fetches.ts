import type { TextCorrection } from './correct-module.ts';

/**
 * The planner removes redundant edges of its dependency graph by a depth-first search that never ends on a cycle. Fetches
 * of two subgraphs that `@requires` each other's fields form one for a while.
 */
export const cyclicFetches: TextCorrection = {
  wrong: `            const stack = startVertex.children().concat();
            while (stack.length > 0) {
                const v = stack.pop();
                from.removeChild(v);`,
  right: `            const stack = startVertex.children().concat();
            const seen = new Set();
            while (stack.length > 0) {
                const v = stack.pop();
                if (seen.has(v)) continue;
                seen.add(v);
                from.removeChild(v);`,
};
