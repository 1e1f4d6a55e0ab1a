import { all, find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const abstracts = `
  interface Stay { pitched: Ground }
  interface Ground { row: Int }
  union Leg = Ferry | Walk
  union Any = Hotel | Tent | Ferry`;

/** A trip has fields of interfaces and unions, whose members another subgraph completes. */
export const abstractEntitiesGraph: ConformanceGraph = {
  subgraphs: {
    trips: `
      type Query { trips: [Trip!]! trip(id: ID!): Trip }
      type Trip @key(fields: "id") { id: ID! title: String! }`,
    plans: `
      type Trip @key(fields: "id") { id: ID! stay: Stay legs: [Leg]! any: Any }
      ${abstracts}
      type Hotel implements Stay @key(fields: "id") { id: ID! pitched: Ground }
      type Tent implements Stay { colour: String! pitched: Ground }
      type Site implements Ground { row: Int }
      type Floor implements Ground { row: Int level: Int! }
      type Walk { km: Int! to: Stay }
      type Ferry @key(fields: "id") { id: ID! }`,
    details: `
      type Hotel @key(fields: "id") { id: ID! name: String! best: Trip }
      type Trip @key(fields: "id", resolvable: false) { id: ID! }
      type Ferry @key(fields: "id") { id: ID! decks: Int! }`,
  },
  roots: { trips: all('Trip'), trip: find('Trip') },
  entities: {
    Trip: {
      t1: { title: 'West', stay: ref('h1'), legs: [ref('f1'), ref('short'), null], any: ref('f1') },
      t2: { title: 'North', stay: ref('tent'), legs: refs('long', 'f1'), any: ref('tent') },
      t3: { title: 'Nowhere', stay: null, legs: [], any: null },
    },
    Hotel: { h1: { name: 'Fjordview', best: ref('t2'), pitched: { __typename: 'Floor', row: 1, level: 2 } } },
    Tent: { tent: { colour: 'green', pitched: { __typename: 'Site', row: 4 } } },
    Ferry: { f1: { decks: 5 } },
    Walk: { short: { km: 3, to: ref('h1') }, long: { km: 9, to: ref('tent') } },
  },
};
