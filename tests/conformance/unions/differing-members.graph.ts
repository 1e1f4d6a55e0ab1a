import { ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** A union has different members in two subgraphs; only hotels are members in both. */
export const dealsGraph: ConformanceGraph = {
  subgraphs: {
    sea: `
      type Query {
        deal: Deal @shareable
        hotel: Hotel @shareable
        best: Deal @shareable
        guest: Guest @shareable
      }
      union Deal = Hotel | Cruise
      type Hotel @key(fields: "id") { id: ID! title: String! @shareable stars: Int! }
      type Cruise @key(fields: "id") { id: ID! title: String! @shareable nights: Int! }
      type Guest {
        deal: Deal @shareable deals: [Deal!]! @shareable hotel: Hotel @shareable best: Deal @shareable mixed: [Deal]
      }`,
    air: `
      type Query {
        deal: Deal @shareable
        hotel: Deal @shareable
        guest: Guest @shareable
        flight: Deal
      }
      union Deal = Hotel | Flight
      type Hotel @key(fields: "id", resolvable: false) { id: ID! title: String! @shareable }
      type Flight { title: String! @shareable number: String! }
      type Guest { deal: Deal @shareable deals: [Deal!]! @shareable hotel: Deal @shareable }`,
  },
  roots: {
    ...{ deal: ref('h1'), hotel: ref('h1'), best: ref('k1'), flight: ref('f1') },
    guest: {
      ...{ deal: ref('h1'), deals: refs('h1', 'h1'), hotel: ref('h1'), best: ref('k1') },
      mixed: refs('k1', 'h1'),
    },
  },
  entities: {
    Hotel: { h1: { title: 'Fjordview', stars: 4 } },
    Cruise: { k1: { title: 'Coast', nights: 6 } },
    Flight: { f1: { title: 'To Oslo', number: 'WF7' } },
  },
};

const breakfast = { __typename: 'Breakfast', label: 'buffet' };
const spa = { __typename: 'Spa', pools: 2, saunas: 1 };
const lounge = { __typename: 'Lounge', gate: 'B4', seats: 40 };

/** A shared value type holds a union with different members in two subgraphs; no member has a key. */
export const extrasGraph: ConformanceGraph = {
  subgraphs: {
    hotels: `
      type Query { hotelPlan: Plan bothPlan: Plan @shareable }
      type Plan @key(fields: "id") { id: ID! extras: Extras @shareable }
      type Extras @shareable { items: [Extra!]! }
      union Extra = Breakfast | Spa
      type Breakfast @shareable { label: String }
      type Spa { pools: Int saunas: Int! }`,
    flights: `
      type Query { flightPlan: Plan bothPlan: Plan @shareable }
      type Plan @key(fields: "id") { id: ID! extras: Extras @shareable inflight: Extras }
      type Extras @shareable { items: [Extra!]! }
      union Extra = Breakfast | Lounge
      type Breakfast @shareable { label: String }
      type Lounge { gate: String seats: Int! }`,
  },
  roots: { hotelPlan: ref('p1'), flightPlan: ref('p2'), bothPlan: ref('p3') },
  entities: {
    Plan: {
      p1: { extras: { items: [breakfast, spa] }, inflight: { items: [lounge] } },
      p2: { extras: { items: [lounge, breakfast] }, inflight: { items: [breakfast, lounge] } },
      p3: { extras: { items: [breakfast] }, inflight: { items: [] } },
    },
  },
};

const card = { __typename: 'Card', id: 'c1', last: '4242' };
const points = { __typename: 'Points', id: 'x1', amount: 900 };
const cash = { __typename: 'Cash', id: 'm1', currency: 'NOK' };

/** A union has three members in the first subgraph and a single member in the second. */
export const receiptsGraph: ConformanceGraph = {
  subgraphs: {
    payments: `
      type Query { receipt: Receipt }
      type Receipt @shareable { means: [Means!]! note: String }
      union Means = Card | Points | Cash
      type Card @shareable { id: ID! last: String }
      type Points { id: ID! amount: Int }
      type Cash { id: ID! currency: String }`,
    cards: `
      type Query { cardReceipt: Receipt }
      type Receipt @shareable { means: [Means!]! note: String }
      union Means = Card
      type Card @shareable { id: ID! last: String }`,
  },
  roots: {
    receipt: { note: 'paid', means: [card, points, cash] },
    cardReceipt: { note: null, means: [card] },
  },
};
