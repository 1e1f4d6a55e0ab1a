// This, the planner's corrections and the keys of entities reach into federation's own modules, which promise nothing
// from one version to the next: their versions are pinned in package.json.
import { operationFromDocument } from '@apollo/federation-internals';
import { runInThisContext } from 'node:vm';
import type { ApolloGateway } from '@apollo/gateway';
import type { PlanNode, QueryPlanner, SubscriptionNode } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import { createEntityKeys } from './entity-keys.ts';
import type { EntityKeys } from './entity-keys.ts';
import { expandAbstractTypes } from './corrections/expand-abstract-types.ts';

export type { FetchDataRewrite, FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';

/** The gateway's planner. */
export interface Planner {
  /** All types, with what clients do not see of them. */
  supergraph: GraphQLSchema;
  keys: EntityKeys;
  /**
   * @returns nothing where there is nothing to fetch
   * @throws GraphQLError where the operation cannot be planned
   */
  plan(document: DocumentNode, operationName: string | undefined): PlanNode | SubscriptionNode | undefined;
}

/** @param gateway one that has loaded its supergraph */
export function plannerOf(gateway: ApolloGateway): Planner {
  const { queryPlanner: planner } = gateway.__testing() as { queryPlanner?: QueryPlanner };
  if (planner === undefined) throw new Error('the gateway has not loaded a supergraph');
  const { supergraph } = planner;
  const apiSchema = supergraph.apiSchema();
  let clientSchema: GraphQLSchema | undefined;
  const plan = (document: DocumentNode, operationName: string | undefined) => {
    const named = operationName === undefined ? {} : { operationName };
    return planner.buildQueryPlan(operationFromDocument(apiSchema, document, named)).node;
  };
  return {
    supergraph: supergraph.schema.toGraphQLJSSchema(),
    keys: createEntityKeys(supergraph),
    plan: (document, operationName) =>
      withinTime(() => {
        try {
          return plan(document, operationName);
        } catch (error) {
          // There are interfaces and unions that the planner finds no way for, and does for each of their types.
          clientSchema ??= apiSchema.toGraphQLJSSchema();
          const separated = expandAbstractTypes(document, operationName, clientSchema);
          if (separated === undefined) throw error;
          return plan(separated, operationName);
        }
      }),
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
