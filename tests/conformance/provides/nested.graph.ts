import { ref, refs, failing } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** A root field provides fields two levels below it, which the same subgraph answers nowhere else. */
export const hotelsGraph: ConformanceGraph = {
  subgraphs: {
    'a-stub': 'type Hotel @key(fields: "id") { id: ID! }',
    search: `
      type Query {
        hotels: [Hotel] @shareable @provides(fields: "rooms { id name upgrades { id name } }")
        bare: [Hotel!]!
        first: Hotel @provides(fields: "name")
      }
      type Hotel @key(fields: "id") { id: ID! name: String @external rooms: [Room] @external }
      type Room @key(fields: "id") { id: ID! name: String upgrades: [Room] @external }`,
    rooms: `
      type Hotel @key(fields: "id") { id: ID! name: String @shareable rooms: [Room] @shareable }
      type Room @key(fields: "id") { id: ID! upgrades: [Room] @shareable price: Int! }`,
  },
  roots: { hotels: refs('h1', 'h2', 'h3'), bare: refs('h1', 'h2', 'h3'), first: ref('h1') },
  entities: {
    Hotel: {
      h1: { name: 'Fjordview', rooms: refs('r1', 'r2') },
      h2: { name: 'Harbour', rooms: refs('r3', null, 'r2') },
      h3: { name: 'Empty', rooms: [] },
    },
    Room: {
      r1: { name: 'Attic', price: 10, upgrades: refs('r2') },
      r2: { name: 'Balcony', price: 20, upgrades: refs('r3', null) },
      r3: { name: null, price: 30, upgrades: [] },
    },
  },
  deviations: { 'a-stub': { Hotel: { __resolveReference: failing } } },
};
