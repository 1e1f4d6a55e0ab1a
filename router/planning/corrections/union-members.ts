import type { TextCorrection } from './correct-module.ts';

/**
 * Selects a union member that the union of another subgraph lacks. The planner drops the fragment on `Spa` because the
 * path over `flights` cannot continue with it. `hotels` can, with fewer subgraph jumps.
 *
 *     # hotels                               # flights
 *     type Query { hotelPlan: Plan }
 *     type Plan @key(fields: "id") {         type Plan @key(fields: "id") {
 *       id: ID! extras: Extras @shareable      id: ID! extras: Extras @shareable
 *     }                                      }
 *     union Extra = Breakfast | Spa          union Extra = Breakfast | Lounge
 *
 *     { hotelPlan { extras { items { ... on Breakfast { label } ... on Spa { pools } } } } }
 */
export const unionMembers: TextCorrection = {
  wrong: `            if (followupForOption.length === 0) {
                if (operation.kind === 'FragmentElement') {`,
  right: `            if (followupForOption.length === 0) {
                if (operation.kind === 'FragmentElement' && shorterOptionAdvances(this, options, option, operation)) continue;
                if (operation.kind === 'FragmentElement') {`,
  helper: `
function shorterOptionAdvances({ parameters }, options, closed, operation) {
  const jumps = (option) => option.paths.reduce((sum, path) => sum + path.subgraphJumps(), 0);
  return options.some((option) => {
    if (jumps(option) >= jumps(closed)) return false;
    const onwards = (0, query_graphs_1.advanceSimultaneousPathsWithOperation)(parameters.supergraphSchema, option, operation, parameters.overrideConditions);
    return onwards !== undefined && onwards.length > 0;
  });
}`,
};
