import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApolloServer } from '@apollo/server';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError, Kind, OperationTypeNode, parse } from 'graphql';
import type { FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import { createErrorFormatter, forbidden, withHttpStatus } from './errors.ts';
import { admitRequests } from './http/admit-requests.ts';
import type { RequestDeadline } from './http/request-deadline.ts';
import { createHttpServer, listen } from './http/server.ts';
import { callerChallenge, callerHeader, checkBody } from './caller-assertions.ts';
import type { Assertion, CallerVerifier } from './caller-assertions.ts';
import type { Caller } from './identity.ts';
import type { Logger } from './log.ts';
import type { Registry } from './metrics.ts';
import { abandonRequestIf, limitWaits } from './request-scope.ts';
import { createAdmission } from './resilience/admission.ts';
import type { AdmissionLimits } from './resilience/admission.ts';
import { isOutage } from './stores/outage.ts';

type Resolvers = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>['resolvers']
>;

/** The part of a context that all subgraphs share. */
export interface RequestContext {
  caller: Caller;
  requestId: string;
  clientAddress: string | null;
}

export interface SubgraphServerOptions<Context extends RequestContext> {
  /** Relative to the parent of `platform/` (the repository or its build): `schema/<name>.graphql`. */
  sdlPath: string;
  resolvers: unknown;
  /** Creates new loaders for each request. */
  contextFor: (request: RequestContext) => Context;
  verifier: CallerVerifier;
  admission: AdmissionLimits;
  logger: Logger;
  metrics: Registry;
  host: string;
  port: number;
  /** The setting INSTANCE_ID: readiness answers with it. */
  instanceId: string | undefined;
  /** Names the unreachable stores: with any, the process is not ready. */
  missingDependencies: () => Promise<readonly string[]>;
  signal?: AbortSignal | undefined;
  /** Routes besides `/graphql`. */
  routes?: (server: FastifyInstance) => void;
}

const root = fileURLToPath(new URL('..', import.meta.url));

const bodyLimitBytes = 4 * 1024 * 1024;

/** `close` drains the server. */
export async function startSubgraphServer<Context extends RequestContext>(
  options: SubgraphServerOptions<Context>,
): Promise<{ url: string; port: number; close(): Promise<void> }> {
  const { logger, metrics, verifier, missingDependencies, signal, instanceId } = options;
  const http = createHttpServer({ logger, metrics, bodyLimitBytes, instanceId, missingDependencies, signal });
  const apollo = new ApolloServer<ServerContext<Context>>({
    schema: buildSubgraphSchema({
      typeDefs: parse(readFileSync(resolve(root, options.sdlPath), 'utf8')),
      resolvers: options.resolvers as Resolvers,
    }),
    formatError: createErrorFormatter(logger, isOutage),
    introspection: false,
    // Callers are servers with an assertion; a browser has no assertion.
    csrfPrevention: false,
    // A router sends an entity list as one operation; batches would only evade its limits.
    allowBatchedHttpRequests: false,
    // `runProcess` handles signals; Apollo Server would exit before everything is closed.
    stopOnTerminationSignals: false,
    logger,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      fastifyApolloDrainPlugin(http),
      listedOperationsOnly,
      deadlinesOfOperations,
    ],
  });
  await apollo.start();

  const admission = createAdmission({ ...options.admission, name: 'requests', metrics, paced: true });
  http.addHook('onClose', () => admission.close());
  http.decorateRequest('deadline', undefined);
  await http.register((scope, _options, done) => {
    // Admission is first: under overload, most requests must cost as little as possible.
    scope.addHook('onRequest', admitRequests(admission));
    verifyCallers(scope, verifier);
    scope.route({
      url: '/graphql',
      method: 'POST',
      handler: fastifyApolloHandler(apollo, {
        context: (request) => {
          const assertion = assertionOf(request);
          const { caller, requestId, clientAddress } = assertion;
          const context = options.contextFor({ caller, requestId, clientAddress });
          return Promise.resolve({ ...context, assertion, deadline: request.deadline });
        },
      }),
    });
    done();
  });
  options.routes?.(http);
  const { url, port } = await listen(http, options.host, options.port);
  return { url: `${url}/graphql`, port, close: () => apollo.stop() };
}

type ServerContext<Context> = Context & {
  assertion: Assertion;
  deadline: RequestDeadline | undefined;
};

/** For each call of a store by a mutation, also after its deadline: what it has begun, it ends or undoes. */
const minMutationWaitMs = 1_000;

/** No call of a store outlasts its request. A query stops; a mutation runs to its end, because it may have had an effect. */
const deadlinesOfOperations: ApolloServerPlugin<{ deadline: RequestDeadline | undefined }> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ operation, contextValue: { deadline } }) {
        if (operation === undefined || deadline === undefined) return Promise.resolve();
        const isQuery = operation.operation === OperationTypeNode.QUERY;
        if (isQuery) abandonRequestIf(() => deadline.isAbandoned);
        const minWaitMs = isQuery ? 1 : minMutationWaitMs;
        limitWaits(() => Math.max(minWaitMs, deadline.remainingMs()));
        return Promise.resolve();
      },
    }),
};

/** Verifies the assertion before the body is read, and the digest of the body before it is parsed. */
function verifyCallers(scope: FastifyInstance, verifier: CallerVerifier): void {
  scope.decorateRequest('assertion', undefined);
  scope.addHook('onRequest', async (request) => {
    const header = request.headers[callerHeader];
    const assertion = await verifier.verify(typeof header === 'string' ? header : undefined, request.method);
    (request as unknown as { assertion: Assertion }).assertion = assertion;
  });
  scope.removeAllContentTypeParsers();
  const parseJson = scope.getDefaultJsonParser('error', 'error');
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, parsed) => {
    try {
      checkBody(assertionOf(request), body);
    } catch (error) {
      parsed(error as Error);
      return;
    }
    void parseJson(request, body.toString(), parsed);
  });
  scope.setErrorHandler((error, _request, reply) =>
    error instanceof GraphQLError
      ? reply
          .code(401)
          .header('www-authenticate', callerChallenge)
          .send({ errors: [error] })
      : reply.send(error),
  );
}

function assertionOf(request: FastifyRequest): Assertion {
  return (request as unknown as { assertion: Assertion }).assertion;
}

const listedOperationsOnly: ApolloServerPlugin<{ assertion: Assertion }> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ operation, document, contextValue: { assertion } }) {
        const allowed = assertion.allowedOperations;
        if (allowed === null || operation === undefined) return Promise.resolve();
        const fragments = new Map(
          document.definitions.flatMap((definition) =>
            definition.kind === Kind.FRAGMENT_DEFINITION
              ? [[definition.name.value, definition] as const]
              : [],
          ),
        );
        for (const field of rootFields(operation.selectionSet, fragments)) {
          if (!allowed.includes(field))
            throw withHttpStatus(forbidden(`This service may not use ${field}.`), 403);
        }
        return Promise.resolve();
      },
    }),
};

function rootFields(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : fragments.get(selection.name.value)?.selectionSet;
    return inner === undefined ? [] : rootFields(inner, fragments);
  });
}
