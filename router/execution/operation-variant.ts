import { GraphQLError } from 'graphql';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { FetchNode, Planner, PlanRequester, QueryPlan } from '../planning/planner.ts';
import { fragmentsOf } from '../selections.ts';
import { clientFieldsOf } from './client-fields.ts';
import { compilePlan } from './compile-plan.ts';
import type { CompileContext } from './compile-plan.ts';
import type { PlanStep } from './execution-state.ts';
import type { FetchNames } from './fetch-names.ts';
import { compileIntrospection } from './introspection.ts';
import type { Introspection, IntrospectionCache } from './introspection.ts';
import { compileResponse } from './response.ts';
import type { ResponseShape } from './response.ts';

/** The dependencies of `compileVariant`, per graph. */
export interface GraphContext extends Pick<CompileContext, 'clientFor' | 'mergesFetches'> {
  planner: Pick<Planner, 'schema' | 'supergraphSchema' | 'plan' | 'identifies' | 'keysOf' | 'requiredBy'>;
  namesIn: (document: DocumentNode) => FetchNames;
  introspections: IntrospectionCache;
}

/** An operation whose `@skip` and `@include` are resolved: planned, compiled, and ready for any other variables. */
export interface OperationVariant {
  /** Why planning failed; null when there is a plan. */
  planError: GraphQLError | null;
  /** The first fetch of a subscription, which an event answers; null for queries and mutations. */
  subscription: FetchNode | null;
  /** Null when there is nothing to fetch. */
  step: PlanStep | null;
  introspect: Introspection | null;
  response: ResponseShape;
  /** Length of the plan as JSON: estimates the memory of the variant. */
  planLength: number;
}

/** Introspection is answered by the router itself. */
const noFetches: QueryPlan = { root: null, subscription: null };

/** Codes of operations that were not planned, because of other operations. */
const transientCodes: readonly unknown[] = ['OVERLOADED', 'RATE_LIMITED'];

/**
 * @param document valid against the schema, without `@skip` and `@include`
 * @param overrides the active labels of `@override`
 * @throws GraphQLError when the operation was not planned, and may be planned later
 */
export async function compileVariant(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  graph: GraphContext,
  requester: PlanRequester,
  overrides: readonly string[],
): Promise<OperationVariant> {
  const { planner, clientFor, mergesFetches } = graph;
  const { schema } = planner;
  const fragments = fragmentsOf(document);
  const names = graph.namesIn(document);
  const introspect = compileIntrospection({ schema, operation, fragments, cache: graph.introspections });
  const response = compileResponse({ schema, operation, fragments, names });
  const renamed = names.renamed();
  const clientFields = clientFieldsOf(renamed, planner.supergraphSchema);
  try {
    const { root, subscription } =
      introspect?.isWhole === true ? noFetches : await planner.plan(renamed, requester, overrides);
    return {
      ...{ introspect, response, subscription, planError: null },
      step:
        root === null ? null : compilePlan(root, { planner, names, clientFields, clientFor, mergesFetches }),
      planLength: JSON.stringify([root, subscription]).length,
    };
  } catch (error) {
    const planError = error instanceof GraphQLError ? error : asGraphqlError(error);
    if (transientCodes.includes(planError.extensions['code'])) throw planError;
    return { introspect, response, planError, subscription: null, step: null, planLength: 0 };
  }
}

function asGraphqlError(thrown: unknown): GraphQLError {
  return thrown instanceof Error
    ? new GraphQLError(thrown.message, { originalError: thrown })
    : new GraphQLError(String(thrown));
}
