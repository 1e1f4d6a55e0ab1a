import { all, find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';
import type { World } from '../support/world.ts';

/** Only the catalogue knows that stays are hotels and cabins; to the remaining subgraphs a stay is an object. */
export const staysGraph: ConformanceGraph = {
  subgraphs: {
    catalogue: `
      type Query { stays: [Stay!]! stay(id: ID!): Stay hotel(id: ID!): Hotel offers: [Offer!]! }
      interface Stay @key(fields: "id") { id: ID! name: String! }
      type Hotel implements Stay @key(fields: "id") {
        id: ID! name: String! stars: Int insured: Boolean @shareable
      }
      type Cabin implements Stay @key(fields: "id") { id: ID! name: String! sauna: Boolean! }
      type Flight { number: String! }
      union Offer = Hotel | Flight | Cabin`,
    reviews: `
      type Query { bestReviewed: [Stay!]! reviews: [Review!]! }
      type Mutation { review(stay: ID!, text: String!): Review! }
      type Stay @key(fields: "id") @interfaceObject { id: ID! reviews: [Review!]! score: Float! }
      type Review { id: ID! text: String! stay: Stay! }`,
    prices: `
      type Query { cheapest: Stay alerts: [Alert!]! }
      type Stay @key(fields: "id") @interfaceObject {
        id: ID! price(currency: String! = "EUR"): Int insured: Boolean @shareable
      }
      type Alert { kind: String! stay: Stay }`,
    trips: `
      type Query { trips: [Trip!]! }
      type Trip { id: ID! title: String! stays: [Stay]! }
      type Stay @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
    loyalty: 'type Hotel @key(fields: "id") { id: ID! points: Int! }',
  },
  roots: {
    ...{
      stays: all('Stay'),
      stay: find('Stay'),
      hotel: find('Hotel'),
      offers: refs('wf7', 'h1', 'c1', 'h2'),
    },
    ...{
      bestReviewed: refs('h1', 'c1', 'h2'),
      reviews: all('Review'),
      cheapest: ref('c1'),
      trips: all('Trip'),
    },
    alerts: [
      { kind: 'price', stay: ref('h1') },
      { kind: 'price', stay: null },
      { kind: 'weather', stay: ref('c1') },
    ],
    review: (_parent: unknown, { stay: id, text }: { stay: string; text: string }, world: World) => {
      const stay = world.entity(id) as { reviews: object[] };
      const review = { id: `r${world.all('Review').length + 1}`, text, stay };
      stay.reviews.push(review);
      return world.add('Review', review);
    },
  },
  entities: {
    Hotel: {
      h1: { name: 'Fjordview', stars: 4, insured: true, euros: 120, points: 900, reviews: refs('r1', 'r3') },
      h2: { name: 'Station', stars: null, insured: true, euros: null, points: 450, reviews: [] },
    },
    Cabin: { c1: { name: 'Birch Hut', sauna: true, insured: true, euros: 60, reviews: refs('r2') } },
    Flight: { wf7: { number: 'WF7' } },
    Review: {
      r1: { text: 'quiet', stay: ref('h1') },
      r2: { text: 'warm', stay: ref('c1') },
      r3: { text: 'clean', stay: ref('h1') },
    },
    Trip: { t1: { title: 'West', stays: refs('c1', 'h1') }, t2: { title: 'Nowhere', stays: [] } },
  },
  fields: {
    Stay: {
      score: ({ reviews }: { reviews: unknown[] }) => reviews.length * 2,
      price: ({ euros }: { euros: number | null }, { currency }: { currency: string }) =>
        euros === null ? null : euros * (currency === 'NOK' ? 10 : 1),
    },
  },
};
