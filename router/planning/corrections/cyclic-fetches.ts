import type { TextCorrection } from './correct-module.ts';

/**
 * Visits each fetch once in the planner's search for redundant dependencies, which never ends on a cycle.
 * `merged-fetch-parents.ts` keeps all known queries from building a cycle. Without both corrections, this query is
 * planned for ever.
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
