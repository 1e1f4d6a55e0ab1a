// The one place that reaches into federation's own modules, which promise nothing from one version to the next: their
// versions are pinned in package.json.
import { operationFromDocument } from '@apollo/federation-internals';
import { runInThisContext } from 'node:vm';
import type { ApolloGateway } from '@apollo/gateway';
import type { PlanNode, QueryPlanner, SubscriptionNode } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';

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
      return withinTime(
        () => queryPlanner.buildQueryPlan(operationFromDocument(apiSchema, document, named)).node,
      );
    },
  };
}

/** Nothing else happens in the process while it plans. There are short operations that the planner never ends with. */
const longestPlanningMs = 5_000;
/** Where code that is run with a time limit finds what it is to do: it is given as text, and sees globals alone. */
const planning = Symbol.for('wayfare.planning');

function withinTime<Result>(plan: () => Result): Result {
  const surroundings = globalThis as { [planning]?: (() => Result) | undefined };
  surroundings[planning] = plan;
  try {
    const timeout = { timeout: longestPlanningMs };
    return runInThisContext(`globalThis[Symbol.for('wayfare.planning')]()`, timeout) as Result;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw graphqlError('OPERATION_TOO_LARGE', 'The operation takes too long to plan.', { limit: 'planning' });
  } finally {
    surroundings[planning] = undefined;
  }
}
