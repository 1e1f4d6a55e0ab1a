import type { GraphDefinition } from '../support/graph.ts';

interface Reference {
  id?: string;
  code?: string;
  slug?: string;
}

const hotels = [
  { id: 'h1', code: 'OSL', slug: 'fjordview', name: 'Fjordview', price: 120, rating: 4, tip: 'the roof' },
  { id: 'h2', code: 'BGO', slug: 'harbour', name: 'Harbour', price: 90, rating: 5, tip: null },
  { id: 'h3', code: 'TRD', slug: 'old-town', name: 'Old Town', price: 150, rating: null, tip: 'the bridge' },
];
const [fjordview, harbour, oldTown] = hotels;
const byId = ({ id }: Reference) => hotels.find((hotel) => hotel.id === id) ?? null;
const byCode = ({ code }: Reference) => hotels.find((hotel) => hotel.code === code) ?? null;
const bySlug = ({ slug }: Reference) => hotels.find((hotel) => hotel.slug === slug) ?? null;
const byAny = (key: Reference) => byId(key) ?? byCode(key) ?? bySlug(key);

const byPrice = hotels.toSorted((one, other) => one.price - other.price);
const trips = [
  { name: 'north', stays: [oldTown, null, fjordview, oldTown] },
  { name: 'nowhere', stays: [] },
  { name: 'unplanned', stays: null },
];

/** Each subgraph knows hotels by a key of its own; the catalogue alone knows all three. */
export const hotelsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    catalogue: {
      typeDefs: `
        type Query { hotels: [Hotel!]! hotel(id: ID!): Hotel }
        type Hotel @key(fields: "id") @key(fields: "code") @key(fields: "slug") {
          id: ID! code: String! slug: String! name: String!
        }`,
      resolvers: {
        Query: { hotels: () => hotels, hotel: (_root: unknown, key: Reference) => byId(key) },
        Hotel: { __resolveReference: byAny },
      },
    },
    prices: {
      typeDefs: `
        type Query { cheapest: Hotel byPrice: [Hotel!]! }
        type Hotel @key(fields: "code") { code: String! price: Int }`,
      resolvers: {
        Query: { cheapest: () => byPrice[0], byPrice: () => byPrice },
        Hotel: { __resolveReference: byCode },
      },
    },
    reviews: {
      typeDefs: `
        type Query { bestRated: Hotel }
        type Hotel @key(fields: "id") { id: ID! rating: Int }`,
      resolvers: { Query: { bestRated: () => harbour }, Hotel: { __resolveReference: byId } },
    },
    guides: {
      typeDefs: `
        type Query { trips: [Trip!]! }
        type Trip { name: String! stays: [Hotel] }
        type Hotel @key(fields: "slug") @key(fields: "id") { slug: String! id: ID! tip: String }`,
      resolvers: {
        Query: { trips: () => trips },
        Hotel: { __resolveReference: (key: Reference) => bySlug(key) ?? byId(key) },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query {
        hotels: [Hotel!]! hotel(id: ID!): Hotel cheapest: Hotel byPrice: [Hotel!]! bestRated: Hotel trips: [Trip!]!
      }
      type Trip { name: String! stays: [Hotel] }
      type Hotel { id: ID! code: String! slug: String! name: String! price: Int rating: Int tip: String }`,
    resolvers: {
      Query: {
        hotels: () => hotels,
        hotel: (_root: unknown, key: Reference) => byId(key),
        cheapest: () => byPrice[0],
        byPrice: () => byPrice,
        bestRated: () => harbour,
        trips: () => trips,
      },
    },
  },
};
