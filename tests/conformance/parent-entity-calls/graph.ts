import type { GraphDefinition } from '../support/graph.ts';

interface Key {
  id: string;
  code?: string;
}

const cities = [
  { id: 'c1', name: 'Oslo', facts: { people: 700_000 }, motto: null },
  { id: 'c2', name: 'Bergen', facts: null, motto: 'rain' },
];
const [oslo, bergen] = cities;
const photo = { url: 'f.jpg', size: { width: 4 } };
const hotels = [
  { id: 'h1', code: 'F', city: oslo, photos: [photo, null], note: { text: 'h1: quiet', author: 'Ada' } },
  { id: 'h2', code: 'H', city: bergen, photos: [], note: { text: 'h2: loud', author: null } },
  { id: 'h3', code: 'I', city: null, photos: null, note: null },
  { id: 'h4', code: 'K', city: oslo, photos: [photo], note: { text: 'h4: far', author: 'Bo' } },
];
const hotelOf = ({ id, code }: Key) =>
  hotels.find((hotel) => hotel.id === id && (code === undefined || hotel.code === code)) ?? null;
const cityOf = ({ id }: Key) => cities.find((city) => city.id === id) ?? null;
const pick = (object: object | null | undefined, ...names: string[]) =>
  object == null
    ? null
    : Object.fromEntries(names.map((name) => [name, (object as Record<string, unknown>)[name]]));
const caption = ({ size }: { size: { width: number } }) => `${size.width} wide`;
const listed = [hotels[0], null, hotels[2], hotels[1], hotels[3]];

/** Cities, photos and notes are parts of hotels that subgraphs only know as such: to ask for them is to ask for the hotel. */
export const hotelsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    catalogue: {
      typeDefs: `
        type Query { hotels: [Hotel]! hotel(id: ID!): Hotel }
        type Hotel @key(fields: "id") @key(fields: "id code") {
          id: ID! code: ID! city: City @shareable photos: [Photo] @shareable
        }
        type City @key(fields: "id") { id: ID! name: String! @shareable }
        type Photo { url: String! @shareable }`,
      resolvers: {
        Query: { hotels: () => listed, hotel: (_root: unknown, key: Key) => hotelOf(key) },
        Hotel: { __resolveReference: hotelOf },
        City: { __resolveReference: cityOf },
      },
    },
    atlas: {
      typeDefs: `
        type City @key(fields: "id") { id: ID! name: String! @shareable motto: String }`,
      resolvers: { City: { __resolveReference: cityOf } },
    },
    statistics: {
      typeDefs: `
        type Hotel @key(fields: "id code") { id: ID! code: ID! city: City @shareable }
        type City { facts: Facts }
        type Facts { people: Int }`,
      resolvers: {
        Hotel: {
          __resolveReference: hotelOf,
          city: ({ city }: { city: object | null }) => pick(city, 'facts'),
        },
      },
    },
    gallery: {
      typeDefs: `
        type Hotel @key(fields: "id") { id: ID! photos: [Photo] @shareable }
        type Photo { url: String! @shareable size: Size! caption: String! }
        type Size { width: Int! }`,
      resolvers: { Hotel: { __resolveReference: hotelOf }, Photo: { caption } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { hotels: [Hotel]! hotel(id: ID!): Hotel }
      type Hotel { id: ID! code: ID! city: City photos: [Photo] }
      type City { id: ID! name: String! motto: String facts: Facts }
      type Facts { people: Int }
      type Photo { url: String! size: Size! caption: String! }
      type Size { width: Int! }`,
    resolvers: {
      Query: { hotels: () => listed, hotel: (_root: unknown, key: Key) => hotelOf(key) },
      Photo: { caption },
    },
  },
};

const stays = [hotels[1], hotels[0], hotels[2], hotels[1]];
const noteIds = new Map(hotels.map(({ id }) => [id, { id: `n-${id}` }]));

/** A stay's note is put together from three subgraphs; one only has its text, one its number, one knows it by that. */
export const notesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    texts: {
      typeDefs: `
        type Stay @key(fields: "id") { id: ID @external note: Note @shareable }
        type Note { text: String }`,
      resolvers: {
        Stay: { __resolveReference: ({ id }: Key) => ({ id, note: pick(hotelOf({ id })?.note, 'text') }) },
      },
    },
    numbers: {
      typeDefs: `
        type Stay @key(fields: "id") { id: ID note: Note @shareable }
        type Note @key(fields: "id") { id: ID }`,
      resolvers: {
        Stay: {
          __resolveReference: ({ id }: Key) => ({ id, note: hotelOf({ id })?.note ? noteIds.get(id) : null }),
        },
      },
    },
    authors: {
      typeDefs: 'type Note @key(fields: "id") { id: ID author: String }',
      resolvers: {
        Note: {
          __resolveReference: ({ id }: Key) => ({ id, author: hotelOf({ id: id.slice(2) })?.note?.author }),
        },
      },
    },
    stays: {
      typeDefs: `
        type Query { stay(id: ID!): Stay stays: [Stay!]! }
        type Stay @key(fields: "id") { id: ID nights: Int! }`,
      resolvers: {
        Query: { stay: (_root: unknown, key: Key) => hotelOf(key), stays: () => stays },
        Stay: { nights: () => 2 },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { stay(id: ID!): Stay stays: [Stay!]! }
      type Stay { id: ID nights: Int! note: Note }
      type Note { id: ID text: String author: String }`,
    resolvers: {
      Query: { stay: (_root: unknown, key: Key) => hotelOf(key), stays: () => stays },
      Stay: {
        nights: () => 2,
        note: ({ id, note }: { id: string; note: object | null }) =>
          note === null ? null : { ...note, ...noteIds.get(id) },
      },
    },
  },
};
