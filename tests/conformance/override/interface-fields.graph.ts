import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** A photo implements an interface in each subgraph; the gallery overrides a field of both. */
export const photosGraph: ConformanceGraph = {
  subgraphs: {
    diary: `
      type Query { memories: [Memory] photo: Photo }
      interface Memory { id: ID! taken: String! }
      type Photo implements Memory @key(fields: "id") { id: ID! taken: String! place: String }`,
    gallery: `
      type Query { exhibits: [Exhibit] everything: [Memory!]! }
      interface Memory { id: ID! taken: String! }
      interface Exhibit { id: ID! taken: String! }
      type Note implements Memory @key(fields: "id") { id: ID! taken: String! text: String! }
      type Photo implements Exhibit & Memory @key(fields: "id") { id: ID! taken: String! @override(from: "diary") }`,
  },
  roots: {
    ...{ memories: refs('p1', 'p2'), photo: ref('p2'), exhibits: refs('p1', 'p2') },
    everything: refs('n1', 'p1', 'p2'),
  },
  entities: {
    Photo: { p1: { taken: 'May', place: 'Oslo' }, p2: { taken: 'June', place: null } },
    Note: { n1: { taken: 'July', text: 'Rain' } },
  },
};
