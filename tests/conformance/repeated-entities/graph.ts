import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const guests = [
  { id: 'g1', name: 'Ada', phone: '1' },
  { id: 'g2', name: 'Bo', phone: null },
];
const hotels = [
  { id: 'h1', name: 'Fjordview', owner: guests[0] },
  { id: 'h2', name: 'Harbour', owner: guests[0] },
  { id: 'broken', name: 'Ruin', owner: guests[1] },
];
const [ada, bo] = guests;
const [fjordview, harbour, ruin] = hotels;
const stays = [
  { night: 1, hotel: fjordview, guests: [ada, bo, ada] },
  { night: 2, hotel: fjordview, guests: [ada] },
  { night: 3, hotel: null, guests: [] },
  { night: 4, hotel: harbour, guests: [bo, null, ada] },
  { night: 5, hotel: fjordview, guests: null },
];
const ruins = [ruin, fjordview, ruin].map((hotel, night) => ({ night, hotel, guests: [] }));
const hotelOf = ({ id }: Keyed) => hotels.find((hotel) => hotel.id === id) ?? null;
const guestOf = ({ id }: Keyed) => guests.find((guest) => guest.id === id) ?? null;
const stars = ({ id }: Keyed) => {
  if (id === 'broken') throw new Error('nobody dared to look');
  return id === 'h1' ? 5 : 3;
};
const nights = ({ id }: Keyed, { since }: { since: number }) =>
  stays.filter(({ hotel, night }) => hotel?.id === id && night >= since).length;

/** The same few hotels and guests again and again. */
export const staysGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    stays: {
      typeDefs: `
        type Query { stays: [Stay!]! ruins: [Stay!]! favourite: Hotel }
        type Stay { night: Int! hotel: Hotel guests: [Guest] }
        type Hotel @key(fields: "id") { id: ID! nights(since: Int! = 1): Int! }
        type Guest @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: { stays: () => stays, ruins: () => ruins, favourite: () => fjordview },
        Hotel: { nights, __resolveReference: hotelOf },
      },
    },
    hotels: {
      typeDefs: `
        type Hotel @key(fields: "id") { id: ID! name: String! stars: Int owner: Guest! }
        type Guest @key(fields: "id") { id: ID! }`,
      resolvers: { Hotel: { __resolveReference: hotelOf, stars } },
    },
    guests: {
      typeDefs: 'type Guest @key(fields: "id") { id: ID! name: String! phone: String }',
      resolvers: { Guest: { __resolveReference: guestOf } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { stays: [Stay!]! ruins: [Stay!]! favourite: Hotel }
      type Stay { night: Int! hotel: Hotel guests: [Guest] }
      type Hotel { id: ID! nights(since: Int! = 1): Int! name: String! stars: Int owner: Guest! }
      type Guest { id: ID! name: String! phone: String }`,
    resolvers: {
      Query: { stays: () => stays, ruins: () => ruins, favourite: () => fjordview },
      Hotel: { nights, stars },
    },
  },
};
