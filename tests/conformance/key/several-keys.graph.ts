import { all, find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Each subgraph knows hotels by a key of its own; only the catalogue knows all three keys. */
export const hotelsGraph: ConformanceGraph = {
  subgraphs: {
    catalogue: `
      type Query { hotels: [Hotel!]! hotel(id: ID!): Hotel }
      type Hotel @key(fields: "id") @key(fields: "code") @key(fields: "slug") {
        id: ID! code: String! slug: String! name: String!
      }`,
    prices: `
      type Query { cheapest: Hotel byPrice: [Hotel!]! }
      type Hotel @key(fields: "code") { code: String! price: Int }`,
    reviews: `
      type Query { bestRated: Hotel }
      type Hotel @key(fields: "id") { id: ID! rating: Int }`,
    guides: `
      type Query { trips: [Trip!]! }
      type Trip { name: String! stays: [Hotel] }
      type Hotel @key(fields: "slug") @key(fields: "id") { slug: String! id: ID! tip: String }`,
  },
  roots: {
    ...{ hotels: all('Hotel'), hotel: find('Hotel'), cheapest: ref('h2'), byPrice: refs('h2', 'h1', 'h3') },
    bestRated: ref('h2'),
    trips: [
      { name: 'north', stays: refs('h3', null, 'h1', 'h3') },
      { name: 'nowhere', stays: [] },
      { name: 'unplanned', stays: null },
    ],
  },
  entities: {
    Hotel: {
      h1: { code: 'OSL', slug: 'fjordview', name: 'Fjordview', price: 120, rating: 4, tip: 'the roof' },
      h2: { code: 'BGO', slug: 'harbour', name: 'Harbour', price: 90, rating: 5, tip: null },
      h3: { code: 'TRD', slug: 'old-town', name: 'Old Town', price: 150, rating: null, tip: 'the bridge' },
    },
  },
};
