import type {
  FetchDataRewrite,
  FetchNode as ApolloFetchNode,
  PlanNode as ApolloPlanNode,
  QueryPlanSelectionNode,
  SubscriptionNode,
} from '@apollo/query-planner';
import { orderParallelFetches } from './corrections/order-parallel-fetches.ts';
import { separateFetches } from './corrections/required-arguments/separate-fetches.ts';
import type { RequiredArguments } from './corrections/required-arguments/required-arguments.ts';
import type { FetchNode, PlanNode, QueryPlan, RequiredSelection, Rewrite } from './planner.ts';
import { unsupportedNode } from './unsupported-node.ts';

/** A plan as Apollo's planner makes it; undefined when there is nothing to fetch. */
export type ApolloPlan = ApolloPlanNode | SubscriptionNode | undefined;

/** Converts Apollo's plan into the router's, with the corrections that concern whole plans. */
export function convertPlan(plan: ApolloPlan, required: RequiredArguments): QueryPlan {
  if (plan === undefined) return { subscription: null, root: null };
  if (plan.kind !== 'Subscription') return { subscription: null, root: convertRoot(plan, required) };
  return {
    subscription: convertFetch(plan.primary, [], required),
    root: plan.rest === undefined ? null : convertRoot(plan.rest, required),
  };
}

function convertRoot(node: ApolloPlanNode, required: RequiredArguments): PlanNode {
  return convertNode(orderParallelFetches(node), [], required);
}

function convertNode(node: ApolloPlanNode, path: readonly string[], required: RequiredArguments): PlanNode {
  switch (node.kind) {
    case 'Fetch': {
      const [fetch, ...others] = separateFetches(node, required).map((part) =>
        convertFetch(part, path, required),
      );
      if (fetch === undefined) throw new Error('Expected a fetch node, found an empty list.');
      return others.length === 0 ? fetch : { type: 'Parallel', nodes: [fetch, ...others] };
    }
    case 'Flatten':
      return convertNode(node.node, [...path, ...node.path.map(String)], required);
    case 'Sequence':
    case 'Parallel':
      return { type: node.kind, nodes: node.nodes.map((child) => convertNode(child, path, required)) };
    case 'Condition':
    case 'Defer':
      throw unsupportedNode(node);
  }
}

function convertFetch(
  node: ApolloFetchNode,
  path: readonly string[],
  { fields }: RequiredArguments,
): FetchNode {
  const { requires, inputRewrites = [], outputRewrites = [] } = node;
  const { variableUsages = [], contextRewrites = [] } = node;
  const contextArguments = contextRewrites
    .filter(({ renameKeyTo }) => variableUsages.includes(renameKeyTo))
    .map(({ path: from, renameKeyTo }) => ({ variable: renameKeyTo, path: from }));
  if (contextArguments.length > 0 && requires === undefined) {
    throw new Error(
      'Expected @fromContext arguments in an entity fetch, found them in a fetch of root fields.',
    );
  }
  const nameOf = (field: string) => fields.get(field)?.name ?? field;
  const convertRequires = (selections: readonly QueryPlanSelectionNode[]): RequiredSelection[] =>
    selections.map((selection): RequiredSelection => {
      if (selection.kind === 'InlineFragment') {
        const { typeCondition = null } = selection;
        return { type: 'InlineFragment', typeCondition, selections: convertRequires(selection.selections) };
      }
      const name = selection.alias ?? selection.name;
      const nested = convertRequires(selection.selections ?? []);
      return { type: 'Field', name, sentAs: nameOf(name), selections: nested };
    });
  return {
    type: 'Fetch',
    subgraph: node.serviceName,
    operation: node.operation,
    operationType: node.operationKind,
    variables: variableUsages.filter((name) => !contextArguments.some(({ variable }) => variable === name)),
    path,
    requires: requires === undefined ? null : convertRequires(requires),
    inputRewrites: inputRewrites.map(convertRewrite),
    outputRewrites: outputRewrites.map(convertRewrite),
    contextArguments,
    renamedFields: renamedFields(outputRewrites, fields),
  };
}

function convertRewrite(rewrite: FetchDataRewrite): Rewrite {
  const { path } = rewrite;
  return rewrite.kind === 'ValueSetter'
    ? { type: 'SetValue', path, value: rewrite.setValueTo as unknown }
    : { type: 'RenameField', path, to: rewrite.renameKeyTo };
}

/** Aliases that the planner adds, which output rewrites undo, and synthetic fields. */
function renamedFields(
  outputRewrites: readonly FetchDataRewrite[],
  fields: RequiredArguments['fields'],
): ReadonlyMap<string, string> {
  const renamed = new Map([...fields].map(([synthetic, { name }]) => [synthetic, name]));
  for (const rewrite of outputRewrites) {
    const alias = rewrite.path.at(-1);
    if (rewrite.kind !== 'KeyRenamer' || alias === undefined) continue;
    renamed.set(alias, fields.get(rewrite.renameKeyTo)?.name ?? rewrite.renameKeyTo);
  }
  return renamed;
}
