import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** The fuel of a vehicle requires a field of the interface and a field of another interface object. */
export const vehiclesGraph: ConformanceGraph = {
  subgraphs: {
    fleet: `
      type Query { vehicles: [Vehicle!]! ferry: Ferry }
      interface Vehicle @key(fields: "id") { id: ID! name: String! mass: Int }
      type Ferry implements Vehicle @key(fields: "id") { id: ID! name: String! mass: Int decks: Int! }
      type Train implements Vehicle @key(fields: "id") { id: ID! name: String! mass: Int coaches: Int! }`,
    routes: `
      type Query { departures: [Departure!]! }
      type Departure { at: String! vehicle: Vehicle! }
      type Vehicle @key(fields: "id") @interfaceObject { id: ID! distance: Int! }`,
    energy: `
      type Query { thirstiest: Vehicle all: [Vehicle!]! }
      type Vehicle @key(fields: "id") @interfaceObject {
        id: ID! name: String! @external mass: Int @external distance: Int! @external
        slug: String! @requires(fields: "name")
        fuel: Int @requires(fields: "mass distance")
      }`,
    decks: `
      type Ferry @key(fields: "id") {
        id: ID! decks: Int! @external fuel: Int @external
        perDeck: Float! @requires(fields: "decks fuel")
      }`,
  },
  roots: {
    ...{ vehicles: refs('f1', 't1'), ferry: ref('f1'), thirstiest: ref('f1'), all: refs('t1', 'f1') },
    departures: [
      { at: '08:00', vehicle: ref('t1') },
      { at: '09:30', vehicle: ref('f1') },
    ],
  },
  entities: {
    Ferry: { f1: { name: 'Aurora', decks: 5, mass: 900, distance: 40 } },
    Train: { t1: { name: 'Night Line', coaches: 9, mass: null, distance: 300 } },
  },
  fields: {
    Vehicle: {
      slug: ({ id, name }: { id: string; name: string }) =>
        `${id}-${name.toLowerCase().replaceAll(' ', '-')}`,
      fuel: ({ mass, distance }: { mass: number | null; distance: number }) =>
        mass === null ? null : mass * distance,
    },
    Ferry: { perDeck: ({ decks, fuel }: { decks: number; fuel: number }) => fuel / decks },
  },
};
