import { setTimeout as sleep } from 'node:timers/promises';
import { all, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** The price of a room depends on the house around it: on the currency of the house and the tax of the hotel. */
export const staysGraph: ConformanceGraph = {
  subgraphs: {
    houses: `
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
    wings: `
      type Wing @key(fields: "id") { id: ID! rooms: [Room]! }
      type Room @key(fields: "id") { id: ID! base: Int! }`,
    taxes: `
      type Hotel @key(fields: "id") @context(name: "taxed") { id: ID! rate: String tax: Int! suites: [Suite!]! }
      type Suite @key(fields: "id") { id: ID! due(tax: Int @fromContext(field: "$taxed { tax }")): Int! }`,
  },
  roots: {
    ...{ hotels: refs('h1', 'h2', 'h3'), hostels: all('Hostel'), stays: refs('h1', 'h2', 'o1', 'o2', 'h3') },
    broken: refs('h1', 'lost'),
  },
  entities: {
    Hotel: {
      h1: { tax: 5, rate: 'NOK', rooms: refs('r1', 'r2'), wings: refs('w1', 'w2'), suites: refs('u1', 'u2') },
      h2: { tax: 6, rate: 'EUR', rooms: refs('r1', null), wings: refs('w1', null), suites: refs('u1') },
      h3: { tax: 7, rate: null, rooms: refs('r3'), wings: [], suites: refs('u3') },
      lost: { tax: 0, rooms: refs('r1'), wings: [], suites: [] },
    },
    Hostel: {
      o1: { money: { code: 'SEK' }, rooms: refs('r2', 'r1') },
      o2: { money: null, rooms: refs('r3') },
    },
    Wing: { w1: { rooms: refs('r1', null, 'r2') }, w2: { rooms: refs('r3') } },
    Room: { r1: { base: 10 }, r2: { base: 20 }, r3: { base: 30 } },
    Suite: { u1: { base: 10 }, u2: { base: 20 }, u3: { base: 30 } },
  },
  fields: {
    Room: {
      price: ({ base }: { base: number }, { code, times }: { code?: string | null; times?: number | null }) =>
        `${base * (times ?? 1)} ${code ?? 'somehow'}`,
    },
    Suite: { due: ({ base }: { base: number }, { tax }: { tax: number }) => base + tax },
  },
  failing: ['Hotel.rate:lost'],
  // The slowest subgraph: the planner has to make fields that need a rate wait for it.
  deviations: { taxes: { Hotel: { __resolveReference: (found: object | null) => sleep(20, found) } } },
};
