import { find, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Each subgraph has interfaces that the second lacks; an overridden field belongs to both. */
export const oneSidedInterfacesGraph: ConformanceGraph = {
  subgraphs: {
    harbour: `
      type Query { arrivals: [Arrival!]! anything: [Thing!]! onTime: [Arrival] }
      union Thing = Ferry | Bus
      interface Arrival { id: ID! since: String! }
      type Ferry implements Arrival @key(fields: "id") { id: ID! since: String! }
      type Bus @key(fields: "id") { id: ID! }`,
    fleet: `
      type Query { named: [Named!]! vehicle(id: ID!): Vehicle ferries: [Ferry!]! }
      interface Named { name: String! since: String! }
      interface Vehicle { id: ID! name: String! }
      type Ferry implements Named & Vehicle @key(fields: "id") {
        id: ID! name: String! since: String! @override(from: "harbour")
      }
      type Bus implements Named & Vehicle @key(fields: "id") { id: ID! name: String! since: String! seats: Int! }`,
  },
  roots: {
    ...{ arrivals: refs('f1', 'f2'), anything: refs('f1', 'f2', 'b1'), onTime: refs(null, 'f1', 'f2') },
    ...{ named: refs('f1', 'f2', 'b1'), vehicle: find('Vehicle'), ferries: refs('f1', 'f2') },
  },
  entities: {
    Ferry: { f1: { name: 'Aurora', since: '1999' }, f2: { name: 'Borealis', since: '2004' } },
    Bus: { b1: { name: 'Line 4', since: '2011', seats: 50 } },
  },
};

const pier = (id: string) => ({ __typename: 'Pier', id, length: 9 });
const beach = (id: string) => ({ __typename: 'Beach', id, sand: 'white' });
const noPlace = new Error('A beach is no place in the subgraph that returns it.');

/** A subgraph returns an object for an interface that the object implements only in the second subgraph. */
export const returnedGraph: ConformanceGraph = {
  subgraphs: {
    first: `
      type Query { at(id: ID!): Place others: [Place] }
      interface Place { id: ID! }
      type Pier implements Place @key(fields: "id") { id: ID! length: Int }
      type Beach @key(fields: "id") { id: ID! }`,
    second: `
      interface Place { id: ID! }
      type Beach implements Place @key(fields: "id") { id: ID! sand: String }`,
  },
  roots: {
    at: (_parent: unknown, { id }: { id: string }) => (id.startsWith('p') ? pier(id) : beach(id)),
    others: [pier('p2'), beach('b2')],
  },
  deviations: {
    oracle: {
      Query: {
        at: (_parent: unknown, { id }: { id: string }) => (id.startsWith('p') ? pier(id) : noPlace),
        others: () => [pier('p2'), noPlace],
      },
    },
  },
};
