import type { GraphDefinition } from '../support/graph.ts';

interface Stop {
  __typename: string;
  id: string;
  name: string;
  next: string | null;
}

const stops: Stop[] = [
  { __typename: 'Harbour', id: 's1', name: 'Bergen', next: 's2' },
  { __typename: 'Station', id: 's2', name: 'Voss', next: 's3' },
  { __typename: 'Harbour', id: 's3', name: 'Flam', next: 's1' },
  { __typename: 'Station', id: 's4', name: 'Finse', next: null },
];
const fares: Record<string, number> = { s1: 10, s2: 25, s3: 10, s4: 25 };

const found = ({ id }: { id: string }) => stops.find((stop) => stop.id === id);
const next = (stop: Stop) => (stop.next === null ? null : found({ id: stop.next }));
const fare = ({ id }: { id: string }) => fares[id];
/** Those of the same fare, which only who knows fares can tell. */
const sameFare = ({ id }: { id: string }) =>
  stops.filter((stop) => stop.id !== id && fares[stop.id] === fares[id]);
const keyed = ({ __typename, id }: Stop) => ({ __typename, id });
const first = (_root: unknown, { id }: { id: string }) => found({ id });

export const circularInterfacesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    line: {
      typeDefs: `
        type Query { stop(id: ID!): Stop }
        interface Stop { next: Stop sameFare: [Stop!] }
        type Harbour implements Stop @key(fields: "id") {
          id: ID! name: String! next: Stop ferries: Int! fare: Int @external
          sameFare: [Harbour!] @requires(fields: "fare")
        }
        type Station implements Stop @key(fields: "id") {
          id: ID! name: String! next: Stop tracks: Int! fare: Int @external
          sameFare: [Stop!] @requires(fields: "fare")
        }`,
      resolvers: {
        Query: { stop: first },
        Harbour: {
          ...{ __resolveReference: (key: Stop) => ({ ...found(key), ...key }), next, ferries: () => 3 },
          sameFare: (stop: { id: string; fare: number }) =>
            stops.filter(({ id }) => id !== stop.id && fares[id] === stop.fare),
        },
        Station: {
          ...{ __resolveReference: (key: Stop) => ({ ...found(key), ...key }), next, tracks: () => 2 },
          sameFare: (stop: { id: string; fare: number }) =>
            stops.filter(({ id }) => id !== stop.id && fares[id] === stop.fare),
        },
      },
    },
    fares: {
      typeDefs: `
        type Query { dearest: Priced! }
        interface Priced { fare: Int cheaper: [Priced!]! }
        type Harbour implements Priced @key(fields: "id") { id: ID! fare: Int cheaper: [Priced!]! }
        type Station implements Priced @key(fields: "id") { id: ID! fare: Int cheaper: [Priced!]! }`,
      resolvers: {
        Query: { dearest: () => ({ __typename: 'Station', id: 's4' }) },
        Harbour: { __resolveReference: ({ id }: Stop) => ({ id }), fare, cheaper: () => [] },
        Station: {
          ...{ __resolveReference: ({ id }: Stop) => ({ id }), fare },
          cheaper: () => stops.filter(({ __typename }) => __typename === 'Harbour').map(keyed),
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { stop(id: ID!): Stop dearest: Priced! }
      interface Stop { next: Stop sameFare: [Stop!] }
      interface Priced { fare: Int cheaper: [Priced!]! }
      type Harbour implements Stop & Priced {
        id: ID! name: String! next: Stop ferries: Int! sameFare: [Harbour!] fare: Int cheaper: [Priced!]!
      }
      type Station implements Stop & Priced {
        id: ID! name: String! next: Stop tracks: Int! sameFare: [Stop!] fare: Int cheaper: [Priced!]!
      }`,
    resolvers: {
      Query: { stop: first, dearest: () => found({ id: 's4' }) },
      Harbour: { next, sameFare, fare, ferries: () => 3, cheaper: () => [] },
      Station: {
        ...{ next, sameFare, fare, tracks: () => 2 },
        cheaper: () => stops.filter(({ __typename }) => __typename === 'Harbour'),
      },
    },
  },
};
