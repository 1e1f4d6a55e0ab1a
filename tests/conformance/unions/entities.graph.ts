import { find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** A search finds guests, hotels and flights, of which it knows the keys alone. */
export const hitsGraph: ConformanceGraph = {
  subgraphs: {
    search: `
      type Query { hits: [Hit!]! hit(id: ID!): Hit pages: [Page!]! }
      type Page { top: Hit hits: [Hit] }
      union Hit = Guest | Hotel | Flight
      type Guest @key(fields: "id", resolvable: false) { id: ID! }
      type Hotel @key(fields: "id", resolvable: false) { id: ID! }
      type Flight @key(fields: "id", resolvable: false) { id: ID! }`,
    guests: `
      type Guest @key(fields: "id") { id: ID! name: String! mail: String likes: [Liked!]! stayed: [Hotel!]! }
      union Liked = Guest | Flight | Hotel
      type Hotel @key(fields: "id", resolvable: false) { id: ID! }
      type Flight @key(fields: "id", resolvable: false) { id: ID! }`,
    hotels: 'type Hotel @key(fields: "id") { id: ID! name: String! rating: Int! }',
    flights: 'type Flight @key(fields: "id") { id: ID! number: String! }',
    seats: `
      type Flight @key(fields: "id") { id: ID! free: Int }
      type Guest @key(fields: "id") { id: ID! rating: Float }`,
  },
  roots: {
    ...{ hits: refs('g1', 'h1', 'f1', 'g2', 'h2'), hit: find('Hit') },
    pages: [
      { top: ref('f1'), hits: refs(null, 'g1', 'h1') },
      { top: null, hits: refs('g1', null, 'g1') },
    ],
  },
  entities: {
    Guest: {
      g1: {
        ...{ name: 'Ada', mail: 'ada@example.org', rating: 4.5 },
        ...{ likes: refs('f1', 'g2', 'h1'), stayed: refs('h1', 'h2') },
      },
      g2: { name: 'Grace', mail: null, rating: 4.5, likes: refs('g1'), stayed: [] },
    },
    Hotel: { h1: { name: 'Fjordview', rating: 51 }, h2: { name: 'Station', rating: 52 } },
    Flight: { f1: { number: 'WF7', free: 50 } },
  },
};
