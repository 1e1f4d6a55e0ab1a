import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}
interface Room extends Keyed {
  name: string | null;
  upgrades: string[];
}

const rooms: Room[] = [
  { id: 'r1', name: 'Attic', upgrades: ['r2'] },
  { id: 'r2', name: 'Balcony', upgrades: ['r3', 'lost'] },
  { id: 'r3', name: null, upgrades: [] },
];
const hotels = [
  { id: 'h1', name: 'Fjordview', rooms: ['r1', 'r2'] },
  { id: 'h2', name: 'Harbour', rooms: ['r3', 'lost', 'r2'] },
  { id: 'h3', name: 'Empty', rooms: [] },
];
const roomOf = ({ id }: Keyed) => rooms.find((room) => room.id === id) ?? null;
const hotelOf = ({ id }: Keyed) => hotels.find((hotel) => hotel.id === id) ?? null;
const asked = (ids: string[]) => ids.map((id) => roomOf({ id }));
const price = ({ id }: Keyed) => Number(id.slice(1)) * 10;

/** Two levels below its root field, and nowhere else, one subgraph has what is another's. */
const provided = () =>
  hotels.map((hotel) => ({
    id: hotel.id,
    rooms: asked(hotel.rooms).map(
      (room) =>
        room && {
          ...{ id: room.id, name: room.name },
          upgrades: asked(room.upgrades).map((upgrade) => upgrade && { id: upgrade.id, name: upgrade.name }),
        },
    ),
  }));
const stub = ({ id }: Keyed) => ({ id });
const notMine = () => {
  throw new Error('this is not what I provide');
};

export const hotelsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    'a-stub': {
      typeDefs: 'type Hotel @key(fields: "id") { id: ID! }',
      resolvers: { Hotel: { __resolveReference: notMine } },
    },
    search: {
      typeDefs: `
        type Query {
          hotels: [Hotel] @shareable @provides(fields: "rooms { id name upgrades { id name } }")
          bare: [Hotel!]!
          first: Hotel @provides(fields: "name")
        }
        type Hotel @key(fields: "id") { id: ID! name: String @external rooms: [Room] @external }
        type Room @key(fields: "id") { id: ID! name: String upgrades: [Room] @external }`,
      resolvers: {
        Query: {
          hotels: provided,
          bare: () => hotels.map(stub),
          first: () => ({ id: 'h1', name: 'Fjordview' }),
        },
        Hotel: { __resolveReference: stub, rooms: ({ rooms: of }: { rooms?: unknown }) => of ?? notMine() },
        Room: {
          __resolveReference: roomOf,
          upgrades: ({ upgrades: of }: { upgrades?: unknown }) => of ?? notMine(),
        },
      },
    },
    rooms: {
      typeDefs: `
        type Hotel @key(fields: "id") { id: ID! name: String @shareable rooms: [Room] @shareable }
        type Room @key(fields: "id") { id: ID! upgrades: [Room] @shareable price: Int! }`,
      resolvers: {
        Hotel: { __resolveReference: hotelOf, rooms: ({ rooms: ids }: { rooms: string[] }) => asked(ids) },
        Room: { __resolveReference: roomOf, upgrades: ({ upgrades: ids }: Room) => asked(ids), price },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { hotels: [Hotel] bare: [Hotel!]! first: Hotel }
      type Hotel { id: ID! name: String rooms: [Room] }
      type Room { id: ID! name: String upgrades: [Room] price: Int! }`,
    resolvers: {
      Query: { hotels: () => hotels, bare: () => hotels, first: () => hotels[0] },
      Hotel: { rooms: ({ rooms: ids }: { rooms: string[] }) => asked(ids) },
      Room: { upgrades: ({ upgrades: ids }: Room) => asked(ids), price },
    },
  },
};
