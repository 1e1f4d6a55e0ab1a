import { find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Two subgraphs find nodes; each resolves the ids of its own types alone. */
export const halvesGraph: ConformanceGraph = {
  subgraphs: {
    people: `
      type Query { node(id: ID!): Node @shareable guest(id: String!): Guest }
      interface Node { id: ID! }
      type Guest implements Node @key(fields: "id") { id: ID! email: String! }
      type Chat implements Node @key(fields: "id") { id: ID! @external guest: Guest! }`,
    talk: `
      type Query { node(id: ID!): Node @shareable chat(id: String!): Chat }
      interface Node { id: ID! }
      type Guest implements Node @key(fields: "id") { id: ID! @external chats: [Chat!]! }
      type Chat implements Node @key(fields: "id") { id: ID! text: String! }`,
  },
  roots: { node: find('Node'), guest: find('Guest'), chat: find('Chat') },
  entities: {
    Guest: { g1: { email: 'a@x.example', chats: refs('c1') } },
    Chat: { c1: { text: 'Is there a lift?', guest: ref('g1') } },
  },
};
