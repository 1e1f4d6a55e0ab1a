import { find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const photo = { url: 'f.jpg', size: { width: 4 }, caption: '4 wide' };

/** Subgraphs know cities and photos as parts of hotels: to fetch a part is to fetch the hotel. */
export const hotelsGraph: ConformanceGraph = {
  subgraphs: {
    catalogue: `
      type Query { hotels: [Hotel]! hotel(id: ID!): Hotel }
      type Hotel @key(fields: "id") @key(fields: "id code") {
        id: ID! code: ID! city: City @shareable photos: [Photo] @shareable
      }
      type City @key(fields: "id") { id: ID! name: String! @shareable }
      type Photo { url: String! @shareable }`,
    atlas: `
      type City @key(fields: "id") { id: ID! name: String! @shareable motto: String }`,
    statistics: `
      type Hotel @key(fields: "id code") { id: ID! code: ID! city: City @shareable }
      type City { facts: Facts }
      type Facts { people: Int }`,
    gallery: `
      type Hotel @key(fields: "id") { id: ID! photos: [Photo] @shareable }
      type Photo { url: String! @shareable size: Size! caption: String! }
      type Size { width: Int! }`,
  },
  roots: { hotels: refs('h1', null, 'h3', 'h2', 'h4'), hotel: find('Hotel') },
  entities: {
    Hotel: {
      h1: { code: 'F', city: ref('c1'), photos: [photo, null] },
      h2: { code: 'H', city: ref('c2'), photos: [] },
      h3: { code: 'I', city: null, photos: null },
      h4: { code: 'K', city: ref('c1'), photos: [photo] },
    },
    City: {
      c1: { name: 'Oslo', facts: { people: 700_000 }, motto: null },
      c2: { name: 'Bergen', facts: null, motto: 'rain' },
    },
  },
};

/** Three subgraphs each know a part of the note of a stay; only two of them know it by a key. */
export const notesGraph: ConformanceGraph = {
  subgraphs: {
    texts: `
      type Stay @key(fields: "id") { id: ID @external note: Note @shareable }
      type Note { text: String }`,
    numbers: `
      type Stay @key(fields: "id") { id: ID note: Note @shareable }
      type Note @key(fields: "id") { id: ID }`,
    authors: 'type Note @key(fields: "id") { id: ID author: String }',
    stays: `
      type Query { stay(id: ID!): Stay stays: [Stay!]! }
      type Stay @key(fields: "id") { id: ID nights: Int! }`,
  },
  roots: { stay: find('Stay'), stays: refs('s2', 's1', 's3', 's2') },
  entities: {
    Stay: {
      s1: { nights: 2, note: ref('n1') },
      s2: { nights: 2, note: ref('n2') },
      s3: { nights: 2, note: null },
    },
    Note: { n1: { text: 'quiet', author: 'Ada' }, n2: { text: 'loud', author: null } },
  },
};
