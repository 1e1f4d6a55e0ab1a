import type { GraphDefinition } from '../support/graph.ts';

/** What there is, as one knows it who knows all. */
const places = [
  { __typename: 'Hotel', id: 'h1', name: 'Fjordview', nightly: 120, stars: 4, district: 'Harbour' },
  { __typename: 'Cabin', id: 'c1', name: 'Birch Hut', nightly: 60, sauna: true, nearestRoad: 7 },
  { __typename: 'Museum', id: 'm1', name: 'Ship Museum', district: 'Old Town' },
  { __typename: 'Tent', id: 't1', name: 'Canvas', nightly: 15, colour: 'green', nearestRoad: null },
].map((place) => ({ ...place, location: locationOf(place) }));
const igloo = {
  ...{ __typename: 'Igloo', id: 'i1', name: 'Snow Dome', nightly: 200, blocks: 400 },
  location: { __typename: 'Wilderness', country: 'NO', nearestRoad: 90 },
};
const texts: Record<string, string[]> = { h1: ['quiet', 'clean'], c1: ['warm'], m1: [] };
const reviews = Object.entries(texts).flatMap(([of, said]) =>
  said.map((text, index) => ({ id: `${of}-${index}`, text, of: entity(of) })),
);

function locationOf({ district, nearestRoad }: { district?: string; nearestRoad?: number | null }) {
  return district === undefined
    ? { __typename: 'Wilderness', country: 'NO', nearestRoad }
    : { __typename: 'City', country: 'NO', district };
}

function entity(id: string) {
  const place = places.find((known) => known.id === id);
  if (place === undefined) throw new Error(`There is no ${id}.`);
  return { __typename: place.__typename, id };
}

const found = ({ id }: { id: string }) => places.find((place) => place.id === id);
const stays = () => places.filter(({ __typename }) => __typename !== 'Museum');
const reviewsOf = ({ id }: { id: string }) => reviews.filter(({ of }) => of.id === id);
const score = ({ id }: { id: string }) => texts[id]?.length ?? null;
const reviewed = { reviews: reviewsOf, score };
const reference = { __resolveReference: (key: { id: string }) => entity(key.id) };

const placesAndStays = `
  interface Place { id: ID! name: String! location: Location }
  interface Stay implements Place { id: ID! name: String! location: Location nightly: Int! }`;

/** Places in several kinds, some of them stays, some of them reviewed, whose locations are of several kinds too. */
export const placesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    places: {
      typeDefs: `
        type Query { places: [Place!]! stays: [Stay!]! stay(id: ID!): Stay }
        ${placesAndStays}
        interface Location { country: String! }
        type Hotel implements Place & Stay @key(fields: "id") {
          id: ID! name: String! location: City nightly: Int! stars: Int!
        }
        type Cabin implements Place & Stay @key(fields: "id") {
          id: ID! name: String! location: Wilderness nightly: Int! sauna: Boolean!
        }
        type Tent implements Place & Stay { id: ID! name: String! location: Wilderness nightly: Int! colour: String! }
        type Museum implements Place @key(fields: "id") { id: ID! name: String! location: City }
        type City implements Location { country: String! district: String! }
        type Wilderness implements Location @shareable { country: String! nearestRoad: Int }`,
      resolvers: {
        Query: { places: () => places, stays, stay: (_root: unknown, key: { id: string }) => found(key) },
        ...Object.fromEntries(
          ['Hotel', 'Cabin', 'Museum'].map((type) => [type, { __resolveReference: found }]),
        ),
      },
    },
    reviews: {
      typeDefs: `
        type Query { reviewed: [Reviewed!]! latest: Review }
        interface Reviewed { reviews: [Review!]! score: Float }
        type Hotel implements Reviewed @key(fields: "id") { id: ID! reviews: [Review!]! score: Float }
        type Cabin implements Reviewed @key(fields: "id") { id: ID! reviews: [Review!]! score: Float }
        type Museum implements Reviewed @key(fields: "id") { id: ID! reviews: [Review!]! score: Float }
        type Review { id: ID! text: String! of: Reviewed! }`,
      resolvers: {
        Query: { reviewed: () => ['m1', 'h1', 'c1'].map(entity), latest: () => reviews[2] },
        ...Object.fromEntries(
          ['Hotel', 'Cabin', 'Museum'].map((type) => [type, { ...reference, ...reviewed }]),
        ),
      },
    },
    bookings: {
      typeDefs: `
        type Query { booked: [Stay!]! }
        interface Place { id: ID! }
        interface Stay implements Place { id: ID! }
        interface Location { country: String! }
        type Hotel implements Place & Stay @key(fields: "id") { id: ID! }
        type Cabin implements Place & Stay @key(fields: "id") { id: ID! }
        type Igloo implements Place & Stay {
          id: ID! name: String! location: Wilderness! nightly: Int! blocks: Int!
        }
        type Wilderness implements Location @shareable { country: String! nearestRoad: Int }`,
      resolvers: {
        Query: { booked: () => [entity('c1'), igloo, entity('h1')] },
        ...{ Hotel: reference, Cabin: reference },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query {
        places: [Place!]! stays: [Stay!]! stay(id: ID!): Stay
        reviewed: [Reviewed!]! latest: Review booked: [Stay!]!
      }
      ${placesAndStays}
      interface Location { country: String! }
      interface Reviewed { reviews: [Review!]! score: Float }
      type Hotel implements Place & Stay & Reviewed {
        id: ID! name: String! location: City nightly: Int! stars: Int! reviews: [Review!]! score: Float
      }
      type Cabin implements Place & Stay & Reviewed {
        id: ID! name: String! location: Wilderness nightly: Int! sauna: Boolean! reviews: [Review!]! score: Float
      }
      type Tent implements Place & Stay { id: ID! name: String! location: Wilderness nightly: Int! colour: String! }
      type Igloo implements Place & Stay { id: ID! name: String! location: Wilderness! nightly: Int! blocks: Int! }
      type Museum implements Place & Reviewed {
        id: ID! name: String! location: City reviews: [Review!]! score: Float
      }
      type City implements Location { country: String! district: String! }
      type Wilderness implements Location { country: String! nearestRoad: Int }
      type Review { id: ID! text: String! of: Reviewed! }`,
    resolvers: {
      Query: {
        ...{ places: () => places, stays, stay: (_root: unknown, key: { id: string }) => found(key) },
        reviewed: () => ['m1', 'h1', 'c1'].map((id) => found({ id })),
        latest: () => reviews[2],
        booked: () => [found({ id: 'c1' }), igloo, found({ id: 'h1' })],
      },
      ...{ Hotel: reviewed, Cabin: reviewed, Museum: reviewed },
      Review: { of: ({ of }: { of: { id: string } }) => found(of) },
    },
  },
};
