import type { GraphDefinition } from '../support/graph.ts';

/** What a subgraph got, as it got it: what clients may not say must not arrive, and defaults must. */
const told = (_root: unknown, args: unknown) => JSON.stringify(args);
const guest = { id: 'g1' };

export const sharedInputsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    hotels: {
      typeDefs: `
        input Filter { first: Int! stars: Int within: Area tags: [Tag!] sea: Boolean = true }
        input Area { name: String! radius: Float = 2.5 island: Boolean }
        input Tag { word: String! }
        type Query { hotels(filter: Filter!): String! areas(in: [[Area!]]): String! }
        type Guest @key(fields: "id") { id: ID! liked(filter: Filter): String! }`,
      resolvers: { Query: { hotels: told, areas: told }, Guest: { liked: told } },
    },
    flights: {
      typeDefs: `
        input Filter { first: Int! offset: Int within: Area tags: [Tag!] }
        input Area { name: String! radius: Float = 2.5 airport: ID }
        input Tag { word: String! loud: Boolean }
        type Query { flights(filter: Filter = { first: 3 }): String! guest: Guest }
        type Guest @key(fields: "id") { id: ID! flown(filter: Filter): String! }`,
      resolvers: { Query: { flights: told, guest: () => guest }, Guest: { flown: told } },
    },
  },
  oracle: {
    typeDefs: `
      input Filter { first: Int! within: Area tags: [Tag!] }
      input Area { name: String! radius: Float = 2.5 }
      input Tag { word: String! }
      type Query {
        hotels(filter: Filter!): String! areas(in: [[Area!]]): String!
        flights(filter: Filter = { first: 3 }): String! guest: Guest
      }
      type Guest { id: ID! liked(filter: Filter): String! flown(filter: Filter): String! }`,
    resolvers: {
      Query: {
        hotels: (_root: unknown, { filter }: { filter: object }) =>
          told(null, { filter: { ...filter, sea: true } }),
        ...{ areas: told, flights: told, guest: () => guest },
      },
      Guest: {
        liked: (_guest: unknown, { filter }: { filter?: object | null }) =>
          told(null, { filter: filter && { ...filter, sea: true } }),
        flown: told,
      },
    },
  },
};
