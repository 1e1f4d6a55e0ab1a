import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const vehicles = [
  { __typename: 'Ferry', id: 'f1', name: 'Aurora', decks: 5, mass: 900 },
  { __typename: 'Train', id: 't1', name: 'Night Line', coaches: 9, mass: null },
];
const distances: Record<string, number> = { f1: 40, t1: 300 };

const found = ({ id }: Keyed) => vehicles.find((vehicle) => vehicle.id === id) ?? null;
const distance = ({ id }: Keyed) => distances[id];
/** What was required is in the reference: nothing of it is looked up here. */
const given = { __resolveReference: (reference: object) => reference };
const slugOf = ({ id, name }: { id: string; name: string }) =>
  `${id}-${name.toLowerCase().replaceAll(' ', '-')}`;
const fuelOf = ({ mass, distance: far }: { mass: number | null; distance: number }) =>
  mass === null ? null : mass * far;
const perDeckOf = ({ decks, fuel }: { decks: number; fuel: number }) => fuel / decks;
const departures = [
  { at: '08:00', vehicle: 't1' },
  { at: '09:30', vehicle: 'f1' },
];

const fuel = (of: { id: string; mass: number | null }) =>
  fuelOf({ mass: of.mass, distance: distances[of.id] ?? 0 });

/** Each fuel of a vehicle is made of what two other subgraphs say of it: one by its type, one by its interface. */
export const vehiclesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    fleet: {
      typeDefs: `
        type Query { vehicles: [Vehicle!]! ferry: Ferry }
        interface Vehicle @key(fields: "id") { id: ID! name: String! mass: Int }
        type Ferry implements Vehicle @key(fields: "id") { id: ID! name: String! mass: Int decks: Int! }
        type Train implements Vehicle @key(fields: "id") { id: ID! name: String! mass: Int coaches: Int! }`,
      resolvers: {
        Query: { vehicles: () => vehicles, ferry: () => vehicles[0] },
        ...{ Vehicle: { __resolveReference: found }, Ferry: { __resolveReference: found } },
        Train: { __resolveReference: found },
      },
    },
    routes: {
      typeDefs: `
        type Query { departures: [Departure!]! }
        type Departure { at: String! vehicle: Vehicle! }
        type Vehicle @key(fields: "id") @interfaceObject { id: ID! distance: Int! }`,
      resolvers: {
        Query: { departures: () => departures },
        Departure: { vehicle: ({ vehicle }: { vehicle: string }) => ({ id: vehicle }) },
        Vehicle: { ...given, distance },
      },
    },
    energy: {
      typeDefs: `
        type Query { thirstiest: Vehicle all: [Vehicle!]! }
        type Vehicle @key(fields: "id") @interfaceObject {
          id: ID! name: String! @external mass: Int @external distance: Int! @external
          slug: String! @requires(fields: "name")
          fuel: Int @requires(fields: "mass distance")
        }`,
      resolvers: {
        Query: { thirstiest: () => ({ id: 'f1' }), all: () => [{ id: 't1' }, { id: 'f1' }] },
        Vehicle: { ...given, slug: slugOf, fuel: fuelOf },
      },
    },
    decks: {
      typeDefs: `
        type Ferry @key(fields: "id") {
          id: ID! decks: Int! @external fuel: Int @external
          perDeck: Float! @requires(fields: "decks fuel")
        }`,
      resolvers: { Ferry: { ...given, perDeck: perDeckOf } },
    },
  },
  oracle: {
    typeDefs: `
      type Query {
        vehicles: [Vehicle!]! ferry: Ferry departures: [Departure!]! thirstiest: Vehicle all: [Vehicle!]!
      }
      type Departure { at: String! vehicle: Vehicle! }
      interface Vehicle { id: ID! name: String! mass: Int distance: Int! slug: String! fuel: Int }
      type Ferry implements Vehicle {
        id: ID! name: String! mass: Int distance: Int! slug: String! fuel: Int decks: Int! perDeck: Float!
      }
      type Train implements Vehicle {
        id: ID! name: String! mass: Int distance: Int! slug: String! fuel: Int coaches: Int!
      }`,
    resolvers: {
      Query: {
        ...{ vehicles: () => vehicles, ferry: () => vehicles[0], departures: () => departures },
        ...{ thirstiest: () => vehicles[0], all: () => vehicles.toReversed() },
      },
      Departure: { vehicle: ({ vehicle }: { vehicle: string }) => found({ id: vehicle }) },
      Ferry: {
        ...{ distance, fuel, slug: slugOf },
        perDeck: (ferry: { id: string; mass: number; decks: number }) => (fuel(ferry) ?? 0) / ferry.decks,
      },
      Train: { distance, fuel, slug: slugOf },
    },
  },
};
