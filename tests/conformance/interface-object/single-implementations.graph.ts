import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** Clients ask for some fields of only one implementation; three subgraphs require fields of each other. */
export const taxedStaysGraph: ConformanceGraph = {
  subgraphs: {
    catalogue: `
      type Query { stays: [Stay!]! }
      interface Stay @key(fields: "id") { id: ID! rate: Int! }
      type Hotel implements Stay @key(fields: "id") {
        id: ID! rate: Int! city: String! @external label: String! @requires(fields: "city")
      }
      type Cabin implements Stay @key(fields: "id") { id: ID! rate: Int! }`,
    taxes: `
      type Stay @key(fields: "id") @interfaceObject {
        id: ID! rate: Int! @external city: String! tax: Int! @requires(fields: "rate") next: Stay!
      }`,
    trips: `
      type Query { booked: [Stay!]! }
      type Stay @key(fields: "id") @interfaceObject {
        id: ID! city: String! @external tax: Int! @external
        total: String! @requires(fields: "tax city")
        pair: Stay!
      }`,
  },
  roots: { stays: refs('c1', 'h1', 'h2'), booked: refs('h1', 'c1') },
  entities: {
    Hotel: {
      h1: { rate: 100, city: 'Oslo', next: ref('c1'), pair: ref('h2') },
      h2: { rate: 50, city: 'Bergen', next: ref('h1'), pair: ref('h1') },
    },
    Cabin: { c1: { rate: 20, city: 'Lom', next: ref('h2'), pair: ref('h1') } },
  },
  fields: {
    Stay: {
      tax: ({ rate }: { rate: number }) => rate / 10,
      total: ({ tax, city }: { tax: number; city: string }) => `${tax} in ${city}`,
    },
    Hotel: { label: ({ city }: { city: string }) => `Hotel ${city}` },
  },
};
