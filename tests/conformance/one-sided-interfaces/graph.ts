import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const ferries = [
  { __typename: 'Ferry', id: 'f1', name: 'Aurora', since: '1999' },
  { __typename: 'Ferry', id: 'f2', name: 'Borealis', since: '2004' },
];
const buses = [{ __typename: 'Bus', id: 'b1', name: 'Line 4', since: '2011', seats: 50 }];
const known = [...ferries, ...buses];
const found = ({ id }: Keyed) => known.find((vehicle) => vehicle.id === id) ?? null;
const keyed = ({ __typename, id }: (typeof known)[number]) => ({ __typename, id });
const vehicle = (_root: unknown, wanted: Keyed) => found(wanted);
/** What another subgraph has taken over may be out of date here. */
const outdated = (ferry: object) => ({ ...ferry, since: 'never' });

export const oneSidedInterfacesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    harbour: {
      typeDefs: `
        type Query { arrivals: [Arrival!]! anything: [Thing!]! onTime: [Arrival] }
        union Thing = Ferry | Bus
        interface Arrival { id: ID! since: String! }
        type Ferry implements Arrival @key(fields: "id") { id: ID! since: String! }
        type Bus @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          arrivals: () => ferries.map(outdated),
          anything: () => known.map(keyed),
          onTime: () => [null, ...ferries.map(outdated)],
        },
        Ferry: { __resolveReference: (key: Keyed) => outdated(found(key) ?? {}) },
      },
    },
    fleet: {
      typeDefs: `
        type Query { named: [Named!]! vehicle(id: ID!): Vehicle ferries: [Ferry!]! }
        interface Named { name: String! since: String! }
        interface Vehicle { id: ID! name: String! }
        type Ferry implements Named & Vehicle @key(fields: "id") {
          id: ID! name: String! since: String! @override(from: "harbour")
        }
        type Bus implements Named & Vehicle @key(fields: "id") { id: ID! name: String! since: String! seats: Int! }`,
      resolvers: {
        Query: { named: () => known, vehicle, ferries: () => ferries },
        Ferry: { __resolveReference: found },
        Bus: { __resolveReference: found },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query {
        arrivals: [Arrival!]! anything: [Thing!]! onTime: [Arrival] named: [Named!]! vehicle(id: ID!): Vehicle ferries: [Ferry!]!
      }
      union Thing = Ferry | Bus
      interface Arrival { id: ID! since: String! }
      interface Named { name: String! since: String! }
      interface Vehicle { id: ID! name: String! }
      type Ferry implements Arrival & Named & Vehicle { id: ID! name: String! since: String! }
      type Bus implements Named & Vehicle { id: ID! name: String! since: String! seats: Int! }`,
    resolvers: {
      Query: {
        ...{ arrivals: () => ferries, anything: () => known, onTime: () => [null, ...ferries] },
        ...{ named: () => known, vehicle, ferries: () => ferries },
      },
    },
  },
};

export const returnedGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    first: {
      typeDefs: `
        type Query { at(id: ID!): Place others: [Place] }
        interface Place { id: ID! }
        type Pier implements Place @key(fields: "id") { id: ID! length: Int }
        type Beach @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          at: (_root: unknown, { id }: Keyed) => ({
            __typename: id.startsWith('p') ? 'Pier' : 'Beach',
            id,
            length: 9,
          }),
          others: () => [
            { __typename: 'Pier', id: 'p2', length: 3 },
            { __typename: 'Beach', id: 'b2' },
          ],
        },
        Pier: { __resolveReference: ({ id }: Keyed) => ({ id, length: 9 }) },
      },
    },
    second: {
      typeDefs: `
        interface Place { id: ID! }
        type Beach implements Place @key(fields: "id") { id: ID! sand: String }`,
      resolvers: { Beach: { __resolveReference: ({ id }: Keyed) => ({ id }), sand: () => 'white' } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { at(id: ID!): Place others: [Place] }
      interface Place { id: ID! }
      type Pier implements Place { id: ID! length: Int }
      type Beach implements Place { id: ID! sand: String }`,
    resolvers: {
      Query: {
        at(_root: unknown, { id }: Keyed) {
          if (id.startsWith('p')) return { __typename: 'Pier', id, length: 9 };
          throw new Error('To the subgraph that has it, a beach is no place.');
        },
        others: () => [{ __typename: 'Pier', id: 'p2', length: 3 }, new Error('A beach is no place.')],
      },
    },
  },
};
