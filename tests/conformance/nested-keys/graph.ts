import type { GraphDefinition } from '../support/graph.ts';

interface Room {
  hotel: { chain: string; code: string };
  number: number;
}

const rooms: Room[] = [
  { hotel: { chain: 'N', code: 'OSL' }, number: 101 },
  { hotel: { chain: 'N', code: 'BGO' }, number: 101 },
];
const views = new Map([['N/OSL/101', 'the fjord']]);

export const nestedKeysGraph: GraphDefinition<object> = {
  world: () => ({ rooms }),
  subgraphs: {
    hotels: {
      typeDefs: `
        type Query { rooms: [Room!]! }
        type Room @key(fields: "hotel { chain code } number") { hotel: Hotel! number: Int! }
        type Hotel { chain: String! code: String! @shareable }`,
      resolvers: {
        Query: { rooms: (_root: unknown, _args: unknown, world: { rooms: Room[] }) => world.rooms },
      },
    },
    views: {
      typeDefs: `
        type Room @key(fields: "hotel { chain code } number") { hotel: Hotel! @external number: Int! @external view: String }
        type Hotel { chain: String! @external code: String! @external }`,
      resolvers: {
        Room: {
          __resolveReference: (room: Room) => room,
          view: ({ hotel, number }: Room) => views.get(`${hotel.chain}/${hotel.code}/${number}`) ?? null,
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { rooms: [Room!]! }
      type Room { hotel: Hotel! number: Int! view: String }
      type Hotel { chain: String! code: String! }`,
    resolvers: {
      Query: { rooms: () => rooms },
      Room: {
        view: ({ hotel, number }: Room) => views.get(`${hotel.chain}/${hotel.code}/${number}`) ?? null,
      },
    },
  },
};
