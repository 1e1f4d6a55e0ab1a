import { ApolloGateway } from '@apollo/gateway';
import type { GraphQLSchema } from 'graphql';
import { ConfigurationError } from '../platform/config.ts';
import type { Logger } from '../platform/log.ts';
import type { RouterConfig } from './config.ts';
import { createDataSource, createLocalSource } from './data-source.ts';
import type { SubgraphSource } from './data-source.ts';
import { createSubscriptionPlanner } from './federation.ts';
import type { SubscriptionPlanner } from './federation.ts';
import type { RouterMetrics } from './metrics.ts';
import type { EventSource, SupergraphDocument } from './supergraph.ts';

/** The graph that is served, as one supergraph makes it. Another supergraph makes another graph. */
export interface Graph {
  /** What clients see of it. */
  schema: GraphQLSchema;
  eventSources: ReadonlyMap<string, EventSource>;
  subscriptionPlanner: SubscriptionPlanner;
}

export interface Gateway {
  /** For Apollo Server, which loads and stops it. */
  apollo: ApolloGateway;
  /** The graph as it is now. */
  graph: () => Graph;
  /** Closes the connections to the subgraphs. */
  close(): Promise<void>;
}

/** Composition's executor: plans operations over the subgraphs, and joins what they answer. No subgraph need be up. */
export function createGateway(options: {
  supergraph: SupergraphDocument;
  config: RouterConfig;
  logger: Logger;
  metrics: RouterMetrics;
}): Gateway {
  const { supergraph, config, logger, metrics } = options;
  const sources = new Map<string, SubgraphSource>();
  let graph: Graph | undefined;

  const apollo = new ApolloGateway({
    supergraphSdl: supergraph.sdl,
    validateSupergraph: true,
    __exposeQueryPlanExperimental: false,
    logger: quieter(logger),
    buildService({ name, url }) {
      const source = supergraph.localSubgraphs.has(name)
        ? createLocalSource(name)
        : createDataSource({
            name,
            url: addressOf(name, config.SUBGRAPH_URLS[name] ?? url),
            connections: config.SUBGRAPH_CONNECTIONS,
            timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
            answerLimitBytes: config.SUBGRAPH_ANSWER_LIMIT_BYTES,
            ...{ logger, metrics },
          });
      sources.set(name, source);
      return source;
    },
  });
  apollo.onSchemaLoadOrUpdate(({ apiSchema: schema }) => {
    let planner: SubscriptionPlanner | undefined;
    graph = {
      schema,
      eventSources: supergraph.eventSources,
      // Not before somebody subscribes: most supergraphs have nothing to subscribe to.
      get subscriptionPlanner() {
        planner ??= createSubscriptionPlanner({ gateway: apollo, schema, sources, logger });
        return planner;
      },
    };
  });
  return {
    apollo,
    graph() {
      if (graph === undefined) throw new Error('the gateway has not loaded a supergraph');
      return graph;
    },
    async close() {
      await Promise.all([...sources.values()].map((source) => source.close()));
    },
  };
}

/** The gateway announces what goes well; only what does not is worth a line of ours. */
function quieter(logger: Logger) {
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

/** @throws ConfigurationError where a subgraph has no address that a request could go to */
function addressOf(name: string, url: string | undefined): string {
  if (url !== undefined && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  const found = url === undefined || url === '' ? 'no address' : `the address ${url}`;
  throw new ConfigurationError(
    `Faulty settings:\n  SUPERGRAPH_PATH: the subgraph ${name} has ${found}: expected http://… there or in SUBGRAPH_URLS`,
  );
}
