import type { GraphDefinition } from '../support/graph.ts';

interface Key {
  id?: string;
  name?: string;
  code?: string;
}

const hotels = [
  { id: 'h1', name: 'Fjordview', code: 'F', price: 90, stars: 4, motto: 'Wake up to water', mascot: null },
  { id: 'h2', name: 'Harbour', code: 'H', price: null, stars: 2, motto: null, mascot: 'a seal' },
];
const [fjordview, harbour] = hotels;
const byId = ({ id }: Key) => hotels.find((hotel) => hotel.id === id) ?? null;
const byKey = ({ id, name, code }: Key) =>
  (id === undefined
    ? hotels.find((hotel) => hotel.code === code)
    : hotels.find((hotel) => hotel.id === id && hotel.name === name)) ?? null;
const only = (hotel: object | null | undefined, ...names: string[]) =>
  hotel == null ? null : Object.fromEntries(Object.entries(hotel).filter(([name]) => names.includes(name)));

const category = ({ stars, price }: { stars: number; price: number | null }) =>
  `${stars} stars for ${price ?? 'free'}`;
const slogan = ({ name, motto }: { name: string; motto: string | null }) => `${name}: ${motto ?? '-'}`;

/** As Federation 1 writes it: without a link, `extend type` or `@extends`, and all that is not one's own is external. */
export const hotelsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    catalogue: {
      typeDefs: `# federation 1
        type Query { hotel(id: ID!): Hotel hotels: [Hotel!]! }
        type Hotel @key(fields: "id") @key(fields: "id name") { id: ID! name: String! stars: Int! motto: String }`,
      resolvers: {
        Query: { hotel: (_root: unknown, key: Key) => byId(key), hotels: () => hotels },
        Hotel: { __resolveReference: byId },
      },
    },
    prices: {
      typeDefs: `# federation 1
        type Query { cheapest: Hotel dearest: Hotel @provides(fields: "stars") }
        extend type Hotel @key(fields: "id name") @key(fields: "code") {
          id: ID! @external name: String! @external code: String! price: Int
          stars: Int! @external category: String! @requires(fields: "stars")
        }`,
      resolvers: {
        Query: {
          cheapest: () => only(harbour, 'id', 'name', 'code', 'price'),
          dearest: () => fjordview,
        },
        Hotel: {
          __resolveReference: ({ stars, ...key }: Key & { stars?: number }) => ({ ...byKey(key), stars }),
          category,
          code: (key: Key) => byKey(key)?.code,
        },
      },
    },
    mascots: {
      typeDefs: `# federation 1
        extend type Query { mascots: [Hotel] }
        type Hotel @extends @key(fields: "code") @key(fields: "id") {
          id: ID! @external code: String! @external mascot: String
          name: String! @external motto: String @external slogan: String! @requires(fields: "name motto")
        }`,
      resolvers: {
        Query: {
          mascots: () => [
            only(harbour, 'id', 'code', 'mascot'),
            null,
            only(fjordview, 'id', 'code', 'mascot'),
          ],
        },
        Hotel: {
          __resolveReference: ({ id, code, ...required }: Key) => ({
            ...hotels.find((hotel) => hotel.id === id || hotel.code === code),
            ...required,
          }),
          slogan,
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query {
        hotel(id: ID!): Hotel hotels: [Hotel!]! cheapest: Hotel dearest: Hotel mascots: [Hotel]
      }
      type Hotel {
        id: ID! name: String! code: String! stars: Int! motto: String price: Int category: String! mascot: String
        slogan: String!
      }`,
    resolvers: {
      Query: {
        hotel: (_root: unknown, key: Key) => byId(key),
        hotels: () => hotels,
        cheapest: () => harbour,
        dearest: () => fjordview,
        mascots: () => [harbour, null, fjordview],
      },
      Hotel: { category, slogan },
    },
  },
};
