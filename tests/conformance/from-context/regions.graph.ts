import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const name = ({ name: own }: { name: string | null }, { in: language }: { in?: string }) =>
  language === undefined ? own : `${own} in ${language}`;

/** Regions lie within regions, and the context is set on an interface and on the query. */
export const regionsGraph: ConformanceGraph = {
  subgraphs: {
    map: `
      type Query @context(name: "map") { scale(of: Int): String land: Region! places: [Place!]! }
      interface Place @context(name: "place") { id: ID! name(in: String): String tongues: [String!] shops: [Shop!]! }
      type Region implements Place @key(fields: "id") {
        id: ID! name(in: String): String tongues: [String!] shops: [Shop!]! regions: [Region!]!
      }
      type Market implements Place @key(fields: "id") { id: ID! name(in: String): String tongues: [String!] shops: [Shop!]! }
      type Shop @key(fields: "id") {
        id: ID!
        sign(
          name: String @fromContext(field: "$place { name }")
          tongues: [String] @fromContext(field: "$place { tongues }")
        ): String!
        size(scale: String @fromContext(field: "$map { scale }")): String!
      }`,
    people: `
      type Shop @key(fields: "id") { id: ID! owner: String! }`,
  },
  roots: {
    ...{ land: ref('g1'), places: refs('g1', 'm1') },
    scale: (_parent: unknown, { of }: { of?: number | null }) => `1:${of ?? 1_000}`,
  },
  entities: {
    Region: {
      g1: { name: 'Vestland', tongues: [], regions: refs('g2'), shops: refs('s2', 's1') },
      g2: { name: 'Bergen', tongues: ['bergensk', 'norsk'], regions: [], shops: refs('s1') },
    },
    Market: { m1: { name: null, tongues: null, shops: refs('s1') } },
    Shop: { s1: { owner: 'Ada' }, s2: { owner: 'Bo' } },
  },
  fields: {
    Place: { name },
    Shop: {
      sign: ({ id }: { id: string }, given: { name?: string | null; tongues?: string[] | null }) =>
        `${id} in ${given.name ?? 'nowhere'}: ${given.tongues?.join() ?? 'silence'}`,
      size: (_shop: unknown, { scale }: { scale?: string | null }) => `small at ${scale}`,
    },
  },
};
