import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';

/** A request that a stub subgraph got. */
export interface SubgraphRequest {
  query: string;
  variables: Record<string, unknown>;
  headers: IncomingHttpHeaders;
}

export interface StubSubgraph {
  name: string;
  typeDefs: string;
  /** Its `/graphql`, on a port that it keeps over stops and starts. */
  url: string;
  requests: SubgraphRequest[];
  /** Requests whose sender left before they were answered. */
  abandoned: number;
  /** Answers in its place, until given null again. */
  misbehave(how: ((response: ServerResponse) => void) | null): void;
  /** As a process that dies: nobody listens any more. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface Context {
  headers: IncomingHttpHeaders;
}
type Resolvers = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>['resolvers']
>;

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@inaccessible", "@external", "@requires", "@composeDirective"])`;

/** A subgraph of a few lines, which remembers what it was asked. */
export async function startStubSubgraph(options: {
  name: string;
  typeDefs: string;
  resolvers: Record<string, unknown>;
}): Promise<StubSubgraph> {
  const typeDefs = `${federation}\n${options.typeDefs}`;
  const schema = buildSubgraphSchema({
    typeDefs: parse(typeDefs),
    resolvers: options.resolvers as Resolvers,
  });
  let misbehaviour: ((response: ServerResponse) => void) | null = null;
  let server: Server | undefined;
  let port = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.once('close', () => {
      if (!response.writableFinished) stub.abandoned += 1;
    });
    const { query, variables } = JSON.parse(await text(request)) as Omit<SubgraphRequest, 'headers'>;
    stub.requests.push({ query, variables, headers: request.headers });
    if (misbehaviour !== null) {
      misbehaviour(response);
      return;
    }
    const contextValue: Context = { headers: request.headers };
    const result = await graphql({ schema, source: query, variableValues: variables, contextValue });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  }

  const stub: StubSubgraph = {
    name: options.name,
    typeDefs,
    url: '',
    requests: [],
    abandoned: 0,
    misbehave(how) {
      misbehaviour = how;
    },
    async start() {
      server = createServer((request, response) => void answer(request, response));
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      ({ port } = server.address() as AddressInfo);
      stub.url = `http://127.0.0.1:${port}/graphql`;
    },
    async stop() {
      if (server?.listening !== true) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  await stub.start();
  return stub;
}
