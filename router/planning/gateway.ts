// First of all: what follows loads the planner.
import './corrected-planner.ts';
import { ApolloGateway } from '@apollo/gateway';
import { HeaderMap } from '@apollo/server';
import type { ApolloServerOptionsWithGateway, GraphQLRequest, GraphQLResponse } from '@apollo/server';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { ConfigurationError } from '../../platform/config.ts';
import type { Logger } from '../../platform/log.ts';
import type { RouterConfig } from '../config.ts';
import type { RouterContext } from '../context.ts';
import { createDataSource, createLocalSource } from '../subgraphs/subgraph-client.ts';
import type { SubgraphSource } from '../subgraphs/subgraph-client.ts';
import { createExecutor } from '../execution/executor.ts';
import type { Executor } from '../execution/executor.ts';
import { createFetchNaming } from '../execution/fetch-names.ts';
import type { ExecutionResult, GraphSurroundings } from '../execution/operation.ts';
import { createVariantCache } from '../execution/variant-cache.ts';
import { plannerOf } from './planner.ts';
import { separateRequiredArguments } from './corrections/required-arguments.ts';
import { planSubscription } from '../execution/subscription-plan.ts';
import type { SubscriptionPlan } from '../execution/subscription-plan.ts';
import type { RouterMetrics } from '../metrics.ts';
import type { EventSource, SupergraphDocument } from '../supergraph/supergraph-document.ts';

type GatewayInterface = ApolloServerOptionsWithGateway<RouterContext>['gateway'];

/** The graph that is served, as one supergraph makes it. Another supergraph makes another graph. */
export interface Graph {
  /** What clients see of it. */
  schema: GraphQLSchema;
  eventSources: ReadonlyMap<string, EventSource>;
  executor: Executor;
  /** @throws GraphQLError where the operation cannot be planned or fed by events */
  planSubscription(document: DocumentNode, operationName: string | undefined): SubscriptionPlan;
}

/** An operation, as Apollo Server knows it once it is parsed and valid. */
export interface OperationRequest {
  schema: GraphQLSchema;
  document: DocumentNode;
  request: GraphQLRequest;
  context: RouterContext;
}

export interface Gateway {
  /** For Apollo Server, which loads and stops it. */
  apollo: GatewayInterface;
  /**
   * Executes an operation on the graph whose schema it was validated against, before Apollo Server asks its gateway to:
   * what it makes for a gateway to read keeps parts of each request until V8's next full collection.
   * @returns null where there are errors: the gateway hands out that result then, for Apollo Server to give form to
   */
  answer(request: OperationRequest): Promise<GraphQLResponse | null>;
  /** The graph as it is now. */
  graph: () => Graph;
  /**
   * Serves another supergraph from now on. What is under way is finished on the graph it began on.
   * @throws ConfigurationError where it cannot be served: the one before stays
   */
  update(supergraph: SupergraphDocument): Promise<void>;
  /** Closes the connections to the subgraphs. */
  close(): Promise<void>;
}

/**
 * The graph, composed and planned by Apollo's gateway, executed by the router's own executor. No subgraph need be up.
 */
