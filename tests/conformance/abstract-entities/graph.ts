import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const trips = [
  { id: 't1', title: 'West' },
  { id: 't2', title: 'North' },
  { id: 't3', title: 'Nowhere' },
];
const hotel = { __typename: 'Hotel', id: 'h1', name: 'Fjordview' };
const tent = { __typename: 'Tent', colour: 'green', pitched: { __typename: 'Site', row: 4 } };
const ferry = { __typename: 'Ferry', id: 'f1', decks: 5 };
const plans: Record<string, { stay: object | null; legs: (object | null)[]; any: object | null }> = {
  t1: { stay: hotel, legs: [ferry, { __typename: 'Walk', km: 3, to: hotel }, null], any: ferry },
  t2: { stay: tent, legs: [{ __typename: 'Walk', km: 9, to: tent }, ferry], any: tent },
  t3: { stay: null, legs: [], any: null },
};
const plan =
  (name: 'stay' | 'legs' | 'any') =>
  ({ id }: Keyed) =>
    plans[id]?.[name];
const planned = { stay: plan('stay'), legs: plan('legs'), any: plan('any') };
const key = { __resolveReference: ({ id }: Keyed) => ({ id }) };
const abstracts = `
  interface Stay { pitched: Ground }
  interface Ground { row: Int }
  union Leg = Ferry | Walk
  union Any = Hotel | Tent | Ferry`;

export const abstractEntitiesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    trips: {
      typeDefs: `
        type Query { trips: [Trip!]! trip(id: ID!): Trip }
        type Trip @key(fields: "id") { id: ID! title: String! }`,
      resolvers: {
        Query: {
          trips: () => trips,
          trip: (_root: unknown, { id }: Keyed) => trips.find((trip) => trip.id === id),
        },
        Trip: { __resolveReference: ({ id }: Keyed) => trips.find((trip) => trip.id === id) },
      },
    },
    plans: {
      typeDefs: `
        type Trip @key(fields: "id") { id: ID! stay: Stay legs: [Leg]! any: Any }
        ${abstracts}
        type Hotel implements Stay @key(fields: "id") { id: ID! pitched: Ground }
        type Tent implements Stay { colour: String! pitched: Ground }
        type Site implements Ground { row: Int }
        type Floor implements Ground { row: Int level: Int! }
        type Walk { km: Int! to: Stay }
        type Ferry @key(fields: "id") { id: ID! }`,
      resolvers: {
        Trip: { ...key, ...planned },
        Hotel: { ...key, pitched: () => ({ __typename: 'Floor', row: 1, level: 2 }) },
      },
    },
    details: {
      typeDefs: `
        type Hotel @key(fields: "id") { id: ID! name: String! best: Trip }
        type Trip @key(fields: "id", resolvable: false) { id: ID! }
        type Ferry @key(fields: "id") { id: ID! decks: Int! }`,
      resolvers: {
        Hotel: { __resolveReference: () => hotel, best: () => ({ id: 't2' }) },
        Ferry: { __resolveReference: () => ferry },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { trips: [Trip!]! trip(id: ID!): Trip }
      type Trip { id: ID! title: String! stay: Stay legs: [Leg]! any: Any }
      ${abstracts}
      type Hotel implements Stay { id: ID! pitched: Ground name: String! best: Trip }
      type Tent implements Stay { colour: String! pitched: Ground }
      type Site implements Ground { row: Int }
      type Floor implements Ground { row: Int level: Int! }
      type Walk { km: Int! to: Stay }
      type Ferry { id: ID! decks: Int! }`,
    resolvers: {
      Query: {
        trips: () => trips,
        trip: (_root: unknown, { id }: Keyed) => trips.find((trip) => trip.id === id),
      },
      Trip: planned,
      Hotel: { pitched: () => ({ __typename: 'Floor', row: 1, level: 2 }), best: () => trips[1] },
    },
  },
};
