import { all, find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';
import type { World } from '../support/world.ts';

interface Reviewable {
  reviews: { stars: number }[];
}

const norway = { name: 'Noreg', languages: ['nynorsk', 'bokmål', 'davvisámegiella'] };
const placeTypes = `
  union Result = Hotel | Museum | City
  type City { name: String! country: Country! }
  type Country { name: String! languages: [String!]! }`;

/** Hotels, guests, bookings and reviews, each in its own subgraph: a graph for fragments, aliases, conditions and names. */
export const tripsGraph: ConformanceGraph = {
  subgraphs: {
    hotels: `
      type Query { hotels: [Hotel!]! hotel(id: ID!): Hotel places: [Place!]! search(text: String = ""): [Result!]! }
      interface Place { id: ID! name: String! }
      ${placeTypes}
      type Hotel implements Place @key(fields: "id") {
        id: ID! name: String! stars: Int! city: City rooms: [Room!]!
      }
      type Museum implements Place @key(fields: "id") { id: ID! name: String! closed: Boolean! }
      type Room @key(fields: "id") { id: ID! number: Int! hotel: Hotel }`,
    guests: `
      type Query { me: Guest guests: [Guest!]! }
      type Guest @key(fields: "id") { id: ID! name: String! email: String! friends: [Guest!]! }`,
    bookings: `
      type Query { booking(id: ID!): Booking }
      union Favourite = Hotel | Room | Booking
      type Guest @key(fields: "id") { id: ID! bookings: [Booking!]! favourite: Favourite }
      type Hotel @key(fields: "id") {
        id: ID!
        bookings: [Booking!]!
        rank: String! @external
        verdict: String! @requires(fields: "rank")
      }
      type Room @key(fields: "id") { id: ID! }
      type Booking @key(fields: "id") { id: ID! nights: Int! guest: Guest! hotel: Hotel! room: Room! }`,
    reviews: `
      type Query { reviews: [Review!]! }
      interface Reviewed { id: ID! reviews(first: Int! = 2): [Review!]! score: Float }
      type Hotel implements Reviewed @key(fields: "id") {
        id: ID!
        name: String! @external
        stars: Int! @external
        rank: String! @requires(fields: "name stars")
        reviews(first: Int! = 2): [Review!]!
        score: Float
      }
      type Museum implements Reviewed @key(fields: "id") {
        id: ID! reviews(first: Int! = 2): [Review!]! score: Float
      }
      type Guest @key(fields: "id") { id: ID! }
      type Review { id: ID! stars: Int! text: String author: Guest! of: Reviewed }`,
  },
  roots: {
    ...{ hotels: all('Hotel'), hotel: find('Hotel'), places: refs('h1', 'h2', 'm1', 'm2'), me: ref('g1') },
    ...{ guests: all('Guest'), booking: find('Booking'), reviews: all('Review') },
    search: (_parent: unknown, { text = '' }: { text?: string | null }, world: World) =>
      ['Hotel', 'City', 'Museum']
        .flatMap((type) => world.all(type))
        .filter(({ name }) => String(name).includes(text ?? 'nothing at all')),
  },
  entities: {
    Hotel: {
      h1: {
        ...{ name: 'Bryggen', stars: 4, city: ref('bergen'), rooms: refs('r1', 'r2') },
        ...{ bookings: refs('b1', 'b3'), reviews: refs('v1', 'v2', 'v4') },
      },
      h2: {
        ...{ name: 'Polar 🐻‍❄️', stars: 3, city: ref('tromso'), rooms: refs('r3') },
        ...{ bookings: refs('b2'), reviews: refs('v5') },
      },
      h3: { name: 'Nowhere "Inn"\n', stars: 1, city: null, rooms: [], bookings: [], reviews: [] },
    },
    City: { bergen: { name: 'Bergen', country: norway }, tromso: { name: 'Tromsø', country: norway } },
    Museum: {
      m1: { name: '北極博物館', closed: false, reviews: refs('v3') },
      m2: { name: 'Sjøfart', closed: true, reviews: [] },
    },
    Room: {
      r1: { number: 101, hotel: ref('h1') },
      r2: { number: 102, hotel: ref('h1') },
      r3: { number: 7, hotel: ref('h2') },
    },
    Guest: {
      g1: {
        ...{ name: 'Åse', email: 'ase@example.test', friends: refs('g2', 'g3') },
        ...{ bookings: refs('b1', 'b2'), favourite: ref('h2') },
      },
      g2: {
        ...{ name: 'Ole', email: 'ole@example.test', friends: refs('g1') },
        ...{ bookings: refs('b3'), favourite: ref('r1') },
      },
      g3: { name: 'Liv', email: 'liv@example.test', friends: [], bookings: [], favourite: ref('b3') },
    },
    Review: {
      v1: { of: ref('h1'), author: ref('g1'), stars: 5, text: 'Fin utsikt' },
      v2: { of: ref('h1'), author: ref('g2'), stars: 2, text: null },
      v3: { of: ref('m1'), author: ref('g1'), stars: 4, text: '…' },
      v4: { of: ref('h1'), author: ref('g3'), stars: 4, text: 'Greit' },
      v5: { of: ref('h2'), author: ref('g3'), stars: 3, text: '' },
    },
    Booking: {
      b1: { guest: ref('g1'), hotel: ref('h1'), room: ref('r1'), nights: 2 },
      b2: { guest: ref('g1'), hotel: ref('h2'), room: ref('r3'), nights: 5 },
      b3: { guest: ref('g2'), hotel: ref('h1'), room: ref('r2'), nights: 1 },
    },
  },
  fields: {
    Reviewed: {
      reviews: ({ reviews }: Reviewable, { first }: { first: number }) => reviews.slice(0, first),
      score: ({ reviews }: Reviewable) =>
        reviews.length === 0 ? null : reviews.reduce((sum, { stars }) => sum + stars, 0) / reviews.length,
    },
    Hotel: {
      rank: ({ name, stars }: { name: string; stars: number }) => `${name} ${'*'.repeat(stars)}`,
      verdict: ({ rank }: { rank: string }) => `book ${rank}`,
    },
  },
};
