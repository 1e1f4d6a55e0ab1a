import { all, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

interface Stay {
  __typename?: string;
  id?: string;
  stars?: number;
  row?: number;
}
const abstracts = `
  interface Stay { id: ID! }
  interface Extra { label: String! }
  interface Counted implements Extra { label: String! }
  union Visit = Hotel | Campsite | Hostel`;

/** Fields of bookings require fields of interfaces, of unions, and of a type that is inaccessible. */
export const abstractRequirementsGraph: ConformanceGraph = {
  subgraphs: {
    bookings: `
      type Query { bookings: [Booking!]! }
      type Booking @key(fields: "id") { id: ID! nights: Int! stay: Stay visits: [Visit]! extra: Extra }
      ${abstracts}
      type Hotel implements Stay @key(fields: "id") { id: ID! name: String! stars: Int! }
      type Campsite implements Stay @key(fields: "id") { id: ID! name: String! row: Int! }
      type Hostel implements Stay @key(fields: "id") { id: ID! name: String! }
      type Breakfast implements Extra & Counted { label: String! dishes: Int! }
      type Fire implements Extra & Counted @inaccessible { label: String! logs: Int! }`,
    places: `
      type Query { latest: Booking }
      type Booking @key(fields: "id") {
        id: ID! stay: Stay @external visits: [Visit]! @external extra: Extra @external
        city: String @requires(fields: "stay { id }")
        rank: Int @requires(fields: "stay { ... on Hotel { stars } }")
        spot: String @requires(fields: "stay { __typename ... on Hotel { stars } ... on Campsite { row } }")
        route: String @requires(fields: "visits { ... on Stay { id } }")
        summary: String
          @requires(fields: "extra { label ... on Counted { ... on Breakfast { dishes } ... on Fire { logs } } }")
      }
      ${abstracts}
      type Hotel implements Stay @key(fields: "id") { id: ID! stars: Int! @external }
      type Campsite implements Stay @key(fields: "id") { id: ID! row: Int! @external }
      type Hostel implements Stay @key(fields: "id") { id: ID! }
      type Breakfast implements Extra & Counted { label: String! @external dishes: Int! @external }
      type Fire implements Extra & Counted { label: String! @external logs: Int! @external }`,
  },
  roots: { bookings: all('Booking'), latest: ref('b2') },
  entities: {
    Hotel: { h1: { name: 'Fjordview', stars: 4 } },
    Campsite: { c1: { name: 'Birch Camp', row: 7 } },
    Hostel: { o1: { name: 'Bunks' } },
    Booking: {
      b1: {
        ...{ stay: ref('h1'), nights: 2, visits: refs('h1', null, 'c1') },
        extra: { __typename: 'Breakfast', label: 'buffet', dishes: 9 },
      },
      b2: {
        ...{ stay: ref('c1'), nights: 5, visits: refs('o1') },
        extra: { __typename: 'Fire', label: 'pit', logs: 4 },
      },
      b3: { stay: ref('o1'), nights: 1, visits: refs('o1'), extra: null },
      b4: { stay: null, nights: 3, visits: refs('o1'), extra: null },
    },
  },
  fields: {
    Booking: {
      city: ({ stay }: { stay: Stay | null }) => stay && `city of ${stay.id}`,
      rank: ({ stay }: { stay: Stay | null }) => stay && (stay.stars ?? 0),
      spot: ({ stay }: { stay: Stay | null }) =>
        stay === null ? 'none' : `${stay.__typename} ${stay.stars ?? stay.row ?? '-'}`,
      route: ({ visits }: { visits: (Stay | null)[] }) =>
        visits.map((stay) => (stay === null ? '?' : (stay.id ?? '-'))).join(' '),
      summary: ({ extra }: { extra: { label: string; dishes?: number; logs?: number } | null }) =>
        extra && `${extra.label} ${extra.dishes ?? extra.logs}`,
    },
  },
};
