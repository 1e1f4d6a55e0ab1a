import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import type { GraphQLFieldResolver } from 'graphql';
import type { Responder } from './faults.ts';
import { startHttpServer } from './http-server.ts';

/** A request that a fake subgraph received. */
export interface SubgraphRequest {
  query: string;
  variables: Record<string, unknown>;
  headers: IncomingHttpHeaders;
}

/** The part of a subgraph that composition needs. */
export interface SubgraphDefinition {
  name: string;
  typeDefs: string;
  /** Its `/graphql`. */
  url: string;
}

/** A subgraph over HTTP that records its requests and answers them as scripted. */
export interface FakeSubgraph extends SubgraphDefinition {
  /** All requests, oldest first. */
  requests: SubgraphRequest[];
  /** Answers a router's probes even while a responder is set, as a subgraph with one slow operation. */
  answersProbes: boolean;
  /** The number of requests that the router aborted before the response was complete. */
  abortedRequests: number;
  /** Answers all further requests with a responder (see `faults.ts`); null restores the resolvers. */
  respondWith(responder: Responder | null): void;
  /** As the death of a process: refuses new connections and resets open ones. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}

/** The default context of resolvers. */
export interface RequestContext {
  headers: IncomingHttpHeaders;
}

/** Of the router's circuit breakers. */
export const probeQuery = '{ __typename }';

type Resolvers = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>['resolvers']
>;

const importedDirectives = [
  ...['@key', '@requires', '@provides', '@external', '@shareable', '@override'],
  ...['@inaccessible', '@extends', '@interfaceObject', '@tag', '@composeDirective'],
  ...['@context', '@fromContext'],
];
const federationLink = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ${JSON.stringify(importedDirectives)})`;

/** Links federation to an SDL, unless it has a `@link` of its own or the comment `# federation 1`. */
export function linkFederation(typeDefs: string): string {
  return /@link\(|# federation 1/.test(typeDefs) ? typeDefs : `${federationLink}\n${typeDefs}`;
}

/**
 * Starts a subgraph on a free port.
 * @param options.typeDefs an SDL for `linkFederation`
 * @param options.fieldResolver resolves every field without a resolver of its own
 * @param options.context makes the context of each request's resolvers; left out, it is a `RequestContext`
 * @param options.onRequest called with each request before it is answered
 */
export async function startFakeSubgraph(options: {
  name: string;
  typeDefs: string;
  resolvers: Record<string, unknown>;
  fieldResolver?: GraphQLFieldResolver<never, never>;
  context?: (request: SubgraphRequest) => unknown;
  onRequest?: (request: SubgraphRequest) => void;
}): Promise<FakeSubgraph> {
  const { context = ({ headers }): RequestContext => ({ headers }), onRequest, fieldResolver } = options;
  const typeDefs = linkFederation(options.typeDefs);
  const schema = buildSubgraphSchema({
    typeDefs: parse(typeDefs),
    resolvers: options.resolvers as Resolvers,
  });
  let responder: Responder | null = null;
  const server = await startHttpServer(answer);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.once('close', () => {
      if (!response.writableFinished) subgraph.abortedRequests += 1;
    });
    const { query, variables = {} } = JSON.parse(await text(request)) as {
      query: string;
      variables?: Record<string, unknown>;
    };
    const received = { query, variables, headers: request.headers };
    subgraph.requests.push(received);
    onRequest?.(received);
    if (responder !== null && !(subgraph.answersProbes && query === probeQuery)) {
      responder(response);
      return;
    }
    const result = await graphql({
      ...{ schema, source: received.query, variableValues: received.variables },
      contextValue: context(received),
      ...(fieldResolver === undefined
        ? {}
        : { fieldResolver: fieldResolver as GraphQLFieldResolver<unknown, unknown> }),
    });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  }

  const subgraph: FakeSubgraph = {
    name: options.name,
    typeDefs,
    url: `${server.origin}/graphql`,
    requests: [],
    answersProbes: false,
    abortedRequests: 0,
    respondWith(next) {
      responder = next;
    },
    start: () => server.start(),
    stop: () => server.stop(),
  };
  return subgraph;
}
