import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Clock } from '../platform/clock.ts';
import { admissionLimits } from '../platform/config.ts';
import {
  addEarlyHandler,
  phaseOf,
  createHttpServer,
  createRequestMeter,
  listen,
} from '../platform/http/server.ts';
import type { Service } from '../platform/lifecycle.ts';
import type { Logger } from '../platform/log.ts';
import type { Registry } from '../platform/metrics.ts';
import { startInOrder } from '../platform/resilience/start-in-order.ts';
import type { StartedServices } from '../platform/resilience/start-in-order.ts';
import type { StoreClock } from '../platform/stores/store-clock.ts';
import type { RouterConfig } from './config.ts';
import { createContextFactory } from './context.ts';
import { callerSignerFor, clockFor, notificationsFor, sharingFor } from './dependencies.ts';
import { logDisabledFeatures } from './disabled-features.ts';
import { createRouterErrorFormatter } from './errors.ts';
import { overridesBySettings } from './execution/overrides.ts';
import { serveGraph } from './execution/served-graph.ts';
import { createAllClientLimits } from './client-limit-settings.ts';
import { createBufferedBytes } from './guard/buffered-bytes.ts';
import { createOperationLimits } from './guard/limits.ts';
import { createOperationAdmission } from './guard/operation-admission.ts';
import { createOperationLoads } from './guard/operation-loads.ts';
import { createOrigins } from './guard/origins.ts';
import { openRateLimits } from './guard/rate-limits.ts';
import type { RateLimits } from './guard/rate-limits.ts';
import { createTurns } from './guard/turns.ts';
import { openTokenVerifier } from './guard/token-verifier.ts';
import type { OpenedVerifier } from './guard/token-verifier.ts';
import {
  enableCors,
  graphqlErrorBody,
  respondWithGraphqlErrors,
  startApolloServer,
} from './http/apollo-server.ts';
import type { OperationServer } from './http/apollo-server.ts';
import { clientAddress } from './http/client-address.ts';
import { readConnectionsInTurns } from './http/connection-intake.ts';
import { limitConnections } from './http/connection-limit.ts';
import type { ConnectionLimit } from './http/connection-limit.ts';
import { serveEventStreams } from './http/event-stream-endpoint.ts';
import { createGraphqlEndpoint } from './http/graphql-endpoint.ts';
import { withoutSuggestions } from './http/hidden-suggestions.ts';
import { paths, serveLanding } from './http/landing.ts';
import { withTruncatedMessages } from './http/message-truncation.ts';
import { createRouterMetrics } from './metrics.ts';
import { openPlanning } from './planning/threaded-planner.ts';
import { awaitFirstAnswers } from './subgraphs/first-answers.ts';
import { createSubgraphClients } from './subgraphs/subgraph-clients.ts';
import type { Notifications } from './subscriptions/notifications.ts';
import { createSubscriptionService } from './subscriptions/service.ts';
import type { SubscriptionService } from './subscriptions/service.ts';
import { serveWebSockets } from './subscriptions/websocket.ts';
import { createSupergraphMetrics } from './supergraph/metrics.ts';
import { createSupergraphSource, loadInitialSupergraph, withSourceSetting } from './supergraph/source.ts';
import type { SupergraphSource } from './supergraph/source.ts';
import { watchSupergraph } from './supergraph/watcher.ts';

export interface RouterOptions {
  config: RouterConfig;
  logger: Logger;
  metrics: Registry;
  /** By default the time of Redis, or of this machine without REDIS_URL. */
  clock?: Clock;
  signal?: AbortSignal;
  /** True in all workers but the first, which logs the disabled features. */
  isOneOfMany?: boolean;
  decideOverride?: ReturnType<typeof overridesBySettings>;
}

export interface Router extends Service {
  /** `http://127.0.0.1:4000` */
  url: string;
  reload: () => Promise<void>;
}

interface Parts extends ReturnType<typeof createGuards>, OpenedVerifier {
  config: RouterConfig;
  rateLimits: RateLimits;
  registry: Registry;
  logger: Logger;
  addressOf: ReturnType<typeof clientAddress>;
  contextFor: ReturnType<typeof createContextFactory>;
  notifications: Notifications | null;
  storeClock: StoreClock;
  clock: Clock;
}

