import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** A front page provides fields of an interface and of a single member of a union. */
export const frontPageGraph: ConformanceGraph = {
  subgraphs: {
    front: `
      type Query {
        featured: Stay @shareable @provides(fields: "rooms { number view }")
        picks: [Pick] @shareable @provides(fields: "... on Hotel { title }")
        plain: [Pick]
      }
      interface Stay { id: ID! rooms: [Room] }
      interface Room { number: Int! view: String }
      union Pick = Hotel | Flight
      type Hotel implements Stay @key(fields: "id") { id: ID! title: String @external rooms: [Room] @external }
      type Flight @key(fields: "id") { id: ID! }
      type Single implements Room { number: Int! @external view: String @external }
      type Twin implements Room { number: Int! @external view: String @external }`,
    stays: `
      type Query { featured: Stay @shareable picks: [Pick] @shareable }
      interface Stay { id: ID! rooms: [Room] }
      interface Room { number: Int! view: String }
      union Pick = Hotel | Flight
      type Hotel implements Stay @key(fields: "id") { id: ID! title: String @shareable rooms: [Room] @shareable }
      type Flight @key(fields: "id") { id: ID! title: String @shareable }
      type Single implements Room { number: Int! @shareable view: String @shareable desk: Boolean! }
      type Twin implements Room { number: Int! @shareable view: String @shareable beds: Int! }`,
  },
  roots: { featured: ref('h1'), picks: refs('h1', 'f1'), plain: refs('h1', 'f1') },
  entities: {
    Hotel: {
      h1: {
        title: 'Fjordview',
        rooms: [
          { __typename: 'Single', number: 1, view: 'sea', desk: true },
          { __typename: 'Twin', number: 2, view: 'yard', beds: 2 },
        ],
      },
    },
    Flight: { f1: { title: 'To Oslo' } },
  },
};
