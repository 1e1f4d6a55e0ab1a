import { all, ref } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Prices require non-null fields of rooms, and of the walls inside them, that two subgraphs resolve. */
export const roomsGraph: ConformanceGraph = {
  subgraphs: {
    rooms: `
      type Query { rooms: [Room!]! room: Room houses: [House!]! }
      type Mutation { paint: Room }
      interface House { id: ID! room: Room }
      type Villa implements House @key(fields: "id") { id: ID! room: Room }
      type Barn implements House @key(fields: "id") { id: ID! room: Room }
      type Room @key(fields: "id") { id: ID! floor: Int! title: String next: Room }`,
    walls: `
      type Room @key(fields: "id") { id: ID! length: Int! colour: String wall: Wall doors: [Door]! }
      type Wall { thickness: Int! paper: String }
      interface Door { height: Int! handle: String }
      type Hatch implements Door { height: Int! handle: String }
      type Gate implements Door { height: Int! handle: String }`,
    prices: `
      type Room @key(fields: "id") {
        id: ID!
        floor: Int! @external
        length: Int! @external
        wall: Wall @external
        view: String @requires(fields: "floor")
        price: Int @requires(fields: "length")
        heating: Int @requires(fields: "length floor")
        insulation: Int @requires(fields: "wall { thickness }")
        currency: String
      }
      type Wall { thickness: Int! @external }`,
  },
  roots: { rooms: all('Room'), room: ref('r1'), houses: [ref('v1'), ref('b1')], paint: ref('r1') },
  entities: {
    Villa: { v1: { room: ref('r1') } },
    Barn: { b1: { room: ref('r1') } },
    Room: {
      r1: room('north', 1),
      r2: room('south', 2),
    },
  },
  fields: {
    Room: {
      view: ({ floor }: { floor: number }) => (floor > 1 ? 'sea' : 'yard'),
      price: ({ length }: { length: number }) => 10 * length,
      heating: ({ length, floor }: { length: number; floor: number }) => length + floor,
      insulation: ({ wall }: { wall: { thickness: number } | null }) => wall?.thickness ?? null,
    },
  },
};

function room(title: string, floor: number) {
  return {
    ...{ title, floor, length: 3 + floor, colour: 'white', currency: 'EUR', next: ref('r2') },
    wall: { thickness: 20, paper: 'striped' },
    doors: [
      { __typename: 'Hatch', height: 1, handle: 'brass' },
      { __typename: 'Gate', height: 3, handle: 'iron' },
    ],
  };
}
