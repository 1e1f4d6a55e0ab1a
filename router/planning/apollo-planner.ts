// Imported first: it corrects Apollo's modules before any other import loads them.
import './corrections/apply.ts';
// Apollo's federation-internals, query-planner and query-graphs change without notice between versions: package.json
// pins them.
import { operationFromDocument } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Logger } from '../../platform/log.ts';
import { convertPlan } from './apollo-plan.ts';
import type { ApolloPlan } from './apollo-plan.ts';
import { addTypename } from './corrections/add-typename.ts';
import { expandAbstractTypes } from './corrections/expand-abstract-types.ts';
import { separateRequiredArguments } from './corrections/required-arguments/required-arguments.ts';
import { planMutationSerially } from './corrections/serial-mutations.ts';
import { createEntityKeys } from './entity-keys.ts';
import type { Planner, SubgraphEndpoint } from './planner.ts';
import { withTimeLimit } from './time-limit.ts';

/**
 * Loads a supergraph into ApolloGateway, and plans with the gateway's own query planner.
 * @param sdl a supergraph
 * @throws Error when the gateway refuses the supergraph
 */
export async function createApolloPlanner(sdl: string, logger: Logger): Promise<Planner> {
  const requiredArguments = separateRequiredArguments(sdl);
  const subgraphs: SubgraphEndpoint[] = [];
  const gateway = new ApolloGateway({
    supergraphSdl: requiredArguments.sdl,
    validateSupergraph: true,
    __exposeQueryPlanExperimental: false,
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

  function planWith(document: DocumentNode, operationName: string | undefined): ApolloPlan {
    const options = operationName === undefined ? {} : { operationName };
    const operation = operationFromDocument(planningSchema, document, options);
    return queryPlanner?.buildQueryPlan(operation).node;
  }

  function planOnce(document: DocumentNode, operationName: string | undefined): ApolloPlan {
    return withTimeLimit(() => {
      try {
        return planWith(document, operationName);
      } catch (error) {
        const expanded = schema && expandAbstractTypes(document, operationName, schema);
        if (expanded === undefined) throw error;
        return planWith(expanded, operationName);
      }
    });
  }

  return {
    schema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    subgraphs,
    plan(document, operationName) {
      const complete = addTypename(document, schema);
      const plan = planMutationSerially(complete, operationName, schema, planOnce);
      return convertPlan(plan, requiredArguments);
    },
    identifies: createEntityKeys(supergraph),
    close: () => gateway.stop(),
  };
}

/** The router fetches through its own subgraph clients: the gateway sends no request. */
const unusedDataSource = {
  process: () =>
    Promise.reject(new Error('ApolloGateway was asked to fetch; the router has its own clients')),
};

/** Lowers the level of the gateway's log lines: its info lines are debug details of the router. */
function gatewayLogger(logger: Logger) {
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
