import type { PlanNode } from '@apollo/query-planner';
import { getOperationAST } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema } from 'graphql';
import { fieldsOfType, fragmentsOf, responseNameOf } from '../../selections.ts';
import type { ApolloPlan } from '../apollo-plan.ts';

/**
 * Executes the root fields of a mutation serially, entity fetches included
 * (https://spec.graphql.org/draft/#sec-Normal-and-Serial-Execution). The planner fetches a subgraph's consecutive root
 * fields together and their entities afterwards: `first` would show what `second` wrote. A mutation with entity fetches
 * is therefore planned field by field.
 *
 *     mutation {
 *       first: move(id: "1", to: "Oslo") { traveller { city } }
 *       second: move(id: "1", to: "Bergen") { traveller { city } }
 *     }
 */
export function planMutationSerially(
  document: DocumentNode,
  operationName: string | undefined,
  schema: GraphQLSchema,
  planOnce: (document: DocumentNode, operationName: string | undefined) => ApolloPlan,
): ApolloPlan {
  const whole = planOnce(document, operationName);
  if (getOperationAST(document, operationName)?.operation.toString() !== 'mutation') return whole;
  if (whole === undefined || whole.kind === 'Subscription' || !hasEntityFetch(whole)) return whole;
  const parts = fieldByField(document, operationName, schema);
  if (parts.length < 2) return whole;
  const nodes = parts.flatMap((part) => {
    const node = planOnce(part, operationName);
    return node === undefined || node.kind === 'Subscription' ? [] : [node];
  });
  return { kind: 'Sequence', nodes };
}

function hasEntityFetch(node: PlanNode): boolean {
  switch (node.kind) {
    case 'Fetch':
      return node.requires !== undefined;
    case 'Flatten':
      return true;
    case 'Sequence':
    case 'Parallel':
      return node.nodes.some(hasEntityFetch);
    case 'Condition':
    case 'Defer':
      return false;
  }
}

/** A document per response name of the root fields. */
function fieldByField(
  document: DocumentNode,
  operationName: string | undefined,
  schema: GraphQLSchema,
): DocumentNode[] {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return [];
  const fragments = fragmentsOf(document);
  const byName = new Map<string, FieldNode[]>();
  for (const field of fieldsOfType(operation.selectionSet, root, { schema, fragments })) {
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
