import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';

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

describe('what an entity has of an abstract type', () => {
  const graph = serveGraph({
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
  });

  it('is fetched with it, and completed by who knows more', async () => {
    const { fetches } = await graph.expectSame(
      '{ trips { title stay { __typename ... on Hotel { name } ... on Tent { colour } } } }',
    );

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['trips', 'plans', 'details']);
  });

  it('holds another of an abstract type', async () => {
    await graph.expectSame('{ trips { stay { pitched { row __typename ... on Floor { level } } } } }');
    await graph.expectSame(
      '{ trips { legs { ... on Walk { to { ... on Hotel { name } pitched { row } } } } } }',
    );
  });

  it('is in lists with nulls', async () => {
    await graph.expectSame(
      '{ trips { legs { __typename ... on Ferry { decks } ... on Walk { km } } title } }',
    );
    await graph.expectSame('{ trip(id: "t1") { legs { ... on Ferry { decks } } } }');
  });

  it('is null for some', async () => {
    await graph.expectSame(
      '{ trip(id: "t3") { stay { ... on Hotel { name } } any { __typename } legs { __typename } } }',
    );
  });

  it('is told apart by several names', async () => {
    await graph.expectSame(`{
      trips { one: any { ... on Tent { colour } } two: any { ... on Ferry { decks } } any { ... on Hotel { name } } }
    }`);
    await graph.expectSame(
      '{ trips { stay: any { ... on Stay { pitched { row } } ... on Ferry { stay: decks } } } }',
    );
  });

  it('leads back to the entity it came from', async () => {
    await graph.expectSame(
      '{ trip(id: "t1") { stay { ... on Hotel { best { title stay { ... on Tent { colour } } } } } } }',
    );
    await graph.expectSame(
      '{ trip(id: "t1") { any { ... on Ferry { id } } stay { ... on Hotel { best { any { ... on Stay { pitched { row } } } } } } } }',
    );
  });
});
