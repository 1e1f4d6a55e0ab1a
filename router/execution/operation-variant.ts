import { getOperationAST, GraphQLError } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { fragmentsOf } from './fragments.ts';
import { compileIntrospection } from './introspection.ts';
import type { Introspection } from './introspection.ts';
import { responseNameOf } from './fetch-names.ts';
import type { FetchNames } from './fetch-names.ts';
import type { VariantCache } from './variant-cache.ts';
import { compilePlan } from './compile-plan.ts';
import type { PlanSurroundings } from './compile-plan.ts';
import type { FetchNode, PlanNode, Planner } from '../planning/planner.ts';
import { compileResponse } from './response.ts';
import type { ResponseShape } from './response.ts';
import type { PlanStep } from './execution-state.ts';
import { selectedFields } from '../selections.ts';
import { addTypename } from '../planning/corrections/add-typename.ts';

export interface ExecutionContext extends Omit<PlanSurroundings, 'names'> {
  /** The names under which what a document asks for is fetched. */
  namesIn: (document: DocumentNode) => FetchNames;
  /** The schema that clients see. */
  schema: GraphQLSchema;
  planner: Planner;
  plans: VariantCache;
}

/** An operation that leaves nothing open but values: planned, and ready to run. */
export interface OperationVariant {
  /** Why there is no plan, where there is none. */
  fault: GraphQLError | null;
  /** The fetch that begins a subscription's plan: an event answers it. Null for all other operations. */
  primary: FetchNode | null;
  /** Null where there is nothing to fetch. */
  step: PlanStep | null;
  introspect: Introspection | null;
  response: ResponseShape;
  /** How long the plan is as text: by that and by what was asked goes how much memory all this takes. */
  planLength: number;
}

/** @param document valid against the schema, without `@skip` and `@include` */
export function compileVariant(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  around: ExecutionContext,
): OperationVariant {
  const { schema } = around;
  const fragments = fragmentsOf(document);
  const names = around.namesIn(addTypename(document, schema));
  const introspect = compileIntrospection({ schema, operation, fragments });
  const response = compileResponse({ schema, operation, fragments, names });
  try {
    const node = planInOrder(names.renamed(), operation, around);
    const fetched = node?.kind === 'Subscription' ? node.rest : node;
    return {
      ...{ introspect, response, fault: null },
      primary: node?.kind === 'Subscription' ? node.primary : null,
      step: fetched === undefined ? null : compilePlan(fetched, { ...around, names }),
      planLength: node === undefined ? 0 : JSON.stringify(node).length,
    };
  } catch (error) {
    const fault = error instanceof GraphQLError ? error : new GraphQLError(String(error));
    return { introspect, response, fault, primary: null, step: null, planLength: 0 };
  }
}

/**
 * Plans an operation; the fields of a mutation one by one where something is read of what they changed, since the
 * planner makes all those of one subgraph in one fetch, and reads afterwards.
 */
function planInOrder(
  document: DocumentNode,
  { operation, name }: OperationDefinitionNode,
  { planner, schema }: ExecutionContext,
): ReturnType<Planner['plan']> {
  const whole = planner.plan(document, name?.value);
  if (operation.toString() !== 'mutation' || whole === undefined || !readsAfterwards(whole)) return whole;
  const parts = fieldByField(document, name?.value, schema);
  if (parts.length < 2) return whole;
  const nodes = parts.flatMap((part) => {
    const node = planner.plan(part, name?.value);
    return node === undefined || node.kind === 'Subscription' ? [] : [node];
  });
  return { kind: 'Sequence', nodes };
}

function readsAfterwards(node: NonNullable<ReturnType<Planner['plan']>>): boolean {
  if (node.kind === 'Subscription' || node.kind === 'Defer') return false;
  if (node.kind === 'Fetch') return node.requires !== undefined;
  if (node.kind === 'Flatten') return true;
  const children: (PlanNode | undefined)[] =
    node.kind === 'Condition' ? [node.ifClause, node.elseClause] : node.nodes;
  return children.some((child) => child !== undefined && readsAfterwards(child));
}

/** The document once for each name at the root of its operation. */
function fieldByField(
  document: DocumentNode,
  operationName: string | undefined,
  schema: GraphQLSchema,
): DocumentNode[] {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return [];
  const byName = new Map<string, FieldNode[]>();
  for (const field of selectedFields(operation.selectionSet, root, {
    schema,
    fragments: fragmentsOf(document),
  })) {
    const name = responseNameOf(field);
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [field]);
    else same.push(field);
  }
  return [...byName.values()].map((selections) => {
    const part = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
    return {
      ...document,
      definitions: document.definitions.map((definition) => (definition === operation ? part : definition)),
    };
  });
}
