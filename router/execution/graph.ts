import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { RouterContext } from '../context.ts';
import type { Planner, PlanRequester } from '../planning/planner.ts';
import type { SharingTerms } from '../subgraphs/in-flight.ts';
import type { SubgraphClient } from '../subgraphs/subgraph-client.ts';
import type { SubscriptionSource } from '../supergraph/supergraph-document.ts';
import { deduplicateExecutions } from './deduplication.ts';
import { createFetchNaming } from './fetch-names.ts';
import { createIntrospectionCache } from './introspection.ts';
import { compileOperation } from './operation.ts';
import type { CompiledOperation, ExecutionContext } from './operation.ts';
import { compileOverrides } from './overrides.ts';
import type { DecideOverride } from './overrides.ts';
import { planSubscription } from './subscription-plan.ts';
import type { SubscriptionPlan } from './subscription-plan.ts';
import { createVariantCache } from './variant-cache.ts';

/** A supergraph, ready to execute operations. A reload creates another graph. */
export interface Graph {
  /** The API schema. */
  schema: GraphQLSchema;
  supergraphSdl: string;
  subscriptionSources: ReadonlyMap<string, SubscriptionSource>;
  /**
   * Executes a query or mutation; execution errors are in the result.
   * @throws GraphQLError when the document has no operation of that name, or the operation cannot be planned
   */
  execute(request: GraphRequest): Promise<ExecutionResult>;
  /** @throws GraphQLError when the subscription cannot be planned or events cannot feed it */
  planSubscription(
    document: DocumentNode,
    operationName: string | undefined,
    requester: PlanRequester,
  ): Promise<SubscriptionPlan>;
}

export interface GraphRequest {
  /** Valid against the graph's schema. */
  document: DocumentNode;
  operationName: string | undefined;
  variables: Readonly<Record<string, unknown>>;
  context: RouterContext;
}

export interface GraphOptions {
  supergraphSdl: string;
  planner: Planner;
  clientFor: (subgraph: string) => SubgraphClient;
  subscriptionSources: ReadonlyMap<string, SubscriptionSource>;
  /** Null when equal queries in flight do not share an execution. */
  sharing: SharingTerms | null;
  /** True when entity fetches of one subgraph may share a request. */
  mergesFetches: boolean;
  decideOverride: DecideOverride;
}

/**
 * Compiles each operation once: for as long as Apollo Server caches its document, and the variant cache its variants.
 */
export function createGraph(options: GraphOptions): Graph {
  const { supergraphSdl, planner, clientFor, subscriptionSources, sharing, mergesFetches } = options;
  const context: ExecutionContext = {
    ...{ planner, clientFor, mergesFetches },
    namesIn: createFetchNaming(planner.supergraphSchema),
    variants: createVariantCache(),
    introspections: createIntrospectionCache(),
    activeOverrides: compileOverrides(planner.overrideLabels, options.decideOverride),
  };
  const execute = sharing === null ? executeOperation : deduplicateExecutions(executeOperation, sharing);
  const compiled = new WeakMap<DocumentNode, Map<string | undefined, CompiledOperation>>();

  function operationOf(document: DocumentNode, name: string | undefined): CompiledOperation {
    let byName = compiled.get(document);
    if (byName === undefined) {
      byName = new Map();
      compiled.set(document, byName);
    }
    let operation = byName.get(name);
    if (operation === undefined) {
      operation = compileOperation(document, name, context);
      byName.set(name, operation);
    }
    return operation;
  }

  return {
    ...{ schema: planner.schema, supergraphSdl, subscriptionSources },
    async execute({ document, operationName, variables, context: request }) {
      return execute(operationOf(document, operationName), variables, request);
    },
    planSubscription: (document, operationName, requester) =>
      planSubscription(document, operationName, context, requester),
  };
}

function executeOperation(
  operation: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
  context: RouterContext,
): Promise<ExecutionResult> {
  return operation.execute({ variables, context });
}
