import { all, ref } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const json = {
  __typename: 'NotAType',
  list: [1, null, { id: 'x', nested: { __typename: 'Hotel' } }],
  text: 'a"b',
};
const fixed = { __typename: 'Fixed', amount: '10.50', currency: 'NOK' };
const range = { __typename: 'Range', amount: '5.00', upTo: '9.00', season: 'SUMMER' };
const pass = {
  ...{ __typename: 'Pass', price: { __typename: 'Fixed', amount: '99.00', currency: 'USD' } },
  extra: json,
};
export const values: Record<string, unknown> = {
  object: json,
  list: [json, [1]],
  text: 'plain',
  none: null,
  zero: 0,
  no: false,
};

const prices = `
  scalar Decimal
  scalar Json
  interface Price { amount: Decimal! }
  type Fixed implements Price @shareable { amount: Decimal! currency: Currency! }
  type Range implements Price @shareable { amount: Decimal! upTo: Decimal season: Season }
  enum Season { SUMMER WINTER }`;

/** Two subgraphs share value types; the second knows more fields. Scalars hold any JSON. */
export const valueTypesGraph: ConformanceGraph = {
  subgraphs: {
    hotels: `
      type Query { hotels: [Hotel!]! value(of: String!): Json }
      ${prices}
      enum Currency { NOK EUR }
      type Hotel @key(fields: "id") {
        id: ID! price: Price prices: [Price]! address: Address @shareable hours: [Hours!]! @shareable
      }
      type Address @shareable { street: String! }
      type Hours @shareable { opens: String! }`,
    post: `
      type Query { anything: [Thing!]! passes: [Pass!]! }
      ${prices}
      enum Currency { NOK USD }
      union Thing = Hotel | Pass
      type Pass { price: Price! extra: Json }
      type Hotel @key(fields: "id") { id: ID! address: Address @shareable hours: [Hours!]! @shareable }
      type Address @shareable { street: String! zip: String! }
      type Hours @shareable { opens: String! closes: String! }`,
  },
  roots: {
    ...{ hotels: all('Hotel'), anything: [ref('h1'), ref('h2'), pass], passes: [pass] },
    value: (_parent: unknown, { of }: { of: string }) => values[of],
  },
  entities: {
    Hotel: {
      h1: {
        ...{ price: fixed, prices: [fixed, null, range], address: { street: 'Quay 1', zip: '5003' } },
        hours: [
          { opens: '07:00', closes: '10:00' },
          { opens: '17:00', closes: '23:00' },
        ],
      },
      h2: { price: range, prices: [], address: null, hours: [] },
    },
  },
};
