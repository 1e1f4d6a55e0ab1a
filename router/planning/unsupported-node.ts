import type { PlanNode } from '@apollo/query-planner';

/** Operations are planned after `@skip` and `@include` are resolved, and the schema has no `@defer`. */
export function unsupportedNode({ kind }: PlanNode): Error {
  return new Error(`Expected a plan of fetches, found a ${kind} node.`);
}
