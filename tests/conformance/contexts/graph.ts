import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const directives = '["@key", "@context", "@fromContext", "@external", "@shareable"]';
const federation = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${directives})`;

const rates = { n: 'NOK', e: 'EUR', x: null };
const rooms = [
  { id: 'r1', base: 10 },
  { id: 'r2', base: 20 },
  { id: 'r3', base: 30 },
];
const [attic, balcony, cellar] = rooms;
const wings = [
  { id: 'w1', rooms: [attic, null, balcony] },
  { id: 'w2', rooms: [cellar] },
];
const [north, south] = wings;
const stays = [
  { __typename: 'Hotel', id: 'h1', tax: 5, rate: rates.n, rooms: [attic, balcony], wings: [north, south] },
  { __typename: 'Hotel', id: 'h2', tax: 6, rate: rates.e, rooms: [attic, null], wings: [north, null] },
  { __typename: 'Hostel', id: 'o1', money: { code: 'SEK' }, rooms: [balcony, attic] },
  { __typename: 'Hostel', id: 'o2', money: null, rooms: [cellar] },
  { __typename: 'Hotel', id: 'h3', tax: 7, rate: rates.x, rooms: [cellar], wings: [] },
];
const hotels = stays.filter(({ __typename }) => __typename === 'Hotel');
const hostels = stays.filter(({ __typename }) => __typename === 'Hostel');
const stayOf = ({ id }: Keyed) => stays.find((stay) => stay.id === id) ?? null;
const stubs = (of: readonly (Keyed | null | undefined)[]) => of.map((one) => one && { id: one.id });
const baseOf = ({ id }: Keyed) => rooms.find((room) => room.id === id)?.base ?? 0;
const failing = () => {
  throw new Error('nobody is at the desk');
};
const price = (base: number, code: string | null | undefined, times: number | null | undefined) =>
  `${base * (times ?? 1)} ${code ?? 'somehow'}`;

interface Above {
  code: string | null | undefined;
  tax: number | undefined;
}
type Room = (typeof rooms)[number];
type Placed = Room & Above;
const placed = (of: readonly (Room | null | undefined)[], above: Above) =>
  of.map((room) => room && { ...room, ...above });
const above = (stay: (typeof stays)[number]): Above => ({
  code: stay.__typename === 'Hotel' ? stay.rate : stay.money?.code,
  tax: stay.tax,
});

/** What a room costs depends on where it is asked for: each house has its currency, and each hotel its tax. */
export const staysGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    houses: {
      typeDefs: `${federation}
        type Query { hotels: [Hotel!]! hostels: [Hostel!]! stays: [Stay]! broken: [Hotel!]! }
        union Stay = Hotel | Hostel
        type Hotel @key(fields: "id") @context(name: "stay") {
          id: ID! rate: String @external rooms: [Room]! wings: [Wing]
        }
        type Hostel @key(fields: "id") @context(name: "stay") { id: ID! money: Money rooms: [Room]! }
        type Money { code: String! }
        type Wing @key(fields: "id") { id: ID! }
        type Room @key(fields: "id") {
          id: ID!
          price(
            times: Int
            code: String @fromContext(field: "$stay ... on Hotel { rate } ... on Hostel { money { code } }")
          ): String!
        }`,
      resolvers: {
        Query: {
          ...{ hotels: () => hotels, hostels: () => hostels, stays: () => stays },
          broken: () => [hotels[0], { id: 'lost', rooms: [attic], wings: [] }],
        },
        Room: {
          price: (room: Keyed, { code, times }: { code?: string | null; times?: number | null }) =>
            price(baseOf(room), code, times),
        },
      },
    },
    wings: {
      typeDefs: `${federation}
        type Wing @key(fields: "id") { id: ID! rooms: [Room]! }
        type Room @key(fields: "id") { id: ID! base: Int! }`,
      resolvers: {
        Wing: { __resolveReference: ({ id }: Keyed) => wings.find((wing) => wing.id === id) },
        Room: { __resolveReference: ({ id }: Keyed) => rooms.find((room) => room.id === id) },
      },
    },
    taxes: {
      typeDefs: `${federation}
        type Hotel @key(fields: "id") @context(name: "taxed") { id: ID! rate: String tax: Int! suites: [Suite!]! }
        type Suite @key(fields: "id") { id: ID! due(tax: Int @fromContext(field: "$taxed { tax }")): Int! }`,
      resolvers: {
        Hotel: {
          // The slowest of all: whoever needs a rate has to wait for it.
          __resolveReference: (key: Keyed) => sleep(20, stayOf(key) ?? { ...key, rate: failing }),
          suites: ({ rooms: of }: { rooms: Room[] }) => stubs(of).filter((suite) => suite !== null),
        },
        Suite: { due: (suite: Keyed, { tax }: { tax: number }) => baseOf(suite) + tax },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { hotels: [Hotel!]! hostels: [Hostel!]! stays: [Stay]! broken: [Hotel!]! }
      union Stay = Hotel | Hostel
      type Hotel { id: ID! rate: String rooms: [Room]! wings: [Wing] tax: Int! suites: [Suite!]! }
      type Hostel { id: ID! money: Money rooms: [Room]! }
      type Money { code: String! }
      type Wing { id: ID! rooms: [Room]! }
      type Room { id: ID! price(times: Int): String! base: Int! }
      type Suite { id: ID! due: Int! }`,
    resolvers: {
      Query: { hotels: () => hotels, hostels: () => hostels, stays: () => stays },
      Hotel: {
        rooms: (stay: (typeof stays)[number]) => placed(stay.rooms, above(stay)),
        wings: (stay: (typeof stays)[number]) =>
          stay.wings?.map((wing) => wing && { ...wing, rooms: placed(wing.rooms, above(stay)) }),
        suites: (stay: (typeof stays)[number]) =>
          placed(stay.rooms, above(stay)).filter((room) => room !== null),
      },
      Hostel: { rooms: (stay: (typeof stays)[number]) => placed(stay.rooms, above(stay)) },
      Room: {
        price: ({ base, code }: Placed, { times }: { times?: number | null }) => price(base, code, times),
      },
      Suite: { due: ({ base, tax = 0 }: Placed) => base + tax },
    },
  },
};
