import { all, find, ref } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';
import type { World } from '../support/world.ts';

const price = (world: World, id: string) => world.entity(id)['price'] as number;
const levy = (amount: number) => amount / 10;

/** The payout of a room is computed in turns by two subgraphs; the grade of a hike in a circle of two. */
export const chainsGraph: ConformanceGraph = {
  subgraphs: {
    hotels: `
      type Query { room(id: ID!): Room rooms: [Room!]! hikes: [Hike!]! }
      type Room @key(fields: "id") {
        id: ID! price: Int! onSale: Boolean!
        levy: Float! @external
        gross: Float! @requires(fields: "levy")
        commission: Float! @external
        payout: Float! @requires(fields: "commission")
      }
      type Hike @key(fields: "id") {
        id: ID! walked: Int!
        easy: Boolean! @external
        hard: Boolean! @requires(fields: "easy")
      }
      type Guide @key(fields: "id") { id: ID! seasons: Int! }`,
    taxes: `
      type Room @key(fields: "id") {
        id: ID!
        price: Int! @external
        levy: Float! @requires(fields: "price")
        gross: Float! @external
        commission: Float! @requires(fields: "gross")
        payout: Float! @external
        slip: String! @requires(fields: "payout")
      }
      type Hike @key(fields: "id") {
        id: ID!
        guide: Guide!
        easy: Boolean! @requires(fields: "guide { seasons }")
        hard: Boolean! @external
        grade: String! @requires(fields: "hard")
      }
      type Guide @key(fields: "id") { id: ID! seasons: Int! @external }`,
    judgement: `
      type Room @key(fields: "id") {
        id: ID!
        price: Int! @external
        dear: Boolean! @requires(fields: "price")
        onSale: Boolean! @external
        dearOnSale: Boolean! @requires(fields: "onSale")
      }
      type Hike @key(fields: "id") {
        id: ID!
        grade: String! @external
        signs: [Sign!] @requires(fields: "grade")
      }
      type Sign @key(fields: "id") { id: ID! }`,
    wallets: `
      type Room @key(fields: "id") {
        id: ID!
        dear: Boolean! @external
        affordable: Boolean! @requires(fields: "dear")
        dearOnSale: Boolean! @external
        affordableOnSale: Boolean! @requires(fields: "dearOnSale")
      }
      type Hike @key(fields: "id") {
        id: ID!
        signs: [Sign!] @external
        signCount: Int! @requires(fields: "signs { id }")
        signText: String! @requires(fields: "signs { id }")
      }
      type Sign @key(fields: "id", resolvable: false) { id: ID! }`,
  },
  roots: { rooms: all('Room'), room: find('Room'), hikes: all('Hike') },
  entities: {
    Room: { r1: { price: 100, onSale: false }, r2: { price: 640, onSale: true } },
    Guide: { u1: { seasons: 1 }, u2: { seasons: 12 } },
    Hike: {
      h1: { guide: ref('u2'), walked: 7 },
      h2: { guide: ref('u1'), walked: 31 },
      h3: { guide: ref('u2'), walked: 2 },
    },
  },
  fields: {
    Room: {
      levy: (room: { price: number }) => levy(room.price),
      gross: (room: { id: string; levy: number }, _args: unknown, world: World) =>
        price(world, room.id) + room.levy,
      commission: ({ gross }: { gross: number }) => Math.round(gross / 7),
      payout: ({ id, commission }: { id: string; commission: number }, _args: unknown, world: World) =>
        price(world, id) + levy(price(world, id)) - commission,
      slip: ({ id, payout }: { id: string; payout: number }, _args: unknown, world: World) =>
        `${payout} and ${levy(price(world, id))}`,
      dear: (room: { price: number }) => room.price > 500,
      dearOnSale: ({ onSale }: { onSale: boolean }) => !onSale,
      affordable: ({ dear }: { dear: boolean }) => !dear,
      affordableOnSale: ({ dearOnSale }: { dearOnSale: boolean }) => !dearOnSale,
    },
    Hike: {
      easy: ({ guide }: { guide: { seasons: number } }) => guide.seasons < 5,
      hard: ({ easy }: { easy: boolean }) => !easy,
      grade: ({ hard }: { hard: boolean }) => (hard ? 'black' : 'green'),
      signs: ({ grade }: { grade: string }) => [{ id: `${grade}-1` }, { id: `${grade}-2` }],
      signCount: ({ signs }: { signs: unknown[] }) => signs.length,
      signText: ({ signs }: { signs: { id: string }[] }) => signs.map(({ id }) => id).join(' '),
    },
  },
};
