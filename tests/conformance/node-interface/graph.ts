import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const hotels = [
  { __typename: 'Hotel', id: 'h1', name: 'Fjordview', price: 90, owner: { __typename: 'Guest', id: 'g1' } },
  { __typename: 'Hotel', id: 'h2', name: 'Harbour', price: null, owner: null },
];
const guests = [
  { __typename: 'Guest', id: 'g1', name: 'Ada', email: 'a@x.example', stayed: ['h2', 'h1', 'h2'] },
];
const all = [...hotels, ...guests];
const nodeOf = ({ id }: Keyed) => all.find((node) => node.id === id) ?? null;
const typed = (node: { __typename: string; id: string } | null) =>
  node && { __typename: node.__typename, id: node.id };
const node = (_root: unknown, key: Keyed) => typed(nodeOf(key));
const nodes = (_root: unknown, { ids }: { ids: string[] }) => ids.map((id) => typed(nodeOf({ id })));
const stayed = ({ stayed: ids }: { stayed: string[] }) => ids.map((id) => nodeOf({ id }));
const guestOf = ({ id }: Keyed) => guests.find((guest) => guest.id === id) ?? null;

/** One subgraph finds whatever has an id, and knows no more of it; others know what it is. */
export const nodesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    nodes: {
      typeDefs: `
        type Query { node(id: ID!): Node nodes(ids: [ID!]!): [Node]! }
        interface Node { id: ID! }
        type Hotel implements Node @key(fields: "id") { id: ID! }
        type Guest implements Node @key(fields: "id") { id: ID! }`,
      resolvers: { Query: { node, nodes }, Hotel: { __resolveReference: typed } },
    },
    'more-nodes': {
      typeDefs: `
        interface Node { id: ID! }
        type Hotel implements Node @key(fields: "id") { id: ID! }
        type Guest implements Node @key(fields: "id") { id: ID! }`,
      resolvers: { Hotel: { __resolveReference: typed } },
    },
    hotels: {
      typeDefs: `
        interface Node { id: ID! }
        type Hotel implements Node @key(fields: "id") @shareable { id: ID! name: String! price: Int owner: Guest }
        type Guest implements Node @key(fields: "id") { id: ID! }`,
      resolvers: {
        Hotel: { __resolveReference: ({ id }: Keyed) => hotels.find((hotel) => hotel.id === id) ?? null },
      },
    },
    guests: {
      typeDefs: `
        interface Node { id: ID! }
        type Guest implements Node @key(fields: "id") { id: ID! name: String email: String! stayed: [Node!]! }
        type Hotel implements Node @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: { Guest: { __resolveReference: guestOf, stayed } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { node(id: ID!): Node nodes(ids: [ID!]!): [Node]! }
      interface Node { id: ID! }
      type Hotel implements Node { id: ID! name: String! price: Int owner: Guest }
      type Guest implements Node { id: ID! name: String email: String! stayed: [Node!]! }`,
    resolvers: {
      Query: {
        node: (_root: unknown, key: Keyed) => nodeOf(key),
        nodes: (_root: unknown, { ids }: { ids: string[] }) => ids.map((id) => nodeOf({ id })),
      },
      Hotel: { owner: ({ owner }: { owner: Keyed | null }) => owner && guestOf(owner) },
      Guest: { stayed },
    },
  },
};

const chats = [{ id: 'c1', text: 'Is there a lift?', guest: 'g1' }];
const chatOf = ({ id }: Keyed) => chats.find((chat) => chat.id === id) ?? null;
const kindOf = ({ id }: Keyed) => (guestOf({ id }) ? 'Guest' : chatOf({ id }) ? 'Chat' : null);
const chatsOf = ({ id }: Keyed) => chats.filter(({ guest }) => guest === id);
const guestOfChat = ({ id }: Keyed) => guestOf({ id: chatOf({ id })?.guest ?? '' });
/** What it says of a node of which it does not own the id. */
const alien = (kind: string, key: Keyed) => ({ __typename: kind, id: 'never', own: key.id });

/** Two subgraphs find nodes, and neither may tell the id of those that are the other's. */
export const halvesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    people: {
      typeDefs: `
        type Query { node(id: ID!): Node @shareable guest(id: String!): Guest }
        interface Node { id: ID! }
        type Guest implements Node @key(fields: "id") { id: ID! email: String! }
        type Chat implements Node @key(fields: "id") { id: ID! @external guest: Guest! }`,
      resolvers: {
        Query: {
          node: (_root: unknown, key: Keyed) => {
            const kind = kindOf(key);
            return kind === 'Chat' ? alien(kind, key) : guestOf(key);
          },
          guest: (_root: unknown, key: Keyed) => guestOf(key),
        },
        Guest: { __resolveReference: guestOf },
        Chat: {
          __resolveReference: chatOf,
          guest: ({ id, own = id }: { id: string; own?: string }) => guestOfChat({ id: own }),
        },
      },
    },
    talk: {
      typeDefs: `
        type Query { node(id: ID!): Node @shareable chat(id: String!): Chat }
        interface Node { id: ID! }
        type Guest implements Node @key(fields: "id") { id: ID! @external chats: [Chat!]! }
        type Chat implements Node @key(fields: "id") { id: ID! text: String! }`,
      resolvers: {
        Query: {
          node: (_root: unknown, key: Keyed) => {
            const kind = kindOf(key);
            const chat = chatOf(key);
            return kind === 'Guest' ? alien(kind, key) : chat && { __typename: 'Chat', ...chat };
          },
          chat: (_root: unknown, key: Keyed) => chatOf(key),
        },
        Guest: {
          __resolveReference: guestOf,
          chats: ({ id, own = id }: { id: string; own?: string }) => chatsOf({ id: own }),
        },
        Chat: { __resolveReference: chatOf },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { node(id: ID!): Node guest(id: String!): Guest chat(id: String!): Chat }
      interface Node { id: ID! }
      type Guest implements Node { id: ID! email: String! chats: [Chat!]! }
      type Chat implements Node { id: ID! text: String! guest: Guest! }`,
    resolvers: {
      Query: {
        node: (_root: unknown, key: Keyed) => {
          const chat = chatOf(key);
          return chat === null ? guestOf(key) : { __typename: 'Chat', ...chat };
        },
        guest: (_root: unknown, key: Keyed) => guestOf(key),
        chat: (_root: unknown, key: Keyed) => chatOf(key),
      },
      Guest: { chats: chatsOf },
      Chat: { guest: guestOfChat },
    },
  },
};
