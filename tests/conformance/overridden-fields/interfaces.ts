import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const photos = [
  { __typename: 'Photo', id: 'p1', taken: 'May', place: 'Oslo' },
  { __typename: 'Photo', id: 'p2', taken: 'June', place: null },
];
const notes = [{ __typename: 'Note', id: 'n1', taken: 'July', text: 'Rain' }];
const photoOf = ({ id }: Keyed) => photos.find((photo) => photo.id === id) ?? null;
const never = () => {
  throw new Error('this is told by another subgraph now');
};

/** A photo is a memory to one subgraph and an exhibit to the other, which has taken over a field of both. */
export const photosGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    diary: {
      typeDefs: `
        type Query { memories: [Memory] photo: Photo }
        interface Memory { id: ID! taken: String! }
        type Photo implements Memory @key(fields: "id") { id: ID! taken: String! place: String }`,
      resolvers: {
        Query: { memories: () => photos, photo: () => photos[1] },
        Photo: { __resolveReference: photoOf, taken: never },
      },
    },
    gallery: {
      typeDefs: `
        type Query { exhibits: [Exhibit] everything: [Memory!]! }
        interface Memory { id: ID! taken: String! }
        interface Exhibit { id: ID! taken: String! }
        type Note implements Memory @key(fields: "id") { id: ID! taken: String! text: String! }
        type Photo implements Exhibit & Memory @key(fields: "id") { id: ID! taken: String! @override(from: "diary") }`,
      resolvers: {
        Query: { exhibits: () => photos, everything: () => [...notes, ...photos] },
        Photo: { __resolveReference: photoOf },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { memories: [Memory] photo: Photo exhibits: [Exhibit] everything: [Memory!]! }
      interface Memory { id: ID! taken: String! }
      interface Exhibit { id: ID! taken: String! }
      type Note implements Memory { id: ID! taken: String! text: String! }
      type Photo implements Memory & Exhibit { id: ID! taken: String! place: String }`,
    resolvers: {
      Query: {
        ...{ memories: () => photos, photo: () => photos[1], exhibits: () => photos },
        everything: () => [...notes, ...photos],
      },
    },
  },
};
