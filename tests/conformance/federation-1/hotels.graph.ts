import { all, find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Federation 1 SDL: no link, `extend type` or `@extends`, and every field of another subgraph external. */
export const hotelsGraph: ConformanceGraph = {
  subgraphs: {
    catalogue: `# federation 1
      type Query { hotel(id: ID!): Hotel hotels: [Hotel!]! }
      type Hotel @key(fields: "id") @key(fields: "id name") { id: ID! name: String! stars: Int! motto: String }`,
    prices: `# federation 1
      type Query { cheapest: Hotel dearest: Hotel @provides(fields: "stars") }
      extend type Hotel @key(fields: "id name") @key(fields: "code") {
        id: ID! @external name: String! @external code: String! price: Int
        stars: Int! @external category: String! @requires(fields: "stars")
      }`,
    mascots: `# federation 1
      extend type Query { mascots: [Hotel] }
      type Hotel @extends @key(fields: "code") @key(fields: "id") {
        id: ID! @external code: String! @external mascot: String
        name: String! @external motto: String @external slogan: String! @requires(fields: "name motto")
      }`,
  },
  roots: {
    ...{ hotel: find('Hotel'), hotels: all('Hotel'), cheapest: ref('h2'), dearest: ref('h1') },
    mascots: refs('h2', null, 'h1'),
  },
  entities: {
    Hotel: {
      h1: { name: 'Fjordview', code: 'F', price: 90, stars: 4, motto: 'Wake up to water', mascot: null },
      h2: { name: 'Harbour', code: 'H', price: null, stars: 2, motto: null, mascot: 'a seal' },
    },
  },
  fields: {
    Hotel: {
      category: ({ stars }: { stars: number }) => `${stars} stars`,
      slogan: ({ name, motto }: { name: string; motto: string | null }) => `${name}: ${motto ?? '-'}`,
    },
  },
};
