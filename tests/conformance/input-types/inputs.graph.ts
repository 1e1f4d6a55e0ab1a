import { ref } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const show = (_parent: unknown, args: unknown) => JSON.stringify(args);
/** The first subgraph adds a default that the graph does not have. */
const showWithDefault = (_parent: unknown, { filter }: { filter?: object | null }) =>
  show(null, { filter: filter && { ...filter, sea: true } });

/** Two subgraphs share input types with different fields. Fields show the arguments that the subgraph got. */
export const sharedInputsGraph: ConformanceGraph = {
  subgraphs: {
    hotels: `
      input Filter { first: Int! stars: Int within: Area tags: [Tag!] sea: Boolean = true }
      input Area { name: String! radius: Float = 2.5 island: Boolean }
      input Tag { word: String! }
      type Query { hotels(filter: Filter!): String! areas(in: [[Area!]]): String! }
      type Guest @key(fields: "id") { id: ID! liked(filter: Filter): String! }`,
    flights: `
      input Filter { first: Int! offset: Int within: Area tags: [Tag!] }
      input Area { name: String! radius: Float = 2.5 airport: ID }
      input Tag { word: String! loud: Boolean }
      type Query { flights(filter: Filter = { first: 3 }): String! guest: Guest }
      type Guest @key(fields: "id") { id: ID! flown(filter: Filter): String! }`,
  },
  merged: `
    input Filter { first: Int! within: Area tags: [Tag!] }
    input Area { name: String! radius: Float = 2.5 }
    input Tag { word: String! }
    type Query {
      hotels(filter: Filter!): String! areas(in: [[Area!]]): String!
      flights(filter: Filter = { first: 3 }): String! guest: Guest
    }
    type Guest { id: ID! liked(filter: Filter): String! flown(filter: Filter): String! }`,
  roots: { hotels: show, areas: show, flights: show, guest: ref('g1') },
  entities: { Guest: { g1: {} } },
  fields: { Guest: { liked: show, flown: show } },
  deviations: { oracle: { Query: { hotels: showWithDefault }, Guest: { liked: showWithDefault } } },
};
