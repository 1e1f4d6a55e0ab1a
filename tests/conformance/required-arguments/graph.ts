import type { GraphDefinition } from '../support/graph.ts';

interface Room {
  id: string;
  cents: number;
  area: number;
}

const rooms: Room[] = [
  { id: '1', cents: 100, area: 20 },
  { id: '2', cents: 200, area: 35 },
];
const rates: Record<string, number> = { EUR: 1, NOK: 10, USD: 2 };
const factors: Record<string, number> = { M2: 1, FT2: 11 };
const price = ({ cents }: Room, { currency }: { currency: string }) => cents * (rates[currency] ?? 0);
const size = ({ area }: Room, { unit }: { unit: string }) => area * (factors[unit] ?? 0);
const plan = (room: Room) => ({ ...room, __typename: 'Plan' });
const fee = (amount: number | null | undefined) =>
  amount === null || amount === undefined ? null : amount / 10;

export const requiredArgumentsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    rooms: {
      typeDefs: `
        type Query { rooms: [Room!]! room: Room }
        type Room @key(fields: "id") { id: ID! price(currency: String! = "EUR"): Int plan: Plan! }
        type Plan { size(unit: String!): Int! }`,
      resolvers: {
        Query: { rooms: () => rooms, room: () => rooms[0] },
        Room: { price, plan },
        Plan: { size },
      },
    },
    fees: {
      typeDefs: `
        type Room @key(fields: "id") {
          id: ID!
          price(currency: String! = "EUR"): Int @external
          plan: Plan! @external
          local: Int @requires(fields: "price(currency: \\"NOK\\")")
          foreign: Int @requires(fields: "price(currency: \\"USD\\")")
          usual: Int @requires(fields: "price")
          cleaning: Int @requires(fields: "plan { size(unit: \\"M2\\") }")
          painting(times: Int): Int @requires(fields: "plan { size(unit: \\"FT2\\") }")
          none: Int
        }
        type Plan { size(unit: String!): Int! @external }`,
      resolvers: {
        Room: {
          local: (room: { price: number }) => fee(room.price),
          foreign: (room: { price: number }) => fee(room.price),
          usual: (room: { price: number }) => fee(room.price),
          cleaning: (room: { plan: { size: number } }) => room.plan.size,
          painting: (room: { plan: { size: number } }, { times }: { times?: number }) =>
            room.plan.size * (times ?? 1),
          none: () => 0,
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { rooms: [Room!]! room: Room }
      type Room {
        id: ID! price(currency: String! = "EUR"): Int plan: Plan!
        local: Int foreign: Int usual: Int cleaning: Int painting(times: Int): Int none: Int
      }
      type Plan { size(unit: String!): Int! }`,
    resolvers: {
      Query: { rooms: () => rooms, room: () => rooms[0] },
      Room: {
        ...{ price, plan },
        local: (room: Room) => fee(price(room, { currency: 'NOK' })),
        foreign: (room: Room) => fee(price(room, { currency: 'USD' })),
        usual: (room: Room) => fee(price(room, { currency: 'EUR' })),
        cleaning: (room: Room) => size(room, { unit: 'M2' }),
        painting: (room: Room, { times }: { times?: number }) => size(room, { unit: 'FT2' }) * (times ?? 1),
        none: () => 0,
      },
      Plan: { size },
    },
  },
};
