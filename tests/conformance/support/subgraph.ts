import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import type { Fetch, Service } from './graph.ts';

export interface ServedSubgraph {
  name: string;
  typeDefs: string;
  url: string;
  close(): Promise<void>;
}

type SubgraphResolvers = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { resolvers?: unknown }>['resolvers']
>;

const directives = [
  ...['@key', '@requires', '@provides', '@external', '@shareable', '@override'],
  ...['@inaccessible', '@extends', '@interfaceObject', '@tag', '@composeDirective'],
];
const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ${JSON.stringify(directives)})`;

/**
 * A real subgraph over HTTP.
 * @param options.world gives every resolver its context
 * @param options.fetched hears of every fetch
 */
export async function serveSubgraph(options: {
  name: string;
  service: Service;
  world: () => unknown;
  fetched: (fetch: Fetch) => void;
}): Promise<ServedSubgraph> {
  const { name, service, world, fetched } = options;
  // A subgraph that links federation itself, or does without (as Federation 1 did), is taken as it is.
  const typeDefs = /@link\(|# federation 1/.test(service.typeDefs)
    ? service.typeDefs
    : `${federation}\n${service.typeDefs}`;
  const schema = buildSubgraphSchema({
    typeDefs: parse(typeDefs),
    resolvers: service.resolvers as SubgraphResolvers,
  });
  const server = createServer((request, response) => {
    void json(request).then(async (body) => {
      const { query, variables } = body as { query: string; variables: Record<string, unknown> };
      fetched({ subgraph: name, query, variables });
      const result = await graphql({
        ...{ schema, source: query, contextValue: world() },
        variableValues: variables,
      });
      response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    name,
    typeDefs,
    url: `http://127.0.0.1:${port}/graphql`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
