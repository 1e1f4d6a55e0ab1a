import type { PlanNode } from '@apollo/query-planner';

/** No plan has condition nodes, because `@skip` and `@include` are resolved first; nor `@defer`, which the schema lacks. */
export function unsupportedNode({ kind }: PlanNode): Error {
  return new Error(`Expected a plan of fetches, found a ${kind} node.`);
}
