import { GraphQLError } from 'graphql';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { FetchNode, Planner } from '../planning/planner.ts';
import { fragmentsOf } from '../selections.ts';
import { compilePlan } from './compile-plan.ts';
import type { CompileContext } from './compile-plan.ts';
import type { PlanStep } from './execution-state.ts';
import type { FetchNames } from './fetch-names.ts';
import { compileIntrospection } from './introspection.ts';
import type { Introspection, IntrospectionCache } from './introspection.ts';
import { compileResponse } from './response.ts';
import type { ResponseShape } from './response.ts';

/** The dependencies of `compileVariant`, per graph. */
export interface GraphContext extends Pick<CompileContext, 'clientFor'> {
  planner: Pick<Planner, 'schema' | 'supergraphSchema' | 'plan' | 'identifies'>;
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

/** @param document valid against the schema, without `@skip` and `@include` */
export function compileVariant(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  graph: GraphContext,
): OperationVariant {
  const { planner, clientFor } = graph;
  const { schema } = planner;
  const fragments = fragmentsOf(document);
  const names = graph.namesIn(document);
  const introspect = compileIntrospection({ schema, operation, fragments, cache: graph.introspections });
  const response = compileResponse({ schema, operation, fragments, names });
  try {
    const { root, subscription } = planner.plan(names.renamed(), operation.name?.value);
    return {
      ...{ introspect, response, subscription, planError: null },
      step: root === null ? null : compilePlan(root, { planner, names, clientFor }),
      planLength: JSON.stringify([root, subscription]).length,
    };
  } catch (error) {
    const planError = error instanceof GraphQLError ? error : new GraphQLError(String(error));
    return { introspect, response, planError, subscription: null, step: null, planLength: 0 };
  }
}