/**
 * Starts the router on its supergraph. Subgraphs, users and Redis may be down: only the fields that need them fail, and
 * readiness names them until they are there for the first time.
 * @throws ConfigurationError if the supergraph cannot be served
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
    throw withSourceSetting(source, error);
  }
}

/** Starts the rooms from the bottom up, listens, and watches for a new supergraph. */
async function startAll(
  options: RouterOptions,
  source: SupergraphSource,
  started: StartedServices,
): Promise<Omit<Router, 'close'>> {
  const { config, logger } = options;
  const { text, document: supergraph } = await loadInitialSupergraph(source, options);
  const storeClock = await clockFor(options, started);
  const clock = storeClock.now;
  const signer = await callerSignerFor(config, clock);
  const sharing = sharingFor(config);
  const parts: Parts = {
    ...{ config, logger, storeClock, clock, registry: options.metrics },
    ...createGuards(options),
    ...(await openTokenVerifier(config, { logger, clock, started })),
    addressOf: clientAddress(config.TRUSTED_PROXIES, logger),
    contextFor: createContextFactory(signer),
    notifications: await notificationsFor(config, { logger, started }),
    rateLimits: await openRateLimits(config, { logger, started }),
  };
  const { metrics, format, limits } = parts;
  started.add(parts.admission);
  const clients = createSubgraphClients({
    ...{ logger, metrics, sharing },
    urls: config.SUBGRAPH_URLS,
    connections: config.SUBGRAPH_CONNECTIONS,
    queue: admissionLimits(config),
    timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
    maxResponseBytes: config.SUBGRAPH_ANSWER_LIMIT_BYTES,
  });
  const { createPlanner } = started.add(openPlanning({ limits: config, logger, metrics: options.metrics }));
  const served = started.add(
    await serveGraph({
      ...{ supergraph, createPlanner, clients, sharing },
      mergesFetches: config.MERGE_FETCHES,
      decideOverride: options.decideOverride ?? overridesBySettings(config.OVERRIDE_LABELS),
    }),
  );
  const first = { subgraphs: clients.addresses(), waitMs: config.SUBGRAPH_WAIT_SECONDS * 1_000 };
  const subgraphs = started.add(awaitFirstAnswers({ ...first, signer, logger }));
  const http = createRouterHttpServer(parts, () => subgraphs.missing, options.signal);
  respondWithGraphqlErrors(http, format);
  await enableCors(http, parts.origins);
  const server = await startApolloServer({
    ...{ http, served, limits, format, metrics, logger },
    introspection: config.INTROSPECTION,
  });
  started.add({ close: () => server.apollo.stop() });
  const operations = createSubscriptionService({
    ...parts,
    ...{ apollo: server.apollo, graph: served.current, clientLimits: parts.clients.subscriptions },
    recheckMs: config.SUBSCRIPTION_RECHECK_SECONDS * 1_000,
  });
  const connectionLimit = limitConnections({
    ...{ server: http.server, format, limits: parts.clients.connections },
    trustedProxies: config.TRUSTED_PROXIES,
  });
  readConnectionsInTurns(http.server, parts);
  serveHttp(http, server, operations, parts, connectionLimit);
  started.add(serveSockets(http, () => served.current().schema, operations, parts, connectionLimit));
  started.add(operations);
  if (options.isOneOfMany !== true) logDisabledFeatures(config, logger);
  const { url } = await listen(http, config.HOST, config.PORT);
  const watcher = started.add(
    watchSupergraph({
      ...{ source, text, logger, clock },
      update: (document) => served.replace(document),
      metrics: createSupergraphMetrics(options.metrics),
    }),
  );
  return { url, reload: watcher.reload };
}

