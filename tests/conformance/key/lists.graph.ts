import { all, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** The key of an itinerary is its legs: with more fields of each leg from subgraph to subgraph. */
export const itinerariesGraph: ConformanceGraph = {
  subgraphs: {
    search: `
      type Query { best: Itinerary! none: Itinerary! }
      type Itinerary @key(fields: "legs { id }") { legs: [Leg!]! }
      type Leg @extends @key(fields: "id") { id: String! @external carrier: Carrier @shareable }
      type Carrier @key(fields: "id") { id: String! country: String @shareable flagship: Leg! @shareable }`,
    timetable: 'type Leg @key(fields: "id") @key(fields: "id number") { id: String! number: String! }',
    picks: `
      type Itinerary @key(fields: "legs { id number }") { legs: [Leg!]! first: Leg @shareable fastest: Leg @shareable }
      type Leg @key(fields: "id number") { id: String! number: String }`,
    fares: `
      type Itinerary @key(fields: "legs { id number carrier { id country } } fastest { id }") {
        legs: [Leg!]! first: Leg @shareable fastest: Leg @shareable total: Int!
      }
      type Leg @key(fields: "id number carrier { id country }") {
        id: String! number: String carrier: Carrier fare: Fare
      }
      type Carrier @key(fields: "id country") { id: String! country: String }
      type Fare { amount: Int! }`,
  },
  roots: { best: ref('best'), none: ref('none') },
  entities: {
    Itinerary: {
      best: { legs: refs('l2', 'l1', 'l2', 'l3'), first: ref('l2'), fastest: ref('l1'), total: 500 },
      none: { legs: [], first: null, fastest: null, total: 0 },
    },
    Leg: {
      l1: { number: 'WF7', fare: { amount: 100 }, carrier: ref('c1') },
      l2: { number: 'SK9', fare: { amount: 200 }, carrier: ref('c2') },
      l3: { number: 'WF8', fare: null, carrier: ref('c1') },
    },
    Carrier: {
      c1: { country: 'NO', flagship: ref('l1') },
      c2: { country: 'SE', flagship: ref('l2') },
    },
  },
};

/** The key of a route is the stops of its days: lists within a list, with nulls. */
export const routesGraph: ConformanceGraph = {
  subgraphs: {
    lines: `
      type Query { routes: [Route!]! }
      type Route @key(fields: "days { stops { code } }") { name: String! days: [Day]! }
      type Day { stops: [Stop]! @shareable grid: [[String]!]! }
      type Stop @key(fields: "code") { code: ID! }`,
    tickets: `
      type Route @key(fields: "days { stops { code } }") { days: [Day]! ticket: ID }
      type Day { stops: [Stop]! @shareable }
      type Stop @key(fields: "code", resolvable: false) { code: ID! }`,
    harbours: 'type Stop @key(fields: "code") { code: ID! berths: [String] }',
  },
  roots: { routes: all('Route') },
  entities: {
    Route: {
      r1: { name: 'coast', ticket: 'T1', days: [{ stops: refs('bergen', 'oslo'), grid: [['x', null], []] }] },
      r2: {
        ...{ name: 'pause', ticket: 'T2' },
        days: [{ stops: refs('bergen'), grid: [] }, null, { stops: [], grid: [['y']] }],
      },
      r3: {
        ...{ name: 'holes', ticket: 'T3' },
        days: [{ stops: refs('bergen', null, 'oslo', 'bergen'), grid: [[]] }],
      },
      r4: { name: 'nothing', ticket: null, days: [] },
    },
    Stop: { bergen: { code: 'BGO', berths: ['a', null] }, oslo: { code: 'OSL', berths: [] } },
  },
};
