import type { GraphDefinition } from '../support/graph.ts';

const hotel = { __typename: 'Hotel', id: 'h1', title: 'Fjordview', stars: 4 };
const cruise = { __typename: 'Cruise', id: 'k1', title: 'Coast', nights: 6 };
const flight = { __typename: 'Flight', title: 'To Oslo', number: 'WF7' };
const shared = { id: 'd1', deal: hotel, deals: [hotel, hotel], hotel, best: cruise, mixed: [cruise, hotel] };
const found = ({ id }: { id: string }) => [hotel, cruise].find((known) => known.id === id);

/**
 * A deal is a hotel or a cruise to one subgraph, a hotel or a flight to another. What both may be asked for is a hotel;
 * cruises and hotels are entities to one of them, flights to none.
 */
export const dealsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    sea: {
      typeDefs: `
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
      resolvers: {
        Query: {
          ...{ deal: () => hotel, hotel: () => hotel, best: () => cruise, guest: () => shared },
        },
        Hotel: { __resolveReference: found },
        Cruise: { __resolveReference: found },
      },
    },
    air: {
      typeDefs: `
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
      resolvers: {
        Query: {
          ...{ deal: () => hotel, hotel: () => hotel, guest: () => shared, flight: () => flight },
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query {
        deal: Deal hotel: Deal best: Deal flight: Deal guest: Guest
      }
      union Deal = Hotel | Cruise | Flight
      type Hotel { id: ID! title: String! stars: Int! }
      type Cruise { id: ID! title: String! nights: Int! }
      type Flight { title: String! number: String! }
      type Guest { deal: Deal deals: [Deal!]! hotel: Deal best: Deal mixed: [Deal] }`,
    resolvers: {
      Query: {
        ...{
          deal: () => hotel,
          hotel: () => hotel,
          best: () => cruise,
          flight: () => flight,
          guest: () => shared,
        },
      },
    },
  },
};

const breakfast = { __typename: 'Breakfast', label: 'buffet' };
const spa = { __typename: 'Spa', pools: 2 };
const lounge = { __typename: 'Lounge', gate: 'B4' };
const hotelPlan = { id: 'p1', extras: { items: [breakfast, spa] }, inflight: { items: [lounge] } };
const flightPlan = {
  id: 'p2',
  extras: { items: [lounge, breakfast] },
  inflight: { items: [breakfast, lounge] },
};
const bothPlan = { id: 'p3', extras: { items: [breakfast] }, inflight: { items: [] } };
const plans = [hotelPlan, flightPlan, bothPlan];
const planOf = ({ id }: { id: string }) => plans.find((plan) => plan.id === id);

/** An extra of a hotel is a breakfast or a spa, one of a flight a breakfast or a lounge: none of them has a key. */
export const extrasGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    hotels: {
      typeDefs: `
        type Query { hotelPlan: Plan bothPlan: Plan @shareable }
        type Plan @key(fields: "id") { id: ID! extras: Extras @shareable }
        type Extras @shareable { items: [Extra!]! }
        union Extra = Breakfast | Spa
        type Breakfast @shareable { label: String }
        type Spa { pools: Int }`,
      resolvers: {
        Query: { hotelPlan: () => hotelPlan, bothPlan: () => bothPlan },
        Plan: { __resolveReference: planOf },
      },
    },
    flights: {
      typeDefs: `
        type Query { flightPlan: Plan bothPlan: Plan @shareable }
        type Plan @key(fields: "id") { id: ID! extras: Extras @shareable inflight: Extras }
        type Extras @shareable { items: [Extra!]! }
        union Extra = Breakfast | Lounge
        type Breakfast @shareable { label: String }
        type Lounge { gate: String }`,
      resolvers: {
        Query: { flightPlan: () => flightPlan, bothPlan: () => bothPlan },
        Plan: { __resolveReference: planOf },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { hotelPlan: Plan bothPlan: Plan flightPlan: Plan }
      type Plan { id: ID! extras: Extras inflight: Extras }
      type Extras { items: [Extra!]! }
      union Extra = Breakfast | Spa | Lounge
      type Breakfast { label: String }
      type Spa { pools: Int }
      type Lounge { gate: String }`,
    resolvers: {
      Query: { hotelPlan: () => hotelPlan, bothPlan: () => bothPlan, flightPlan: () => flightPlan },
    },
  },
};

const card = { __typename: 'Card', id: 'c1', last: '4242' };
const points = { __typename: 'Points', id: 'x1', amount: 900 };
const cash = { __typename: 'Cash', id: 'm1', currency: 'NOK' };
const receipt = { note: 'paid', means: [card, points, cash] };

/** A receipt is shared; its means of payment are all known to one subgraph, one of them to the other. */
export const receiptsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    payments: {
      typeDefs: `
        type Query { receipt: Receipt }
        type Receipt @shareable { means: [Means!]! note: String }
        union Means = Card | Points | Cash
        type Card @shareable { id: ID! last: String }
        type Points { id: ID! amount: Int }
        type Cash { id: ID! currency: String }`,
      resolvers: { Query: { receipt: () => receipt } },
    },
    cards: {
      typeDefs: `
        type Query { cardReceipt: Receipt }
        type Receipt @shareable { means: [Means!]! note: String }
        union Means = Card
        type Card @shareable { id: ID! last: String }`,
      resolvers: { Query: { cardReceipt: () => ({ note: null, means: [card] }) } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { receipt: Receipt cardReceipt: Receipt }
      type Receipt { means: [Means!]! note: String }
      union Means = Card | Points | Cash
      type Card { id: ID! last: String }
      type Points { id: ID! amount: Int }
      type Cash { id: ID! currency: String }`,
    resolvers: {
      Query: { receipt: () => receipt, cardReceipt: () => ({ note: null, means: [card] }) },
    },
  },
};
