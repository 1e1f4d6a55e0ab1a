import { find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Two subgraphs find nodes; the id of a type is external in the subgraph that does not own the type. */
export const externalMembersGraph: ConformanceGraph = {
  subgraphs: {
    guests: `
      type Query { node(id: ID!): Node @shareable guest(id: ID!): Guest }
      interface Node { id: ID! }
      type Guest implements Node @key(fields: "id") { id: ID! name: String! }
      type Chat implements Node @key(fields: "id") { id: ID! @external guest: Guest! }`,
    chats: `
      type Query { node(id: ID!): Node @shareable chat(id: ID!): Chat }
      interface Node { id: ID! }
      type Chat implements Node @key(fields: "id") { id: ID! text: String! }
      type Guest implements Node @key(fields: "id") { id: ID! @external chats: [Chat!]! }`,
  },
  roots: { node: find('Node'), guest: find('Guest'), chat: find('Chat') },
  entities: {
    Guest: { g1: { name: 'Ada', chats: refs('c1') } },
    Chat: { c1: { text: 'hello', guest: ref('g1') } },
  },
};

/** A subgraph returns nodes with ids alone; a second subgraph has their remaining fields. */
export const nodesGraph: ConformanceGraph = {
  subgraphs: {
    nodes: `
      type Query { tourNode: Node nodes: [Node]! }
      interface Node { id: ID! }
      type Tour implements Node @key(fields: "id") { id: ID! }
      type Season implements Node @key(fields: "id") { id: ID! }`,
    shop: `
      interface Node { id: ID! }
      type Tour implements Node @key(fields: "id") @shareable { id: ID! name: String! price: Float! }
      type Season implements Node @key(fields: "id") { id: ID! name: String! }`,
  },
  roots: { tourNode: ref('t1'), nodes: refs('s1', null, 't1') },
  entities: {
    Tour: { t1: { name: 'Fjord Tour', price: 40 } },
    Season: { s1: { name: 'Summer' } },
  },
};
