// The one place that reaches into federation's own modules, which promise nothing from one version to the next: their
// versions are pinned in package.json.
import { operationFromDocument } from '@apollo/federation-internals';
import type { ApolloGateway } from '@apollo/gateway';
import type { PlanNode, QueryPlanner, SubscriptionNode } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';

export type { FetchDataRewrite, FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';

/** The gateway's planner. */
export interface Planner {
  /** All types, with what clients do not see of them. */
  supergraph: GraphQLSchema;
  /**
   * @returns nothing where there is nothing to fetch
   * @throws GraphQLError where the operation cannot be planned
   */
  plan(document: DocumentNode, operationName: string | undefined): PlanNode | SubscriptionNode | undefined;
}

/** @param gateway one that has loaded its supergraph */
export function plannerOf(gateway: ApolloGateway): Planner {
  const { queryPlanner } = gateway.__testing() as { queryPlanner?: QueryPlanner };
  if (queryPlanner === undefined) throw new Error('the gateway has not loaded a supergraph');
  const { supergraph } = queryPlanner;
  const apiSchema = supergraph.apiSchema();
  return {
    supergraph: supergraph.schema.toGraphQLJSSchema(),
    plan(document, operationName) {
      const named = operationName === undefined ? {} : { operationName };
      return queryPlanner.buildQueryPlan(operationFromDocument(apiSchema, document, named)).node;
    },
  };
}
