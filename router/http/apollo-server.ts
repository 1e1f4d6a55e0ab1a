import cors from '@fastify/cors';
import { ApolloServer, HeaderMap } from '@apollo/server';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLError, OperationDefinitionNode } from 'graphql';
import { graphqlError, withHttpStatus } from '../../platform/errors.ts';
import type { ErrorCode } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import type { RouterContext } from '../context.ts';
import { formatError, recordRequestId } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';
import type { ServedGraph } from '../execution/served-graph.ts';
import { createApolloServerGateway } from './apollo-gateway.ts';
import type { ApolloServerGateway } from './apollo-gateway.ts';
import { createDocumentStore, createPersistedQueries } from './document-caches.ts';
import { exposedHeaders } from './response-headers.ts';
import { createKnownOperations } from './known-operations.ts';
import type { KnownOperations } from './known-operations.ts';
import { negotiateResponseType } from './media-types.ts';
import { setErrorStatus } from './http-status.ts';
import { paths } from './landing.ts';
import type { Origins } from '../guard/origins.ts';
import type { OperationLimits } from '../guard/limits.ts';
import { parseOptions } from '../guard/document-text.ts';
import { checkIntrospectionSize } from '../guard/introspection-size.ts';
import { maxValidationErrors } from '../guard/limits.ts';
import { checkListSizes } from '../guard/list-sizes.ts';
import type { RequestedOperation } from '../guard/list-sizes.ts';
import type { RouterMetrics } from '../metrics.ts';

export interface ApolloServerOptions {
  http: FastifyInstance;
  served: ServedGraph;
  introspection: boolean;
  limits: OperationLimits;
  format: ErrorFormatter;
  metrics: RouterMetrics;
  logger: Logger;
}

export interface OperationServer {
  /** Stopping it drains HTTP. */
  apollo: ApolloServer<RouterContext>;
  known: KnownOperations;
}

export async function startApolloServer(options: ApolloServerOptions): Promise<OperationServer> {
  const { http, served, introspection, limits, format, metrics, logger } = options;
  const { gateway, execute } = createApolloServerGateway(served);
  const checkSizes = (operation: RequestedOperation) => {
    checkListSizes(operation, limits);
    checkIntrospectionSize(operation, limits.maxIntrospectionCopies);
  };
  const schema = () => served.current().schema;
  const known = createKnownOperations({ schema, checkSizes, execute, metrics });
  const apollo = new ApolloServer<RouterContext>({
    gateway,
    formatError: format,
    introspection,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    parseOptions: parseOptions(limits),
    documentStore: createDocumentStore(),
    persistedQueries: { cache: createPersistedQueries() },
    validationRules: limits.validationRules,
    validationOptions: { hideSuggestions: !introspection, maxErrors: maxValidationErrors },
    // runProcess handles signals.
    stopOnTerminationSignals: false,
    logger,
    plugins: [
      // An embedded Sandbox sends its requests from the router's own origin: no CORS. It needs introspection.
      introspection
        ? ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false }, footer: false })
        : ApolloServerPluginLandingPageDisabled(),
      fastifyApolloDrainPlugin(http),
      // All responses have `cache-control: no-store` instead.
      ApolloServerPluginCacheControlDisabled(),
      operationPlugin({ execute, known, checkSizes, metrics }),
    ],
  });
  await apollo.start();
  return { apollo, known };
}

/**
 * Enables CORS. Pages of listed origins may call with `credentials: 'include'`, although the router reads no cookies: the
 * token is in a header.
 */
export async function enableCors(http: FastifyInstance, origins: Origins): Promise<void> {
  if (origins.isEmpty) return;
  await http.register(cors, {
    delegator: ({ headers: { origin, host } }, done) => {
      done(null, {
        origin: origins.isAny ? '*' : origin !== undefined && origins.allows(origin, host) ? origin : false,
        credentials: !origins.isAny,
        methods: ['GET', 'POST'],
        exposedHeaders,
        maxAge: corsMaxAgeSeconds,
      });
    },
  });
}

const corsMaxAgeSeconds = 3_600;

