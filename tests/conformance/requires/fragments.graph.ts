import { all, find, ref } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

/** The given fields as text, so that an additional or a missing field is seen. */
const describeGiven = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.map(describeGiven).join(', ');
  if (typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).filter(([name]) => name !== '__typename');
  return fields
    .map(([name, of]) => `${name} ${describeGiven(of)}`)
    .toSorted()
    .join(' ');
};
const shelterText = ({ shelter }: { shelter: unknown }) => describeGiven(shelter);
const extrasText = ({ extras }: { extras: unknown }) => describeGiven(extras);

interface Located {
  address: { __typename?: string; id?: string } | null;
}
const cities: Record<string, string> = { a1: 'Bergen', a2: 'Oslo', a3: 'Fjord' };
const city = ({ address }: Located) => cities[address?.id ?? ''] ?? null;

const shelters = `
  interface Shelter { name: String! }
  interface Roofed implements Shelter { name: String! roof: String! }
  type Villa implements Shelter & Roofed @shareable { name: String! roof: String! pool: Int! }
  type Cabin implements Shelter & Roofed @shareable { name: String! roof: String! logs: Int! }
  type Tent implements Shelter @shareable { name: String! }
  union Extra = Bike | Spa
  type Bike @shareable { gears: Int! }
  type Spa @shareable { pools: [Pool!]! }
  type Pool @shareable { depth: Int! }`;

/** Insurers require fields of each type of shelter and of extra, through fragments. */
export const insuranceGraph: ConformanceGraph = {
  subgraphs: {
    stays: `
      type Query { stays: [Stay!]! stay(id: ID!): Stay }
      type Stay @key(fields: "id") { id: ID! shelter: Shelter extras: [Extra] }
      ${shelters}`,
    insurers: `
      type Query { insured: [Stay!]! }
      type Stay @key(fields: "id") {
        id: ID!
        shelter: Shelter @external
        extras: [Extra] @external
        premium: String! @requires(fields:
          "shelter { name ... on Roofed { roof ... on Villa { pool } ... on Cabin { logs } } }")
        plain: String! @requires(fields: "shelter { ... on Shelter { name } }")
        poolsOnly: String! @requires(fields: "shelter { ... on Villa { pool } }")
        extrasPremium: String! @requires(fields: "extras { ... on Bike { gears } ... on Spa { pools { depth } } }")
        bikesPremium: String! @requires(fields: "extras { ... on Bike { gears } }")
      }
      ${shelters}`,
    letters: `
      type Query { letters: [Stay!]! }
      interface Address { id: ID! }
      type Home implements Address @key(fields: "id") { id: ID! }
      type Office implements Address @key(fields: "id") { id: ID! }
      type Stay @key(fields: "id") {
        id: ID!
        address: Address @external
        city: String @requires(fields: "address { id }")
        workCity: String @requires(fields: "address { ... on Office { id } }")
        boat: ID @requires(fields: "address { __typename id }")
      }`,
    addresses: `
      type Query { addressed: [Stay!]! }
      interface Address { id: ID! }
      type Home implements Address @key(fields: "id") { id: ID! floor: Int }
      type Office implements Address @key(fields: "id") { id: ID! }
      type Boat implements Address @key(fields: "id") { id: ID! }
      type Stay @key(fields: "id") { id: ID! address: Address }`,
  },
  roots: {
    ...{ stays: all('Stay'), stay: find('Stay'), insured: all('Stay'), letters: all('Stay') },
    addressed: all('Stay'),
  },
  entities: {
    Stay: {
      s1: {
        shelter: { __typename: 'Villa', name: 'Sol', roof: 'tiles', pool: 12 },
        extras: [
          { __typename: 'Bike', gears: 7 },
          null,
          { __typename: 'Spa', pools: [{ depth: 2 }, { depth: 1 }] },
        ],
        address: ref('a1'),
      },
      s2: {
        ...{ shelter: { __typename: 'Cabin', name: 'Gran', roof: 'turf', logs: 140 }, extras: [] },
        address: ref('a2'),
      },
      s3: {
        ...{ shelter: { __typename: 'Tent', name: 'Duk' }, extras: [{ __typename: 'Bike', gears: 1 }] },
        address: ref('a3'),
      },
      s4: { shelter: null, extras: null, address: null },
    },
    ...{ Home: { a1: { floor: 3 } }, Office: { a2: {} }, Boat: { a3: {} } },
  },
  fields: {
    Stay: {
      ...{ premium: shelterText, plain: shelterText, poolsOnly: shelterText },
      ...{ extrasPremium: extrasText, bikesPremium: extrasText, city, workCity: city },
      boat: ({ address }: Located) => (address?.__typename === 'Boat' ? (address.id ?? null) : null),
    },
  },
};
