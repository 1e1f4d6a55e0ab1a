import { find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const city = (district: string) => ({ __typename: 'City', country: 'NO', district });
const wilderness = (nearestRoad: number | null) => ({ __typename: 'Wilderness', country: 'NO', nearestRoad });
const placesAndStays = `
  interface Place { id: ID! name: String! location: Location }
  interface Stay implements Place { id: ID! name: String! location: Location nightly: Int! }`;

/** Places of several types: some are stays, some have reviews, and their locations have several types too. */
export const placesGraph: ConformanceGraph = {
  subgraphs: {
    places: `
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
    reviews: `
      type Query { reviewed: [Reviewed!]! latest: Review }
      interface Reviewed { reviews: [Review!]! score: Float }
      type Hotel implements Reviewed @key(fields: "id") { id: ID! reviews: [Review!]! score: Float }
      type Cabin implements Reviewed @key(fields: "id") { id: ID! reviews: [Review!]! score: Float }
      type Museum implements Reviewed @key(fields: "id") { id: ID! reviews: [Review!]! score: Float }
      type Review { id: ID! text: String! of: Reviewed! }`,
    bookings: `
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
  },
  roots: {
    ...{ places: refs('h1', 'c1', 'm1', 't1'), stays: refs('h1', 'c1', 't1'), stay: find('Stay') },
    ...{ reviewed: refs('m1', 'h1', 'c1'), latest: ref('c1-0') },
    booked: [
      ref('c1'),
      {
        __typename: 'Igloo',
        id: 'i1',
        name: 'Snow Dome',
        nightly: 200,
        blocks: 400,
        location: wilderness(90),
      },
      ref('h1'),
    ],
  },
  entities: {
    Hotel: {
      h1: {
        ...{ name: 'Fjordview', nightly: 120, stars: 4, location: city('Harbour') },
        ...{ reviews: refs('h1-0', 'h1-1'), score: 2 },
      },
    },
    Cabin: {
      c1: {
        ...{ name: 'Birch Hut', nightly: 60, sauna: true, location: wilderness(7) },
        ...{ reviews: refs('c1-0'), score: 1 },
      },
    },
    Museum: { m1: { name: 'Ship Museum', location: city('Old Town'), reviews: [], score: 0 } },
    Tent: { t1: { name: 'Canvas', nightly: 15, colour: 'green', location: wilderness(null) } },
    Review: {
      'h1-0': { text: 'quiet', of: ref('h1') },
      'h1-1': { text: 'clean', of: ref('h1') },
      'c1-0': { text: 'warm', of: ref('c1') },
    },
  },
};
