import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const guests = [{ __typename: 'Guest', id: 'g1', name: 'Ada' }];
const chats = [{ __typename: 'Chat', id: 'c1', text: 'hello', guest: 'g1' }];
const all = [...guests, ...chats];
const found = ({ id }: Keyed) => all.find((node) => node.id === id) ?? null;
const node = (_root: unknown, wanted: Keyed) => found(wanted);
/** A subgraph's key of what belongs to another is never to be shown. */
const withForeignId = (own: string) => (_root: unknown, wanted: Keyed) => {
  const known = found(wanted);
  return known === null || known.__typename === own ? known : { ...known, id: 'not to be shown' };
};
const guest = ({ guest: of }: { guest: string }) => found({ id: of });
const reference = { __resolveReference: found };

export const externalMembersGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    guests: {
      typeDefs: `
        type Query { node(id: ID!): Node @shareable guest(id: ID!): Guest }
        interface Node { id: ID! }
        type Guest implements Node @key(fields: "id") { id: ID! name: String! }
        type Chat implements Node @key(fields: "id") { id: ID! @external guest: Guest! }`,
      resolvers: {
        Query: { node: withForeignId('Guest'), guest: node },
        ...{ Guest: reference, Chat: { ...reference, guest } },
      },
    },
    chats: {
      typeDefs: `
        type Query { node(id: ID!): Node @shareable chat(id: ID!): Chat }
        interface Node { id: ID! }
        type Chat implements Node @key(fields: "id") { id: ID! text: String! }
        type Guest implements Node @key(fields: "id") { id: ID! @external chats: [Chat!]! }`,
      resolvers: {
        Query: { node: withForeignId('Chat'), chat: node },
        ...{ Chat: reference, Guest: { ...reference, chats: () => chats } },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { node(id: ID!): Node guest(id: ID!): Guest chat(id: ID!): Chat }
      interface Node { id: ID! }
      type Guest implements Node { id: ID! name: String! chats: [Chat!]! }
      type Chat implements Node { id: ID! text: String! guest: Guest! }`,
    resolvers: { Query: { node, guest: node, chat: node }, Guest: { chats: () => chats }, Chat: { guest } },
  },
};

const product = { __typename: 'Tour', id: 't1', name: 'Fjord Tour', price: 40 };

export const nodesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    nodes: {
      typeDefs: `
        type Query { tourNode: Node nodes: [Node]! }
        interface Node { id: ID! }
        type Tour implements Node @key(fields: "id") { id: ID! }
        type Season implements Node @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          tourNode: () => ({ __typename: 'Tour', id: 't1' }),
          nodes: () => [{ __typename: 'Season', id: 's1' }, null, { __typename: 'Tour', id: 't1' }],
        },
      },
    },
    shop: {
      typeDefs: `
        interface Node { id: ID! }
        type Tour implements Node @key(fields: "id") @shareable { id: ID! name: String! price: Float! }
        type Season implements Node @key(fields: "id") { id: ID! name: String! }`,
      resolvers: {
        Tour: { __resolveReference: () => product },
        Season: { __resolveReference: ({ id }: Keyed) => ({ id, name: 'Summer' }) },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { tourNode: Node nodes: [Node]! }
      interface Node { id: ID! }
      type Tour implements Node { id: ID! name: String! price: Float! }
      type Season implements Node { id: ID! name: String! }`,
    resolvers: {
      Query: {
        tourNode: () => product,
        nodes: () => [{ __typename: 'Season', id: 's1', name: 'Summer' }, null, product],
      },
    },
  },
};
