import type { GraphDefinition } from '../support/graph.ts';

interface World {
  reviews: { id: string; text: string; stay: string }[];
}

const stays = [
  { __typename: 'Hotel', id: 'h1', name: 'Fjordview', stars: 4, insured: true },
  { __typename: 'Cabin', id: 'c1', name: 'Birch Hut', sauna: true },
  { __typename: 'Hotel', id: 'h2', name: 'Station', stars: null, insured: true },
];
const flights = [{ __typename: 'Flight', number: 'WF7' }];
const prices: Record<string, number> = { h1: 120, c1: 60 };
const points: Record<string, number> = { h1: 900, h2: 450 };
const trips = [
  { id: 't1', title: 'West', stays: ['c1', 'h1'] },
  { id: 't2', title: 'Nowhere', stays: [] },
];
const alerts = [
  { kind: 'price', stay: 'h1' },
  { kind: 'price', stay: null },
  { kind: 'weather', stay: 'c1' },
];

interface Keyed {
  id: string;
}

const found = ({ id }: Keyed) => stays.find((stay) => stay.id === id) ?? null;
const score = ({ id }: Keyed, _args: unknown, world: World) => reviewsOf(world, id).length * 2;
const reviewsOf = (world: World, id: string) => world.reviews.filter(({ stay }) => stay === id);
const reviews = ({ id }: Keyed, _args: unknown, world: World) => reviewsOf(world, id);
const price = ({ id }: Keyed, { currency }: { currency: string }) => {
  const euros = prices[id];
  return euros === undefined ? null : euros * (currency === 'NOK' ? 10 : 1);
};
function review(_root: unknown, { stay, text }: { stay: string; text: string }, world: World) {
  const made = { id: `r${world.reviews.length + 1}`, text, stay };
  world.reviews.push(made);
  return made;
}
const best = ['h1', 'c1', 'h2'].map((id) => ({ id }));
const key = { __resolveReference: ({ id }: Keyed) => ({ id }) };

/**
 * Stays are hotels and cabins, which only one subgraph knows. To reviews, prices and trips a stay is a stay.
 */
export const staysGraph: GraphDefinition<World> = {
  world: () => ({
    reviews: [
      { id: 'r1', text: 'quiet', stay: 'h1' },
      { id: 'r2', text: 'warm', stay: 'c1' },
      { id: 'r3', text: 'clean', stay: 'h1' },
    ],
  }),
  subgraphs: {
    catalogue: {
      typeDefs: `
        type Query { stays: [Stay!]! stay(id: ID!): Stay hotel(id: ID!): Hotel offers: [Offer!]! }
        interface Stay @key(fields: "id") { id: ID! name: String! }
        type Hotel implements Stay @key(fields: "id") {
          id: ID! name: String! stars: Int insured: Boolean @shareable
        }
        type Cabin implements Stay @key(fields: "id") { id: ID! name: String! sauna: Boolean! }
        type Flight { number: String! }
        union Offer = Hotel | Flight | Cabin`,
      resolvers: {
        Query: {
          stays: () => stays,
          stay: (_root: unknown, wanted: Keyed) => found(wanted),
          hotel: (_root: unknown, wanted: Keyed) => found(wanted),
          offers: () => [...flights, ...stays],
        },
        Stay: { __resolveReference: found },
        Hotel: { __resolveReference: found },
        Cabin: { __resolveReference: found },
      },
    },
    reviews: {
      typeDefs: `
        type Query { bestReviewed: [Stay!]! reviews: [Review!]! }
        type Mutation { review(stay: ID!, text: String!): Review! }
        type Stay @key(fields: "id") @interfaceObject { id: ID! reviews: [Review!]! score: Float! }
        type Review { id: ID! text: String! stay: Stay! }`,
      resolvers: {
        Query: {
          bestReviewed: () => best,
          reviews: (_root: unknown, _args: unknown, world: World) => world.reviews,
        },
        Mutation: { review },
        Stay: { ...key, reviews, score },
        Review: { stay: ({ stay }: { stay: string }) => ({ id: stay }) },
      },
    },
    prices: {
      typeDefs: `
        type Query { cheapest: Stay alerts: [Alert!]! }
        type Stay @key(fields: "id") @interfaceObject {
          id: ID! price(currency: String! = "EUR"): Int insured: Boolean @shareable
        }
        type Alert { kind: String! stay: Stay }`,
      resolvers: {
        Query: { cheapest: () => ({ id: 'c1' }), alerts: () => alerts },
        Stay: { ...key, price, insured: () => true },
        Alert: { stay: ({ stay }: { stay: string | null }) => (stay === null ? null : { id: stay }) },
      },
    },
    trips: {
      typeDefs: `
        type Query { trips: [Trip!]! }
        type Trip { id: ID! title: String! stays: [Stay]! }
        type Stay @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
      resolvers: {
        Query: { trips: () => trips },
        Trip: { stays: (trip: { stays: string[] }) => trip.stays.map((id) => ({ id })) },
      },
    },
    loyalty: {
      typeDefs: 'type Hotel @key(fields: "id") { id: ID! points: Int! }',
      resolvers: { Hotel: { ...key, points: ({ id }: Keyed) => points[id] } },
    },
  },
  oracle: {
    typeDefs: `
      type Query {
        stays: [Stay!]! stay(id: ID!): Stay hotel(id: ID!): Hotel offers: [Offer!]!
        bestReviewed: [Stay!]! reviews: [Review!]! cheapest: Stay alerts: [Alert!]! trips: [Trip!]!
      }
      type Mutation { review(stay: ID!, text: String!): Review! }
      interface Stay {
        id: ID! name: String! reviews: [Review!]! score: Float! price(currency: String! = "EUR"): Int insured: Boolean
      }
      type Hotel implements Stay {
        id: ID! name: String! reviews: [Review!]! score: Float! price(currency: String! = "EUR"): Int insured: Boolean
        stars: Int points: Int!
      }
      type Cabin implements Stay {
        id: ID! name: String! reviews: [Review!]! score: Float! price(currency: String! = "EUR"): Int insured: Boolean
        sauna: Boolean!
      }
      type Flight { number: String! }
      union Offer = Hotel | Flight | Cabin
      type Review { id: ID! text: String! stay: Stay! }
      type Alert { kind: String! stay: Stay }
      type Trip { id: ID! title: String! stays: [Stay]! }`,
    resolvers: {
      Query: {
        stays: () => stays,
        stay: (_root: unknown, wanted: Keyed) => found(wanted),
        hotel: (_root: unknown, wanted: Keyed) => found(wanted),
        offers: () => [...flights, ...stays],
        bestReviewed: () => best.map(found),
        reviews: (_root: unknown, _args: unknown, world: World) => world.reviews,
        cheapest: () => found({ id: 'c1' }),
        alerts: () => alerts,
        trips: () => trips,
      },
      Mutation: { review },
      Hotel: { reviews, score, price, insured: () => true, points: ({ id }: Keyed) => points[id] },
      Cabin: { reviews, score, price, insured: () => true },
      Review: { stay: ({ stay }: { stay: string }) => found({ id: stay }) },
      Alert: { stay: ({ stay }: { stay: string | null }) => (stay === null ? null : found({ id: stay })) },
      Trip: { stays: (trip: { stays: string[] }) => trip.stays.map((id) => found({ id })) },
    },
  },
};
