import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}

const json = {
  __typename: 'NotAType',
  list: [1, null, { id: 'x', nested: { __typename: 'Hotel' } }],
  text: 'a"b',
};
const fixed = { __typename: 'Fixed', amount: '10.50', currency: 'NOK' };
const range = { __typename: 'Range', amount: '5.00', upTo: '9.00', season: 'SUMMER' };
const hotels = [
  {
    __typename: 'Hotel',
    id: 'h1',
    price: fixed,
    prices: [fixed, null, range],
    address: { street: 'Quay 1', zip: '5003' },
  },
  { __typename: 'Hotel', id: 'h2', price: range, prices: [], address: null },
];
const passes = [
  { __typename: 'Pass', price: { __typename: 'Fixed', amount: '99.00', currency: 'USD' }, extra: json },
];
const windows: Record<string, { opens: string; closes: string }[]> = {
  h1: [
    { opens: '07:00', closes: '10:00' },
    { opens: '17:00', closes: '23:00' },
  ],
  h2: [],
};
const found = ({ id }: Keyed) => hotels.find((hotel) => hotel.id === id) ?? null;
const hours = ({ id }: Keyed) => windows[id];
const anything = () => [...hotels, ...passes];
export const values: Record<string, unknown> = {
  object: json,
  list: [json, [1]],
  text: 'plain',
  none: null,
  zero: 0,
  no: false,
};
const value = (_root: unknown, { of }: { of: string }) => values[of];

const prices = `
  scalar Decimal
  scalar Json
  interface Price { amount: Decimal! }
  type Fixed implements Price @shareable { amount: Decimal! currency: Currency! }
  type Range implements Price @shareable { amount: Decimal! upTo: Decimal season: Season }
  enum Season { SUMMER WINTER }`;

export const valueTypesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    hotels: {
      typeDefs: `
        type Query { hotels: [Hotel!]! value(of: String!): Json }
        ${prices}
        enum Currency { NOK EUR }
        type Hotel @key(fields: "id") {
          id: ID! price: Price prices: [Price]! address: Address @shareable hours: [Hours!]! @shareable
        }
        type Address @shareable { street: String! }
        type Hours @shareable { opens: String! }`,
      resolvers: {
        Query: { hotels: () => hotels, value },
        Hotel: { __resolveReference: found, hours },
      },
    },
    post: {
      typeDefs: `
        type Query { anything: [Thing!]! passes: [Pass!]! }
        ${prices}
        enum Currency { NOK USD }
        union Thing = Hotel | Pass
        type Pass { price: Price! extra: Json }
        type Hotel @key(fields: "id") { id: ID! address: Address @shareable hours: [Hours!]! @shareable }
        type Address @shareable { street: String! zip: String! }
        type Hours @shareable { opens: String! closes: String! }`,
      resolvers: {
        Query: { anything, passes: () => passes },
        Hotel: { __resolveReference: found, hours },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { hotels: [Hotel!]! value(of: String!): Json anything: [Thing!]! passes: [Pass!]! }
      ${prices.replaceAll(' @shareable', '')}
      enum Currency { NOK EUR USD }
      union Thing = Hotel | Pass
      type Pass { price: Price! extra: Json }
      type Hotel { id: ID! price: Price prices: [Price]! address: Address hours: [Hours!]! }
      type Address { street: String! zip: String! }
      type Hours { opens: String! closes: String! }`,
    resolvers: { Query: { hotels: () => hotels, value, anything, passes: () => passes }, Hotel: { hours } },
  },
};
