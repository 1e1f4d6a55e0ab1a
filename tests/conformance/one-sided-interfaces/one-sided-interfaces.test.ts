import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';

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

describe('an interface that an object has in one subgraph only', () => {
  const graph = serveGraph({
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
  });

  it('has a field that another subgraph took over from its implementation', async () => {
    await graph.expectSame('{ arrivals { id since } }');
    await graph.expectSame('{ onTime { since ... on Ferry { id name } } }');
    const { fetches } = await graph.expectSame('{ named { since } }');

    expect(fetches).toHaveLength(1);
  });

  it('is a condition on what the subgraph does not know to be of it', async () => {
    await graph.expectSame('{ anything { ... on Named { name } } }');
    await graph.expectSame('{ anything { ... on Vehicle { id name } ... on Arrival { since } __typename } }');
    await graph.expectSame(
      '{ anything { ... on Arrival { ... on Named { name since } } ... on Bus { seats } } }',
    );
  });

  it('is a condition that leads from one interface to another of the same object', async () => {
    await graph.expectSame('{ arrivals { ... on Vehicle { name ... on Arrival { since } } } }');
    await graph.expectSame('{ named { ... on Arrival { id since } ... on Bus { id } name } }');
    await graph.expectSame(
      '{ vehicle(id: "f1") { ... on Arrival { since } } other: vehicle(id: "b1") { ... on Arrival { since } } }',
    );
  });

  it('is a condition on an object of a known type', async () => {
    await graph.expectSame(
      '{ ferries { ... on Arrival { id since } ...Naming } } fragment Naming on Named { __typename name }',
    );
    await graph.expectSame('{ ferries { ... on Vehicle { ... on Named { ... on Ferry { since } } } } }');
  });

  it('leaves out what is not of it', async () => {
    await graph.expectSame('{ vehicle(id: "b1") { ... on Ferry { since } } }');
    await graph.expectSame('{ vehicle(id: "b1") { ... on Bus { seats } ... on Ferry { name } id } }');
    await graph.expectSame('{ arrivals { ... on Vehicle { ... on Bus { seats } } } }');
    await graph.expectSame('{ vehicle(id: "none") { ... on Arrival { since } } }');
  });

  it('takes the interface of the same name for what it is, whoever implements it', async () => {
    await graph.expectSame('{ anything { ... on Thing { ... on Vehicle { ... on Named { since } } } } }');
  });
});

describe('an object that a subgraph returns for an interface which it is of only elsewhere', () => {
  const graph = serveGraph({
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
  });

  it('is an error at its place, whatever is asked of it', async () => {
    await graph.expectSame('{ at(id: "b1") { ... on Beach { sand } } }');
    await graph.expectSame('{ at(id: "b1") { ... on Pier { length } } }');
    await graph.expectSame('{ at(id: "b1") { id } others { id ... on Beach { sand } } }');
  });

  it('does not keep the others from being had', async () => {
    await graph.expectSame(
      '{ at(id: "p1") { id ... on Beach { sand } ... on Pier { length } } others { __typename } }',
    );
  });
});
