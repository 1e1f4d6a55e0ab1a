import { randomUUID } from 'node:crypto';
import { systemClock } from '../platform/clock.ts';
import type { Clock } from '../platform/clock.ts';
import {
  addEarlyHandler,
  closingOf,
  createHttpServer,
  createRequestMeter,
  listen,
} from '../platform/http/server.ts';
import { createCallerSigner } from '../platform/identity.ts';
import type { Service } from '../platform/lifecycle.ts';
import type { Logger } from '../platform/log.ts';
import type { Registry } from '../platform/metrics.ts';
import { startInOrder } from '../platform/resilience/start-in-order.ts';
import type { StartedServices } from '../platform/resilience/start-in-order.ts';
import type { RouterConfig } from './config.ts';
import { createContextFactory } from './context.ts';
import { createRouterErrorFormatter } from './errors.ts';
import { createGraphqlEndpoint } from './http/graphql-endpoint.ts';
import { withShortMessages } from './http/message-truncation.ts';
import { serveGraph } from './execution/served-graph.ts';
import { createApolloPlanner } from './planning/apollo-planner.ts';
import { createSubgraphClients } from './subgraphs/subgraph-clients.ts';
import { createTokenVerifier, noTokens } from './guard/access-tokens.ts';
import type { TokenVerifier } from './guard/access-tokens.ts';
import { createKeySet } from './guard/jwks.ts';
import { paths, serveLanding } from './http/landing.ts';
import { createOperationLimits } from './guard/limits.ts';
import { createRouterMetrics } from './metrics.ts';
import { clientAddress } from './http/client-address.ts';
import { allowOrigins, answerErrorsAsGraphql, refusalAsGraphql, startApollo } from './http/server.ts';
import { serveEventStreams } from './http/event-stream-endpoint.ts';
import { createStreamingOperations } from './subscriptions/operations.ts';
import type { WakeUps } from './subscriptions/wake-ups.ts';
import { serveWebSockets } from './subscriptions/websocket.ts';
import { createSupergraphMetrics } from './supergraph/metrics.ts';
import { followSupergraph } from './supergraph/reload.ts';
import { asFaultOf, createSupergraphSource, firstSupergraph } from './supergraph/source.ts';
import type { SupergraphSource } from './supergraph/source.ts';

export interface RouterOptions {
  config: RouterConfig;
  logger: Logger;
  metrics: Registry;
  clock?: Clock;
  signal?: AbortSignal;
  /** Whether another process with the same settings says what they leave off. */
  isOneOfMany?: boolean;
}

export interface Router extends Service {
  /** Where it listens, as `http://127.0.0.1:4000`. */
  url: string;
  /** Has a look whether there is another supergraph, now. */
  reload: () => Promise<void>;
}

/**
 * Starts the router on a supergraph. It needs nothing else to be up: what is down costs what it owns, until it is back.
 * @throws ConfigurationError where the supergraph cannot be served
 */
export async function startRouter(options: RouterOptions): Promise<Router> {
  const source = await createSupergraphSource({
    path: options.config.SUPERGRAPH_PATH,
    url: options.config.SUPERGRAPH_URL,
    urlPollMs: options.config.SUPERGRAPH_POLL_SECONDS * 1_000,
  });
  try {
    return await startInOrder(options.logger, (started) => startAll(options, source, started));
  } catch (error) {
    throw asFaultOf(source, error);
  }
}