export function createGateway(options: {
  supergraph: SupergraphDocument;
  config: RouterConfig;
  logger: Logger;
  metrics: RouterMetrics;
}): Gateway {
  const { supergraph, config, logger, metrics } = options;
  /** By name and address: another supergraph keeps the connections to the subgraphs that it shares with the last. */
  let sources = new Map<string, SubgraphSource>();
  let graph: { current: Graph; apollo: ApolloGateway; sdl: string } | undefined;
  const graphs = new WeakMap<GraphQLSchema, Graph>();
  /** What came to errors, and Apollo Server is about to ask for. */
  const faulty = new WeakMap<RouterContext, Promise<ExecutionResult>>();
  const listeners = new Set<Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0]>();

  function sourceFor(name: string, url: string | undefined, isLocal: boolean): [string, SubgraphSource] {
    if (isLocal) return [name, createLocalSource(name)];
    const address = addressOf(name, config.SUBGRAPH_URLS[name] ?? url);
    const key = `${name} ${address}`;
    const known = sources.get(key);
    if (known !== undefined) return [key, known];
    const made = createDataSource({
      name,
      url: address,
      connections: config.SUBGRAPH_CONNECTIONS,
      timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
      answerLimitBytes: config.SUBGRAPH_ANSWER_LIMIT_BYTES,
      ...{ logger, metrics },
    });
    return [key, made];
  }

  async function load({ sdl, localSubgraphs, eventSources }: SupergraphDocument): Promise<void> {
    const byKey = new Map<string, SubgraphSource>();
    const byName = new Map<string, SubgraphSource>();
    const required = separateRequiredArguments(sdl);
    const apollo = new ApolloGateway({
      supergraphSdl: required.sdl,
      validateSupergraph: true,
      __exposeQueryPlanExperimental: false,
      logger: quieter(logger),
      buildService({ name, url }) {
        const [key, source] = sourceFor(name, url, localSubgraphs.has(name));
        byKey.set(key, source);
        byName.set(name, source);
        return neverAsked;
      },
    });
    let schema: GraphQLSchema | undefined;
    apollo.onSchemaLoadOrUpdate(({ apiSchema }) => (schema = apiSchema));
    await apollo.load({ apollo: {} });
    if (schema === undefined) throw new Error('the gateway loaded no schema');
    const planner = plannerOf(apollo);
    const around: GraphSurroundings = {
      ...{ schema, planner, required, supergraph: planner.supergraph },
      namesIn: createFetchNaming(planner.supergraph),
      plans: createVariantCache(),
      sourceOf: (name) => byName.get(name) ?? createLocalSource(name),
    };
    const current: Graph = {
      ...{ schema, eventSources },
      executor: createExecutor(around, { share: config.DEDUPLICATE_REQUESTS }),
      planSubscription: (document, operationName) => planSubscription(document, operationName, around),
    };
    graphs.set(schema, current);
    // The connections of subgraphs that are no longer there end by themselves once nothing uses them.
    sources = byKey;
    await graph?.apollo.stop();
    graph = { current, apollo, sdl };
    for (const listener of listeners) listener({ apiSchema: schema, coreSupergraphSdl: sdl });
  }

  async function execute({ schema, document, request, context }: OperationRequest): Promise<ExecutionResult> {
    const served = graphs.get(schema);
    if (served === undefined) throw new Error('the schema of the request is of no graph of this router');
    const { operationName, variables = {} } = request;
    return served.executor.execute({ document, operationName, variables, context });
  }

  return {
    async answer(request) {
      const executed = execute(request);
      try {
        const { data = null, errors } = await executed;
        if (errors === undefined) return { http: noHead, body: { kind: 'single', singleResult: { data } } };
      } catch {
        // Apollo Server hears of it from the gateway as well.
      }
      faulty.set(request.context, executed);
      return null;
    },
    apollo: {
      async load() {
        await load(supergraph);
        return {
          executor({ context }) {
            const executed = faulty.get(context as RouterContext);
            return executed ?? Promise.reject(new Error('the gateway is asked only for what was executed'));
          },
        };
      },
      onSchemaLoadOrUpdate(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      async stop() {
        await graph?.apollo.stop();
      },
    },
    graph() {
      if (graph === undefined) throw new Error('the gateway has not loaded a supergraph');
      return graph.current;
    },
    async update(next) {
      try {
        await load(next);
      } catch (error) {
        throw unservable(error);
      }
    },
    async close() {
      await Promise.all([...sources.values()].map((source) => source.close()));
    },
  };
}

/** What answers add to those of HTTP's headers that Apollo Server sets. */
const noHead = { headers: new HeaderMap() };

/** Apollo's gateway plans, and the router fetches: what the gateway would fetch with is not for use. */
const neverAsked = {
  process: () => Promise.reject(new Error('the gateway itself fetches nothing')),
};

/** @returns a fault of the supergraph as one of the settings */
export function unservable(error: unknown): ConfigurationError {
  if (error instanceof ConfigurationError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new ConfigurationError(`Faulty settings:\n  SUPERGRAPH_PATH: cannot be served: ${reason}`);
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
