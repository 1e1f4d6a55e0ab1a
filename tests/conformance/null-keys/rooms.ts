import type { GraphDefinition } from '../support/graph.ts';

interface Room {
  number: number;
  wing: { letter: string | null; floor?: number } | null;
}

const rooms = [
  { number: 101, wing: { letter: 'A', floor: 1 }, view: 'the fjord', price: 90 },
  { number: 101, wing: { letter: null, floor: 2 }, view: 'the yard', price: 70 },
  { number: 101, wing: null, view: 'the sea', price: 120 },
  { number: 102, wing: null, view: null, price: 50 },
];
const listed = [rooms[2], null, rooms[0], rooms[3], rooms[1]];
const roomOf = ({ number, wing }: Room) =>
  rooms.find(
    (room) =>
      room.number === number &&
      (room.wing === null || wing === null ? room.wing === wing : room.wing.letter === wing.letter),
  ) ?? null;

/** A part of a room's key may be null, or lie in what is null: it is a key all the same. */
export const roomsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    hotel: {
      typeDefs: `
        type Query { rooms: [Room]! room: Room }
        type Room @key(fields: "number wing { letter }") { number: Int! wing: Wing }
        type Wing { letter: String @shareable floor: Int }`,
      resolvers: { Query: { rooms: () => listed, room: () => rooms[2] } },
    },
    views: {
      typeDefs: `
        type Room @key(fields: "number wing { letter }") { number: Int! wing: Wing view: String price: Int! }
        type Wing { letter: String @shareable }`,
      resolvers: { Room: { __resolveReference: roomOf } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { rooms: [Room]! room: Room }
      type Room { number: Int! wing: Wing view: String price: Int! }
      type Wing { letter: String floor: Int }`,
    resolvers: { Query: { rooms: () => listed, room: () => rooms[2] } },
  },
};
