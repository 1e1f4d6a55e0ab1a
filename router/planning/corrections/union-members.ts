import type { TextCorrection } from './correct-module.ts';

/**
 * The planner treats a fragment on a union member as empty when one option of several reaches a subgraph whose union
 * lacks the member, even when an option with fewer subgraph jumps reaches the member.
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
