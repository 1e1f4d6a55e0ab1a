// Imported first: it corrects Apollo's modules before any other import loads them.
import './corrections/apply.ts';
// Apollo's federation-internals, query-planner and query-graphs change without notice between versions: package.json
// pins them.
import { operationFromDocument } from '@apollo/federation-internals';
import type { Schema } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlanner } from '@apollo/query-planner';
import { print } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Logger } from '../../platform/log.ts';
import { convertPlan } from './apollo-plan.ts';
import type { ApolloPlan } from './apollo-plan.ts';
import { addTypename } from './corrections/add-typename.ts';
import { expandAbstractTypes } from './corrections/expand-abstract-types.ts';
import { separateRequiredArguments } from './corrections/required-arguments/required-arguments.ts';
import { planMutationSerially } from './corrections/serial-mutations.ts';
import { unresolvableField } from './corrections/unresolvable-fields.ts';
import { entityKeysOf } from './entity-keys.ts';
import { overrideLabelsOf } from './override-labels.ts';
import type { QueryPlan, SubgraphEndpoint } from './planner.ts';
import { requiredFieldsOf } from './required-fields.ts';
import type { LoadedSupergraph } from './thread/messages.ts';

/**
 * The possible plans of an operation that are compared. Apollo compares 10,000, which took 3.9 seconds for a query of
 * 279 characters on four subgraphs, instead of 0.4.
 */
const maxEvaluatedPlans = 1_000;

export interface ApolloPlanner {
  supergraph: LoadedSupergraph;
  /**
   * Takes any time.
   * @param document as for `Planner`
   * @param overrides the active labels of `@override`
   * @throws Error when there is no plan
   */
  plan: (document: DocumentNode, overrides: readonly string[]) => QueryPlan;
}

/**
 * Loads a supergraph into ApolloGateway, and plans with the gateway's own query planner. Planning blocks the thread.
 * @param sdl a supergraph
 * @throws Error when the gateway refuses the supergraph
 */
export async function createApolloPlanner(
  sdl: string,
  logger: Pick<Logger, 'trace' | 'debug' | 'warn' | 'error'>,
): Promise<ApolloPlanner> {
  const requiredArguments = separateRequiredArguments(sdl);
  const subgraphs: SubgraphEndpoint[] = [];
  const gateway = new ApolloGateway({
    supergraphSdl: requiredArguments.sdl,
    validateSupergraph: true,
    __exposeQueryPlanExperimental: false,
    queryPlannerConfig: { debug: { maxEvaluatedPlans } },
    logger: gatewayLogger(logger),
    buildService({ name, url }) {
      subgraphs.push({ name, url });
      return unusedDataSource;
    },
  });
  let apiSchema: GraphQLSchema | undefined;
  gateway.onSchemaLoadOrUpdate((loaded) => (apiSchema = loaded.apiSchema));
  await gateway.load({ apollo: {} });
  const schema = apiSchema;
  const { queryPlanner } = gateway.__testing() as { queryPlanner?: QueryPlanner };
  if (schema === undefined || queryPlanner === undefined) throw new Error('ApolloGateway loaded no schema');
  const { supergraph } = queryPlanner;
  const planningSchema = supergraph.apiSchema();

  function planWith(document: DocumentNode, overrides: readonly string[]): ApolloPlan {
    const overrideConditions = new Map(overrides.map((label) => [label, true] as const));
    const operation = operationFromDocument(planningSchema, document);
    return queryPlanner?.buildQueryPlan(operation, { overrideConditions }).node;
  }

  function planOnce(document: DocumentNode, overrides: readonly string[]): ApolloPlan {
    try {
      return planWith(document, overrides);
    } catch (error) {
      if (error instanceof Error && error.name === unresolvableField) throw error;
      const expanded = schema && expandAbstractTypes(document, undefined, schema);
      if (expanded === undefined) throw error;
      return planWith(expanded, overrides);
    }
  }

  return {
    supergraph: {
      ...{ apiSdl: textOf(planningSchema), supergraphSdl: textOf(supergraph.schema) },
      ...{ subgraphs, keys: entityKeysOf(supergraph), required: requiredFieldsOf(supergraph) },
      overrideLabels: overrideLabelsOf(supergraph.schema),
    },
    plan(document, overrides) {
      const complete = addTypename(document, schema);
      const plan = planMutationSerially(complete, undefined, schema, (part) => planOnce(part, overrides));
      return convertPlan(plan, requiredArguments);
    },
  };
}

function textOf(schema: Schema): string {
  return print(schema.toAST());
}

/** The router fetches through its own subgraph clients: the gateway sends no request. */
const unusedDataSource = {
  process: () =>
    Promise.reject(new Error('ApolloGateway was asked to fetch; the router has its own clients')),
};

/** Lowers the level of the gateway's log lines: its info lines are debug details of the router. */
function gatewayLogger(logger: Parameters<typeof createApolloPlanner>[1]) {
  return {
    debug: (message?: unknown) => {
      logger.trace(String(message));
    },
    info: (message?: unknown) => {
      logger.debug(String(message));
    },
    warn: (message?: unknown) => {
      logger.warn(String(message));
    },
    error: (message?: unknown) => {
      logger.error(String(message));
    },
  };
}
