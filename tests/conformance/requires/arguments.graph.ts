import { all, ref } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const rates: Record<string, number> = { EUR: 1, NOK: 10, USD: 2 };
const factors: Record<string, number> = { M2: 1, FT2: 11 };
const fee = ({ price }: { price: number | null }) => (price === null ? null : price / 10);

/** Fees require prices and sizes with arguments. */
export const requiredArgumentsGraph: ConformanceGraph = {
  subgraphs: {
    rooms: `
      type Query { rooms: [Room!]! room: Room }
      type Room @key(fields: "id") { id: ID! price(currency: String! = "EUR"): Int plan: Plan! }
      type Plan { size(unit: String!): Int! }`,
    fees: `
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
  },
  roots: { rooms: all('Room'), room: ref('r1') },
  entities: {
    Room: {
      r1: { cents: 100, plan: { area: 20 }, none: 0 },
      r2: { cents: 200, plan: { area: 35 }, none: 0 },
    },
  },
  fields: {
    Room: {
      price: ({ cents }: { cents: number }, { currency }: { currency: string }) =>
        cents * (rates[currency] ?? 0),
      ...{ local: fee, foreign: fee, usual: fee },
      cleaning: ({ plan }: { plan: { size: number } }) => plan.size,
      painting: ({ plan }: { plan: { size: number } }, { times }: { times?: number | null }) =>
        plan.size * (times ?? 1),
    },
    Plan: {
      size: ({ area }: { area: number }, { unit }: { unit: string }) => area * (factors[unit] ?? 0),
    },
  },
};