/** Starts everything that one router process serves with. */
async function startAll(
  options: RouterOptions,
  source: SupergraphSource,
  started: StartedServices,
): Promise<Omit<Router, 'close'>> {
  const { config, logger, clock = systemClock } = options;
  const { text, document: supergraph } = await firstSupergraph(source, options);
  const metrics = createRouterMetrics(options.metrics);
  const format = withShortMessages(
    createRouterErrorFormatter(logger, { exposeSubgraphErrors: config.EXPOSE_SUBGRAPH_ERRORS }),
  );
  const limits = createOperationLimits({
    maxDepth: config.LIMIT_DEPTH,
    maxAliases: config.LIMIT_ALIASES,
    maxDirectives: config.LIMIT_DIRECTIVES,
    maxTokens: config.LIMIT_TOKENS,
    maxItems: config.LIMIT_ITEMS,
  });
  const tokens = tokensFor(config, logger, clock);
  const signer =
    config.CALLER_KEY === undefined
      ? null
      : await createCallerSigner({ name: config.CALLER_NAME, key: config.CALLER_KEY });
  const contextFor = createContextFactory(signer);
  const wakeUps = await wakeUpsFor(config, logger, started);

  const served = await serveGraph({
    supergraph,
    createPlanner: (sdl) => createApolloPlanner(sdl, logger),
    clients: createSubgraphClients({ config, logger, metrics }),
    deduplicate: config.DEDUPLICATE_REQUESTS,
  });
  started.add(served);
  const http = createHttpServer({
    logger,
    metrics: options.metrics,
    bodyLimitBytes: config.LIMIT_BODY_BYTES,
    requestTimeoutMs: config.REQUEST_TIMEOUT_SECONDS * 1_000,
    keepAliveMs: config.KEEP_ALIVE_SECONDS * 1_000,
    requestsPerConnection: config.LIMIT_CONNECTION_REQUESTS,
    headerLimitBytes: config.LIMIT_HEADER_BYTES,
    clientErrorBody: ({ message }) => refusalAsGraphql(format, 'BAD_REQUEST', message),
    trustedProxies: config.TRUSTED_PROXIES,
    signal: options.signal,
    requestScopes: false,
    // Once connected, a Redis that goes away costs the freshness of subscriptions, and nothing else.
    missingDependencies: () => Promise.resolve(wakeUps === null || wakeUps.connected ? [] : ['Redis']),
  });
  answerErrorsAsGraphql(http, format);
  await allowOrigins(http, config.CORS_ORIGINS);
  const apollo = await startApollo({
    ...{ http, served, limits, format, metrics, logger },
    introspection: config.INTROSPECTION,
  });
  started.add({ close: () => apollo.stop() });

  const schema = () => served.current().schema;
  const operations = createStreamingOperations({
    ...{ apollo, graph: served.current, limits, contextFor, format, metrics, wakeUps },
    recheckMs: config.SUBSCRIPTION_RECHECK_SECONDS * 1_000,
  });
  addEarlyHandler(
    http,
    createGraphqlEndpoint({
      ...{ apollo, tokens, contextFor, format, logger, path: paths.graphql },
      measure: createRequestMeter(options.metrics),
      bodyLimitBytes: config.LIMIT_BODY_BYTES,
      share: config.DEDUPLICATE_REQUESTS,
      addressOf: clientAddress(config.TRUSTED_PROXIES),
      origins: config.CORS_ORIGINS,
      isClosing: closingOf(http),
    }),
  );
  serveEventStreams({
    ...{ http, path: paths.stream, operations, tokens },
    bodyLimitBytes: config.LIMIT_BODY_BYTES,
    isClosing: closingOf(http),
  });
  serveLanding(http, 'GraphiQL');
  started.add(
    serveWebSockets({
      ...{ server: http.server, path: paths.graphql, operations, tokens, schema, logger },
      origins: config.CORS_ORIGINS,
      messageLimitBytes: config.LIMIT_BODY_BYTES,
      operationLimit: config.LIMIT_SOCKET_OPERATIONS,
      addressOf: clientAddress(config.TRUSTED_PROXIES),
      newRequestId: randomUUID,
    }),
  );
  started.add(operations);
  if (options.isOneOfMany !== true) logDisabledFeatures(config, supergraph.unenforced, logger);
  const { url } = await listen(http, config.HOST, config.PORT);
  const supergraphs = followSupergraph({
    ...{ source, text, logger, clock },
    update: (document) => served.replace(document),
    metrics: createSupergraphMetrics(options.metrics),
  });
  started.add(supergraphs);
  return { url, reload: supergraphs.reload };
}

function tokensFor(config: RouterConfig, logger: Logger, clock: Clock): TokenVerifier {
  if (config.JWKS_URL === undefined) return noTokens;
  const keySet = createKeySet({ url: config.JWKS_URL, logger, clock });
  keySet.warmUp();
  return createTokenVerifier({
    ...{ keySet, clock },
    issuer: config.ACCESS_TOKEN_ISSUER,
    audience: config.ACCESS_TOKEN_AUDIENCE,
  });
}

async function wakeUpsFor(
  config: RouterConfig,
  logger: Logger,
  started: StartedServices,
): Promise<WakeUps | null> {
  if (config.REDIS_URL === undefined) return null;
  // A client of Redis takes its time to load; a router that has no Redis is spared it.
  const { createWakeUps } = await import('./subscriptions/wake-ups.ts');
  const wakeUps = createWakeUps({ url: config.REDIS_URL, logger });
  started.add({
    close() {
      wakeUps.close();
      return Promise.resolve();
    },
  });
  return wakeUps;
}

function logDisabledFeatures(config: RouterConfig, unenforced: readonly string[], logger: Logger): void {
  const off = [
    ...(config.REDIS_URL === undefined ? ['subscriptions (no REDIS_URL)'] : []),
    ...(config.JWKS_URL === undefined ? ['access tokens: everybody is anonymous (no JWKS_URL)'] : []),
    ...(config.CALLER_KEY === undefined ? ['signed callers for subgraphs (no CALLER_KEY)'] : []),
  ];
  if (off.length > 0) logger.info({ off }, `off: ${off.join('; ')}`);
  if (unenforced.length > 0) {
    logger.warn({ unenforced }, 'the supergraph has security directives that only its subgraphs can enforce');
  }
}
