import { ref } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const cache = `
      enum Scope { PUBLIC PRIVATE }
      input CacheRule { scope: Scope! = PRIVATE maxAge: Int = 60 keys: [String!] = ["id"] }
      directive @cache(scope: Scope! = PUBLIC, rule: CacheRule = { maxAge: 5 }, hops: [Int!] = [1, 2]) on FIELD`;
const trace =
  'directive @trace(name: String = "a \\"name\\"", deep: Boolean! = false) repeatable on FIELD | QUERY | INLINE_FRAGMENT';

/** Two subgraphs define the same directives for operations. */
export const directivesGraph: ConformanceGraph = {
  subgraphs: {
    hotels: `${cache} ${trace}
      type Query { hotel: Hotel }
      type Hotel @key(fields: "id") { id: ID! name: String! }`,
    reviews: `${cache} ${trace}
      type Query { best: Hotel }
      type Hotel @key(fields: "id") { id: ID! score(of: Int = 5): Int }`,
  },
  roots: { hotel: ref('h1'), best: ref('h1') },
  entities: { Hotel: { h1: { name: 'Bryggen' } } },
  fields: { Hotel: { score: (_hotel: unknown, { of }: { of: number }) => of } },
};

const show = (_parent: unknown, args: unknown) => JSON.stringify(args);

/** Two subgraphs define the same directives differently. */
export const differingDirectivesGraph: ConformanceGraph = {
  subgraphs: {
    hotels: `
      enum Scope { PUBLIC PRIVATE }
      directive @cache(scope: Scope!) on FIELD
      directive @trace(name: String = "hotels") on FIELD | FRAGMENT_SPREAD | QUERY
      directive @rare on FIELD
      type Query { hotel(id: ID): String }`,
    flights: `
      enum Scope { PUBLIC PRIVATE }
      directive @cache(scope: Scope! = PUBLIC) on FIELD
      directive @trace(name: String = "hotels") on FIELD | INLINE_FRAGMENT | QUERY
      type Query { flight(id: ID): String }`,
  },
  merged: `
    enum Scope { PUBLIC PRIVATE }
    directive @cache(scope: Scope!) on FIELD
    directive @trace(name: String = "hotels") on FIELD | QUERY
    type Query { hotel(id: ID): String flight(id: ID): String }`,
  roots: { hotel: show, flight: show },
};
