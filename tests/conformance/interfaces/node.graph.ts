import { find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';
import type { World } from '../support/world.ts';

const nodes = (_parent: unknown, { ids }: { ids: string[] }, world: World) =>
  ids.map((id) => world.find('Node', { id }));

/** A subgraph finds the type of a node by its id; further subgraphs know its fields. */
export const nodesGraph: ConformanceGraph = {
  subgraphs: {
    nodes: `
      type Query { node(id: ID!): Node nodes(ids: [ID!]!): [Node]! }
      interface Node { id: ID! }
      type Hotel implements Node @key(fields: "id") { id: ID! }
      type Guest implements Node @key(fields: "id") { id: ID! }`,
    'more-nodes': `
      interface Node { id: ID! }
      type Hotel implements Node @key(fields: "id") { id: ID! }
      type Guest implements Node @key(fields: "id") { id: ID! }`,
    hotels: `
      interface Node { id: ID! }
      type Hotel implements Node @key(fields: "id") @shareable { id: ID! name: String! price: Int owner: Guest }
      type Guest implements Node @key(fields: "id") { id: ID! }`,
    guests: `
      interface Node { id: ID! }
      type Guest implements Node @key(fields: "id") { id: ID! name: String email: String! stayed: [Node!]! }
      type Hotel implements Node @key(fields: "id", resolvable: false) { id: ID! }`,
  },
  roots: { node: find('Node'), nodes },
  entities: {
    Hotel: {
      h1: { name: 'Fjordview', price: 90, owner: ref('g1') },
      h2: { name: 'Harbour', price: null, owner: null },
    },
    Guest: { g1: { name: 'Ada', email: 'a@x.example', stayed: refs('h2', 'h1', 'h2') } },
  },
};