function createGuards({ config, logger, metrics: registry }: RouterOptions) {
  const metrics = createRouterMetrics(registry);
  const format = createRouterErrorFormatter(logger, { exposeSubgraphErrors: config.EXPOSE_SUBGRAPH_ERRORS });
  return {
    clients: createAllClientLimits(config, (setting) => {
      metrics.clientRefused(setting);
    }),
    turns: createTurns(),
    origins: createOrigins(config.CORS_ORIGINS, logger),
    metrics,
    buffered: createBufferedBytes({
      maxBytes: config.LIMIT_BUFFERED_BYTES,
      logger,
      closed: () => {
        metrics.slowClientClosed();
      },
    }),
    format: withTruncatedMessages(config.INTROSPECTION ? format : withoutSuggestions(format)),
    loads: createOperationLoads({ isLimited: config.LIMIT_WAIT_MS > 0, metrics: registry }),
    admission: createOperationAdmission(admissionLimits(config), registry),
    limits: createOperationLimits({
      maxDepth: config.LIMIT_DEPTH,
      maxAliases: config.LIMIT_ALIASES,
      maxDirectives: config.LIMIT_DIRECTIVES,
      maxTokens: config.LIMIT_TOKENS,
      maxDocumentBytes: config.LIMIT_DOCUMENT_BYTES,
      maxItems: config.LIMIT_ITEMS,
      maxFields: config.LIMIT_FIELDS,
      maxIntrospectionCopies: config.LIMIT_INTROSPECTION,
    }),
  };
}

function createRouterHttpServer(
  { config, logger, format, notifications, storeClock, registry, canVerify }: Parts,
  missingSubgraphs: () => readonly string[],
  signal: AbortSignal | undefined,
): FastifyInstance {
  return createHttpServer({
    logger,
    metrics: registry,
    bodyLimitBytes: config.LIMIT_BODY_BYTES,
    instanceId: config.INSTANCE_ID,
    requestTimeoutMs: config.REQUEST_TIMEOUT_SECONDS * 1_000,
    keepAliveMs: config.KEEP_ALIVE_SECONDS * 1_000,
    requestsPerConnection: config.LIMIT_CONNECTION_REQUESTS,
    headerLimitBytes: config.LIMIT_HEADER_BYTES,
    clientErrorBody: ({ message }) => graphqlErrorBody(format, 'BAD_REQUEST', message),
    trustedProxies: config.TRUSTED_PROXIES,
    signal,
    requestScopes: false,
    // Except for the clock, each counts until it is there for the first time: a Redis that goes away later only delays
    // subscriptions, and a subgraph costs only its own fields.
    missingDependencies: () =>
      Promise.resolve([
        ...(notifications === null || notifications.connected ? [] : ['Redis']),
        ...storeClock.faults(),
        ...(canVerify() ? [] : [`the keys of access tokens (JWKS_URL ${config.JWKS_URL ?? ''})`]),
        ...missingSubgraphs().map((name) => `subgraph ${name}`),
      ]),
  });
}

/** The GraphQL endpoint before Fastify's routes, then event streams and the landing pages as routes. */
function serveHttp(
  http: FastifyInstance,
  server: OperationServer,
  operations: SubscriptionService,
  parts: Parts,
  connectionLimit: ConnectionLimit,
): void {
  const { config, origins } = parts;
  const phase = phaseOf(http);
  const isClosing = () => phase() === 'draining';
  const maxBodyBytes = config.LIMIT_BODY_BYTES;
  addEarlyHandler(
    http,
    createGraphqlEndpoint({
      ...{ ...parts, ...server, isClosing, maxBodyBytes, path: paths.graphql },
      maxPipelined: config.LIMIT_PIPELINED_REQUESTS,
      measure: createRequestMeter(parts.registry),
      pages: config.INTROSPECTION,
      origins,
    }),
  );
  for (const path of [paths.stream, paths.graphql]) {
    serveEventStreams({ ...parts, http, operations, isClosing, maxBodyBytes, path });
  }
  // The last handler added is the first to be asked.
  addEarlyHandler(http, connectionLimit.answer);
  serveLanding(http, { title: 'GraphiQL', pages: config.INTROSPECTION });
}

/** GraphQL over WebSocket, on the path of the GraphQL endpoint. */
function serveSockets(
  http: FastifyInstance,
  schema: () => GraphQLSchema,
  operations: SubscriptionService,
  parts: Parts,
  { refusalOf }: ConnectionLimit,
): Service {
  const { config, clients } = parts;
  return serveWebSockets({
    ...{ ...parts, server: http.server, path: paths.graphql, operations, schema, refusalOf },
    ...{ clientLimits: clients.sockets, userLimits: clients.socketsOfUser },
    maxInitBytes: config.LIMIT_HEADER_BYTES,
    maxMessages: config.LIMIT_SOCKET_MESSAGES,
    maxMessageBytes: config.LIMIT_BODY_BYTES,
    maxOperations: config.LIMIT_SOCKET_OPERATIONS,
    newRequestId: randomUUID,
  });
}
