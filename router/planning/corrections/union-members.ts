import type { TextCorrection } from './correct-module.ts';

/**
 * Selects a union member that the union of another subgraph lacks, if a selected field of it is non-null. The planner drops
 * the fragment on `Spa`, because the path over `flights` cannot continue with it: `pools` becomes null. Gateways agree on
 * that (docs/decisions/2026-11-27-public-audit.md), and the router does the same. But `saunas` may not be null: the whole
 * fragment is selected in `hotels`, with fewer subgraph jumps.
 *
 *     # hotels                               # flights
 *     type Query { hotelPlan: Plan }
 *     type Plan @key(fields: "id") {         type Plan @key(fields: "id") {
 *       id: ID! extras: Extras @shareable      id: ID! extras: Extras @shareable
 *     }                                      }
 *     union Extra = Breakfast | Spa          union Extra = Breakfast | Lounge
 *     type Spa { pools: Int saunas: Int! }
 *
 *     { hotelPlan { extras { items { ... on Breakfast { label } ... on Spa { pools saunas } } } } }
 */
export const unionMembers: TextCorrection = {
  wrong: `            if (followupForOption.length === 0) {
                if (operation.kind === 'FragmentElement') {`,
  right: `            if (followupForOption.length === 0) {
                if (operation.kind === 'FragmentElement' && selectsNonNull(selection.selectionSet) && shorterOptionAdvances(this, options, option, operation)) continue;
                if (operation.kind === 'FragmentElement') {`,
  helper: `
function selectsNonNull(selectionSet) {
  return selectionSet.selections().some((selection) => selection.kind === 'FragmentSelection'
    ? selectsNonNull(selection.selectionSet)
    : selection.element.name !== '__typename' && (0, federation_internals_1.isNonNullType)(selection.element.definition.type));
}
function shorterOptionAdvances({ parameters }, options, closed, operation) {
  const jumps = (option) => option.paths.reduce((sum, path) => sum + path.subgraphJumps(), 0);
  return options.some((option) => {
    if (jumps(option) >= jumps(closed)) return false;
    const onwards = (0, query_graphs_1.advanceSimultaneousPathsWithOperation)(parameters.supergraphSchema, option, operation, parameters.overrideConditions);
    return onwards !== undefined && onwards.length > 0;
  });
}`,
};
