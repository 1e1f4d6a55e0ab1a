import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}
interface Stay {
  __typename?: string;
  id?: string;
  stars?: number;
  row?: number;
}

const stays: (Stay & Keyed & { __typename: string; name: string })[] = [
  { __typename: 'Hotel', id: 'h1', name: 'Fjordview', stars: 4 },
  { __typename: 'Campsite', id: 'c1', name: 'Birch Camp', row: 7 },
  { __typename: 'Hostel', id: 'o1', name: 'Bunks' },
];
const bookings = [
  { id: 'b1', stay: 'h1', nights: 2 },
  { id: 'b2', stay: 'c1', nights: 5 },
  { id: 'b3', stay: 'o1', nights: 1 },
  { id: 'b4', stay: null, nights: 3 },
];
const stayOf = ({ id }: Keyed) => {
  const booking = bookings.find((known) => known.id === id);
  return stays.find((stay) => stay.id === booking?.stay) ?? null;
};
const visits = ({ id }: Keyed) => (id === 'b1' ? [stays[0], null, stays[1]] : [stays[2]]);
const extra = ({ id }: Keyed) =>
  id === 'b1'
    ? { __typename: 'Breakfast', label: 'buffet', dishes: 9 }
    : id === 'b2'
      ? { __typename: 'Fire', label: 'pit', logs: 4 }
      : null;

type Given<Name extends string, Value> = Partial<Record<Name, Value | null>>;
interface Extra {
  label: string;
  dishes?: number;
  logs?: number;
}
/** What each field makes of what was required: a subgraph sees nothing else of it. */
const made = {
  city: ({ stay }: Given<'stay', Stay>) => (stay?.id === undefined ? null : `city of ${stay.id}`),
  rank: ({ stay }: Given<'stay', Stay>) => (stay === null || stay === undefined ? null : (stay.stars ?? 0)),
  spot: ({ stay }: Given<'stay', Stay>) =>
    stay === null || stay === undefined ? 'none' : `${stay.__typename} ${stay.stars ?? stay.row ?? '-'}`,
  route: ({ visits: visited }: Given<'visits', (Stay | null)[]>) =>
    (visited ?? []).map((stay) => (stay === null ? '?' : (stay.id ?? '-'))).join(' '),
  summary: ({ extra: had }: Given<'extra', Extra>) =>
    had === null || had === undefined ? null : `${had.label} ${had.dishes ?? had.logs}`,
};
const abstracts = `
  interface Stay { id: ID! }
  interface Extra { label: String! }
  interface Counted implements Extra { label: String! }
  union Visit = Hotel | Campsite | Hostel`;
const given = (name: keyof typeof made, needed: string) => (booking: Keyed) =>
  made[name]({
    [needed]: needed === 'stay' ? stayOf(booking) : needed === 'extra' ? extra(booking) : visits(booking),
  });

export const abstractRequirementsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    bookings: {
      typeDefs: `
        type Query { bookings: [Booking!]! }
        type Booking @key(fields: "id") { id: ID! nights: Int! stay: Stay visits: [Visit]! extra: Extra }
        ${abstracts}
        type Hotel implements Stay @key(fields: "id") { id: ID! name: String! stars: Int! }
        type Campsite implements Stay @key(fields: "id") { id: ID! name: String! row: Int! }
        type Hostel implements Stay @key(fields: "id") { id: ID! name: String! }
        type Breakfast implements Extra & Counted { label: String! dishes: Int! }
        type Fire implements Extra & Counted @inaccessible { label: String! logs: Int! }`,
      resolvers: {
        Query: { bookings: () => bookings },
        Booking: {
          __resolveReference: ({ id }: Keyed) => bookings.find((booking) => booking.id === id),
          ...{ stay: stayOf, visits, extra },
        },
      },
    },
    places: {
      typeDefs: `
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
      resolvers: {
        Query: { latest: () => ({ id: 'b2' }) },
        Booking: { __resolveReference: (reference: object) => reference, ...made },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { bookings: [Booking!]! latest: Booking }
      type Booking {
        id: ID! nights: Int! stay: Stay visits: [Visit]! extra: Extra
        city: String rank: Int spot: String route: String summary: String
      }
      ${abstracts}
      type Hotel implements Stay { id: ID! name: String! stars: Int! }
      type Campsite implements Stay { id: ID! name: String! row: Int! }
      type Hostel implements Stay { id: ID! name: String! }
      type Breakfast implements Extra & Counted { label: String! dishes: Int! }`,
    resolvers: {
      Query: { bookings: () => bookings, latest: () => bookings[1] },
      Booking: {
        ...{ stay: stayOf, visits, extra },
        city: given('city', 'stay'),
        rank: given('rank', 'stay'),
        spot: given('spot', 'stay'),
        route: given('route', 'visits'),
        summary: given('summary', 'extra'),
      },
    },
  },
};
