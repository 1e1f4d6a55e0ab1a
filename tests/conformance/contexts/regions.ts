import type { GraphDefinition } from '../support/graph.ts';

interface Keyed {
  id: string;
}
interface Shop extends Keyed {
  owner: string;
}
interface Region extends Keyed {
  __typename: 'Region';
  name: string;
  tongues: string[];
  regions: Region[];
  shops: Shop[];
}
interface Market extends Keyed {
  __typename: 'Market';
  name: string | null;
  tongues: string[] | null;
  shops: Shop[];
}

const federation = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@context", "@fromContext", "@shareable"])`;

const [baker, smith] = [
  { id: 's1', owner: 'Ada' },
  { id: 's2', owner: 'Bo' },
];
const city: Region = {
  __typename: 'Region',
  ...{ id: 'g2', name: 'Bergen', tongues: ['bergensk', 'norsk'], regions: [], shops: [baker] },
};
const land: Region = {
  __typename: 'Region',
  ...{ id: 'g1', name: 'Vestland', tongues: [], regions: [city], shops: [smith, baker] },
};
const market: Market = { __typename: 'Market', id: 'm1', name: null, tongues: null, shops: [baker] };
const shopOf = ({ id }: Keyed) => [baker, smith].find((shop) => shop.id === id) ?? null;
const sign = (id: string, name: string | null | undefined, tongues: string[] | null | undefined) =>
  `${id} in ${name ?? 'nowhere'}: ${tongues?.join() ?? 'silence'}`;
const scale = (_root: unknown, { of }: { of?: number }) => `1:${of ?? 1_000}`;
const nameOf = ({ name }: Region | Market, { in: tongue }: { in?: string }) =>
  tongue === undefined ? name : `${name} in ${tongue}`;

interface Above {
  name: string | null;
  tongues: string[] | null;
}

/** Regions lie within regions, and a place is an interface: what is above is of it, whichever it is. */
export const regionsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    map: {
      typeDefs: `${federation}
        type Query @context(name: "map") { scale(of: Int): String land: Region! places: [Place!]! }
        interface Place @context(name: "place") { id: ID! name(in: String): String tongues: [String!] shops: [Shop!]! }
        type Region implements Place @key(fields: "id") {
          id: ID! name(in: String): String tongues: [String!] shops: [Shop!]! regions: [Region!]!
        }
        type Market implements Place @key(fields: "id") { id: ID! name(in: String): String tongues: [String!] shops: [Shop!]! }
        type Shop @key(fields: "id") {
          id: ID!
          sign(
            name: String @fromContext(field: "$place { name }")
            tongues: [String] @fromContext(field: "$place { tongues }")
          ): String!
          size(scale: String @fromContext(field: "$map { scale }")): String!
        }`,
      resolvers: {
        Query: { land: () => land, places: () => [land, market], scale },
        ...{ Region: { name: nameOf }, Market: { name: nameOf } },
        Shop: {
          size: (_shop: unknown, { scale: of }: { scale?: string | null }) => `small at ${of}`,
          sign: ({ id }: Keyed, { name, tongues }: { name?: string | null; tongues?: string[] | null }) =>
            sign(id, name, tongues),
        },
      },
    },
    people: {
      typeDefs: `${federation}
        type Shop @key(fields: "id") { id: ID! owner: String! }`,
      resolvers: { Shop: { __resolveReference: shopOf } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { scale(of: Int): String land: Region! places: [Place!]! }
      interface Place { id: ID! name(in: String): String tongues: [String!] shops: [Shop!]! }
      type Region implements Place { id: ID! name(in: String): String tongues: [String!] shops: [Shop!]! regions: [Region!]! }
      type Market implements Place { id: ID! name(in: String): String tongues: [String!] shops: [Shop!]! }
      type Shop { id: ID! sign: String! size: String! owner: String! }`,
    resolvers: {
      Query: { land: () => land, places: () => [land, market], scale },
      Region: { shops: placedShops, name: nameOf },
      Market: { shops: placedShops, name: nameOf },
      Shop: {
        size: () => `small at ${scale(null, {})}`,
        sign: ({ id, name, tongues }: Shop & Above) => sign(id, name, tongues),
      },
    },
  },
};

function placedShops({ name, tongues, shops }: Region | Market): (Shop & Above)[] {
  return shops.map((shop) => ({ ...shop, name, tongues }));
}
