import cors from '@fastify/cors';
import { ApolloServer } from '@apollo/server';
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLError, OperationDefinitionNode } from 'graphql';
import { graphqlError, withHttpStatus } from '../../platform/errors.ts';
import type { ErrorCode } from '../../platform/errors.ts';
import { requestIdHeader } from '../../platform/http/server.ts';
import type { Logger } from '../../platform/log.ts';
import type { RouterContext } from '../context.ts';
import { formatError, recordRequestId } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';
import type { ServedGraph } from '../execution/served-graph.ts';
import { createApolloServerGateway } from './apollo-gateway.ts';
import type { ApolloServerGateway } from './apollo-gateway.ts';
import { negotiateResponseType } from './media-types.ts';
import { setErrorStatus } from './http-status.ts';
import { paths } from './landing.ts';
import type { OperationLimits } from '../guard/limits.ts';
import { checkListSizes } from '../guard/list-sizes.ts';
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

/**
 * Starts Apollo Server over the served graph. Stopping it drains HTTP.
 */
export async function startApolloServer(options: ApolloServerOptions): Promise<ApolloServer<RouterContext>> {
  const { http, served, introspection, limits, format, metrics, logger } = options;
  const { gateway, respond } = createApolloServerGateway(served);
  const apollo = new ApolloServer<RouterContext>({
    gateway,
    formatError: format,
    introspection,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    parseOptions: { maxLexicalTokens: limits.maxTokens },
    validationRules: limits.validationRules,
    // The process has its own ways to hear of signals.
    stopOnTerminationSignals: false,
    logger,
    plugins: [
      // Sandbox asks from the page it is in: the browser needs no leave for another origin.
      ApolloServerPluginLandingPageLocalDefault({ embed: { runTelemetry: false }, footer: false }),
      fastifyApolloDrainPlugin(http),
      // Answers say themselves that nobody is to keep them.
      ApolloServerPluginCacheControlDisabled(),
      eachOperation({ respond, metrics, limits }),
    ],
  });
  await apollo.start();
  return apollo;
}

/**
 * Lets pages of other origins call from a browser. Tokens travel in a header that a page sets itself, so no cookies are
 * allowed for.
 * @param origins such as `https://app.example.com`, or `*` for any
 */
export async function enableCors(http: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await http.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'POST'],
    exposedHeaders: [requestIdHeader],
    maxAge: corsMaxAgeSeconds,
  });
}

/** How long a browser need not ask again whether it may call. */
const corsMaxAgeSeconds = 3_600;

/** What is refused before there is an operation, in the form of everything else. */
export function graphqlErrorBody(format: ErrorFormatter, code: ErrorCode, message: string): object {
  return { errors: [formatError(format, graphqlError(code, message))] };
}

/** What HTTP itself refuses, in the form of everything else. */
export function respondWithGraphqlErrors(http: FastifyInstance, format: ErrorFormatter): void {
  http.setErrorHandler(
    (error: Error & { statusCode?: number; code?: string }, request: FastifyRequest, reply) => {
      const status = error.code === 'ERR_INVALID_URL' ? 400 : (error.statusCode ?? 500);
      if (status >= 500) {
        return reply.code(status).send({ errors: [formatError(format, error)] });
      }
      request.log.debug({ err: error }, 'a request was refused');
      const code = status === 413 ? 'OPERATION_TOO_LARGE' : 'BAD_REQUEST';
      return reply.code(status).send(graphqlErrorBody(format, code, error.message));
    },
  );
  http.setNotFoundHandler((request, reply) => {
    const message = `There is nothing at this path for ${request.method}: GraphQL is at ${paths.graphql}.`;
    return reply.code(404).send(graphqlErrorBody(format, 'NOT_FOUND', message));
  });
}

/** All that is done for every operation: one plugin, since Apollo Server waits for each of them at every turn. */
function eachOperation(options: {
  respond: ApolloServerGateway['respond'];
  metrics: RouterMetrics;
  limits: OperationLimits;
}): ApolloServerPlugin<RouterContext> {
  const { respond, metrics, limits } = options;
  return {
    requestDidStart() {
      const started = performance.now();
      return Promise.resolve({
        didResolveOperation({ schema, document, operation, request: { variables = {} } }) {
          const executable = expectExecutable(operation);
          // Sizes may come in variables, which validation does not know.
          checkListSizes({ schema, document, operation: executable, variables, maxItems: limits.maxItems });
          return done;
        },
        responseForOperation({ schema, document, request, contextValue: context }) {
          return respond({ schema, document, request, context });
        },
        didEncounterErrors({ errors, contextValue }) {
          for (const error of errors) {
            recordRequestId(error, contextValue.requestId);
            nameFault(error);
          }
          return done;
        },
        willSendResponse({ operation, errors, request, response }) {
          const outcome = errors === undefined || errors.length === 0 ? 'ok' : 'errors';
          metrics.operation(operation?.operation ?? 'none', outcome, (performance.now() - started) / 1_000);
          // What does not come by Apollo Server's own way over HTTP has its status from who sent it there.
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

/** Apollo Server gives some faults of clients a status and no code, such as a hash that is another query's. */
function nameFault({ extensions }: GraphQLError): void {
  const { code, http } = extensions as { code?: unknown; http?: { status?: number } };
  if (code === undefined && http?.status === 400) extensions['code'] = 'BAD_REQUEST';
}

/** The gateway would say of these that the fault is its own. */
function expectExecutable(operation: OperationDefinitionNode | undefined): OperationDefinitionNode {
  if (operation === undefined) {
    const message = 'There is no operation of that name, or none is named of several.';
    throw withHttpStatus(graphqlError('OPERATION_RESOLUTION_FAILURE', message), 400);
  }
  if (operation.operation.toString() !== 'subscription') return operation;
  const message = `Subscriptions come over a WebSocket at ${paths.graphql} or as server-sent events from ${paths.stream}.`;
  throw withHttpStatus(graphqlError('BAD_REQUEST', message), 400);
}
