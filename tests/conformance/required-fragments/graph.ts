import type { GraphDefinition } from '../support/graph.ts';

interface Shelter {
  __typename: 'Villa' | 'Cabin' | 'Tent';
  name: string;
  roof?: string;
  pool?: number;
  logs?: number;
}
type Extra = { __typename: 'Bike'; gears: number } | { __typename: 'Spa'; pools: { depth: number }[] };
interface Address {
  __typename: 'Home' | 'Office' | 'Boat';
  id: string;
}

const stays = [
  {
    id: 's1',
    shelter: { __typename: 'Villa', name: 'Sol', roof: 'tiles', pool: 12 },
    extras: [
      { __typename: 'Bike', gears: 7 },
      null,
      { __typename: 'Spa', pools: [{ depth: 2 }, { depth: 1 }] },
    ],
    address: { __typename: 'Home', id: 'a1' },
  },
  {
    id: 's2',
    shelter: { __typename: 'Cabin', name: 'Gran', roof: 'turf', logs: 140 },
    extras: [],
    address: { __typename: 'Office', id: 'a2' },
  },
  {
    id: 's3',
    shelter: { __typename: 'Tent', name: 'Duk' },
    extras: [{ __typename: 'Bike', gears: 1 }],
    address: { __typename: 'Boat', id: 'a3' },
  },
  { id: 's4', shelter: null, extras: null, address: null },
] satisfies {
  id: string;
  shelter: Shelter | null;
  extras: (Extra | null)[] | null;
  address: Address | null;
}[];
type Stay = (typeof stays)[number];
const cities = new Map([
  ['a1', 'Bergen'],
  ['a2', 'Oslo'],
  ['a3', 'Fjord'],
]);
const stayOf = ({ id }: { id: string }) => stays.find((stay) => stay.id === id);
const stay = (_root: unknown, key: { id: string }) => stayOf(key);

/** What it is given of a shelter and of extras, as text: nothing else may be in it, and nothing may be missing. */
const told = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.map(told).join(', ');
  if (typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).filter(([name]) => name !== '__typename');
  return fields
    .map(([name, of]) => `${name} ${told(of)}`)
    .toSorted()
    .join(' ');
};
const premium = ({ shelter }: { shelter?: unknown }) => told(shelter);
const extrasText = ({ extras }: { extras?: unknown }) => told(extras);
const cityOf = ({ address }: { address?: { id?: string } | null }) => cities.get(address?.id ?? '') ?? null;
const boatOf = ({ address }: { address?: Partial<Address> | null }) =>
  address?.__typename === 'Boat' ? (address.id ?? null) : null;
/** More may be given than one field requires, where another requires it as well. */
const plain = ({ shelter }: { shelter?: { name?: string } | null }) =>
  told(shelter && { name: shelter.name });
const poolsOnly = ({ shelter }: { shelter?: { pool?: number } | null }) =>
  told(shelter && (shelter.pool === undefined ? {} : { pool: shelter.pool }));
const bikesPremium = ({ extras }: { extras?: ({ gears?: number } | null)[] | null }) =>
  told(extras?.map((extra) => extra && (extra.gears === undefined ? {} : { gears: extra.gears })) ?? null);

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

/** Stays of several kinds; insurers require what they need to know of each kind. */
export const insuranceGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    stays: {
      typeDefs: `
        type Query { stays: [Stay!]! stay(id: ID!): Stay }
        type Stay @key(fields: "id") { id: ID! shelter: Shelter extras: [Extra] }
        ${shelters}`,
      resolvers: { Query: { stays: () => stays, stay }, Stay: { __resolveReference: stayOf } },
    },
    insurers: {
      typeDefs: `
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
      resolvers: {
        Query: { insured: () => stays.map(({ id }) => ({ id })) },
        Stay: {
          ...{ premium, plain, poolsOnly, extrasPremium: extrasText, bikesPremium },
        },
      },
    },
    letters: {
      typeDefs: `
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
      resolvers: {
        Query: { letters: () => stays.map(({ id }) => ({ id })) },
        Stay: { city: cityOf, workCity: cityOf, boat: boatOf },
      },
    },
    addresses: {
      typeDefs: `
        type Query { addressed: [Stay!]! }
        interface Address { id: ID! }
        type Home implements Address @key(fields: "id") { id: ID! floor: Int }
        type Office implements Address @key(fields: "id") { id: ID! }
        type Boat implements Address @key(fields: "id") { id: ID! }
        type Stay @key(fields: "id") { id: ID! address: Address }`,
      resolvers: {
        Query: { addressed: () => stays },
        Stay: { address: (key: { id: string }) => stayOf(key)?.address ?? null },
        Home: { floor: () => 3 },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { stays: [Stay!]! stay(id: ID!): Stay insured: [Stay!]! letters: [Stay!]! addressed: [Stay!]! }
      type Stay {
        id: ID! shelter: Shelter extras: [Extra]
        premium: String! plain: String! poolsOnly: String! extrasPremium: String! bikesPremium: String!
        address: Address city: String workCity: String boat: ID
      }
      ${shelters.replaceAll('@shareable', '')}
      interface Address { id: ID! }
      type Home implements Address { id: ID! floor: Int }
      type Office implements Address { id: ID! }
      type Boat implements Address { id: ID! }`,
    resolvers: {
      Query: {
        ...{ stays: () => stays, stay, insured: () => stays },
        letters: () => stays,
        addressed: () => stays,
      },
      Stay: {
        premium,
        ...{ plain, poolsOnly, extrasPremium: extrasText, bikesPremium, boat: boatOf },
        city: cityOf,
        workCity: (whole: Stay) => (whole.address?.__typename === 'Office' ? cityOf(whole) : null),
      },
      Home: { floor: () => 3 },
    },
  },
};