/** For errors without an operation. */
export function graphqlErrorBody(format: ErrorFormatter, code: ErrorCode, message: string): object {
  return { errors: [formatError(format, graphqlError(code, message))] };
}

/** Formats HTTP errors and unknown paths as GraphQL errors. */
export function respondWithGraphqlErrors(http: FastifyInstance, format: ErrorFormatter): void {
  http.setErrorHandler(
    (error: Error & { statusCode?: number; code?: string }, request: FastifyRequest, reply) => {
      const status = error.code === 'ERR_INVALID_URL' ? 400 : (error.statusCode ?? 500);
      if (status >= 500) {
        return reply.code(status).send({ errors: [formatError(format, error)] });
      }
      request.log.debug({ err: error }, 'request refused');
      const code = status === 413 ? 'OPERATION_TOO_LARGE' : 'BAD_REQUEST';
      return reply.code(status).send(graphqlErrorBody(format, code, error.message));
    },
  );
  http.setNotFoundHandler((request, reply) => {
    const message = `No route for ${request.method} at this path: GraphQL is at ${paths.graphql}.`;
    return reply.code(404).send(graphqlErrorBody(format, 'NOT_FOUND', message));
  });
}

/**
 * Checks, executes and measures each operation. Apollo Server awaits every plugin's hooks, so this is a single plugin.
 */
function operationPlugin(options: {
  execute: ApolloServerGateway['execute'];
  known: KnownOperations;
  checkSizes: (operation: RequestedOperation) => void;
  metrics: RouterMetrics;
}): ApolloServerPlugin<RouterContext> {
  const { execute, known, checkSizes, metrics } = options;
  return {
    requestDidStart() {
      return Promise.resolve({
        didResolveOperation({ schema, document, operation, request: { variables = {} } }) {
          const executable = requireQueryOrMutation(operation);
          // Not a validation rule: sizes may be in variables.
          checkSizes({ schema, document, operation: executable, variables });
          return done;
        },
        async responseForOperation({ schema, document, source, request, contextValue: context }) {
          known.add(source, { schema, document });
          const data = await execute({ schema, document, request, context });
          return data === null ? null : { http: noHead, body: { kind: 'single', singleResult: { data } } };
        },
        didEncounterErrors({ errors, contextValue }) {
          for (const error of errors) {
            recordRequestId(error, contextValue.requestId);
            addMissingCode(error);
          }
          return done;
        },
        willSendResponse({ operation, errors, request, response, contextValue: { startedMs } }) {
          const outcome = errors === undefined || errors.length === 0 ? 'ok' : 'errors';
          metrics.operation(operation?.operation ?? 'none', outcome, (performance.now() - startedMs) / 1_000);
          // Without `request.http`, the endpoint sets the status itself.
          const type =
            request.http === undefined ? null : negotiateResponseType(request.http.headers.get('accept'));
          if (outcome === 'errors' && type !== null) setErrorStatus(type, response);
          return done;
        },
      });
    },
  };
}

const done = Promise.resolve();
/** Adds no status and no headers. */
const noHead = { headers: new HeaderMap() };

/** Apollo Server gives some client errors a status without a code, such as for a persisted query's wrong hash. */
function addMissingCode({ extensions }: GraphQLError): void {
  const { code, http } = extensions as { code?: unknown; http?: { status?: number } };
  if (code === undefined && http?.status === 400) extensions['code'] = 'BAD_REQUEST';
}

/** @throws GraphQLError with status 400; the gateway would report an internal error */
function requireQueryOrMutation(operation: OperationDefinitionNode | undefined): OperationDefinitionNode {
  if (operation === undefined) {
    const message = 'The document has no operation of that name, or several operations and no operationName.';
    throw withHttpStatus(graphqlError('OPERATION_RESOLUTION_FAILURE', message), 400);
  }
  if (operation.operation.toString() !== 'subscription') return operation;
  const message = `Subscriptions are served over WebSocket at ${paths.graphql} and as server-sent events at ${paths.stream}.`;
  throw withHttpStatus(graphqlError('BAD_REQUEST', message), 400);
}
