import { GraphQLError, Kind } from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { fragmentsOf } from './fragments.ts';
import { compileIntrospection } from './introspection.ts';
import type { Introspection } from './introspection.ts';
import type { FetchNames } from './names.ts';
import { compilePlan } from './plan.ts';
import type { PlanSurroundings } from './plan.ts';
import type { FetchNode, PlanNode, Planner } from './planner.ts';
import { compileResponse } from './response.ts';
import type { ResponseShape } from './response.ts';
import type { Step } from './run.ts';
import { withTypesAsked } from './types-asked.ts';

export interface GraphSurroundings extends Omit<PlanSurroundings, 'names'> {
  /** The names under which what a document asks for is fetched. */
  namesIn: (document: DocumentNode) => FetchNames;
  /** The schema that clients see. */
  schema: GraphQLSchema;
  planner: Planner;
}

/** An operation that leaves nothing open but values: planned, and ready to run. */
export interface SettledOperation {
  /** Why there is no plan, where there is none. */
  fault: GraphQLError | null;
  /** The fetch that begins a subscription's plan: an event answers it. Null for all other operations. */
  primary: FetchNode | null;
  /** Null where there is nothing to fetch. */
  step: Step | null;
  introspect: Introspection | null;
  response: ResponseShape;
}

/** @param document valid against the schema, without `@skip` and `@include` */
export function compileSettled(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  around: GraphSurroundings,
): SettledOperation {
  const { schema, planner } = around;
  const fragments = fragmentsOf(document);
  const names = around.namesIn(withTypesAsked(document, schema));
  const introspect = compileIntrospection({ schema, operation, fragments });
  const response = compileResponse({ schema, operation, fragments, names });
  try {
    const node = planInOrder(names.renamed(), operation, planner);
    const fetched = node?.kind === 'Subscription' ? node.rest : node;
    return {
      ...{ introspect, response, fault: null },
      primary: node?.kind === 'Subscription' ? node.primary : null,
      step: fetched === undefined ? null : compilePlan(fetched, { ...around, names }),
    };
  } catch (error) {
    const fault = error instanceof GraphQLError ? error : new GraphQLError(String(error));
    return { introspect, response, fault, primary: null, step: null };
  }
}

/**
 * Plans an operation; the fields of a mutation one by one where something is read of what they changed, since the
 * planner makes all those of one subgraph in one fetch, and reads afterwards.
 */
function planInOrder(
  document: DocumentNode,
  { operation, name }: OperationDefinitionNode,
  planner: Planner,
): ReturnType<Planner['plan']> {
  const whole = planner.plan(document, name?.value);
  if (operation.toString() !== 'mutation' || whole === undefined || !readsAfterwards(whole)) return whole;
  const parts = fieldByField(document, name?.value);
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

/** The document once for each name at the root of its operation. None where fragments stand there. */
function fieldByField(document: DocumentNode, operationName: string | undefined): DocumentNode[] {
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === operationName,
  );
  const fields = operation?.selectionSet.selections ?? [];
  if (operation === undefined || !fields.every((field) => field.kind === Kind.FIELD)) return [];
  const nameOf = (field: (typeof fields)[number]) => (field.alias ?? field.name).value;
  return [...new Set(fields.map(nameOf))].map((responseName) => {
    const selections = fields.filter((field) => nameOf(field) === responseName);
    const part = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
    return {
      ...document,
      definitions: document.definitions.map((definition) => (definition === operation ? part : definition)),
    };
  });
}
