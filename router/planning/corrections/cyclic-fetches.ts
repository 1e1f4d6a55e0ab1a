import type { TextCorrection } from './correct-module.ts';

/**
 * Ends the planner's search for redundant dependencies when fetches depend on each other in a cycle: it never ends
 * there. With `merged-fetch-parents.ts` applied, no known query builds a cycle; without both, its example plans for ever.
 *
 *     { departures { vehicle { ... on Ferry { slug } slug } } }
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
