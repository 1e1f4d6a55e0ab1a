import type { GraphDefinition } from '../support/graph.ts';

interface World {
  isNameDown: boolean;
}

const fjordview = {
  ...{ id: '1', name: 'Fjordview', category: { name: 'Quiet', level: 2 } },
  price: { id: 'p1', amount: 90, currency: 'EUR' },
};
const harbour = { id: '2', name: null, category: null, price: { id: 'p2', amount: 70, currency: 'NOK' } };
const hotels = [fjordview, null, harbour];
const byNumber = (_root: unknown, { number }: { number: number }) => hotels[number] ?? null;
const matrix = [[fjordview, null], null, [], [harbour, fjordview]];
const viewer = {
  inbox: { unread: 3 },
  trips: [{ title: 'North' }, { title: 'South' }],
  wallet: { coins: 5 },
};
const query = {
  ...{ hotel: () => fjordview, hotels: () => hotels, byNumber, matrix: () => matrix, none: () => null },
  ...{ nothing: () => [], viewer: () => viewer },
};
const shared = `
  hotel: Hotel @shareable hotels: [Hotel]! @shareable byNumber(number: Int!): Hotel @shareable
  matrix: [[Hotel]]! @shareable none: Hotel @shareable nothing: [Hotel!]! @shareable`;
const names = (_root: unknown, _arguments: unknown, { isNameDown }: World) => {
  if (isNameDown) throw new Error('names are down');
  return fjordview;
};

/** The same root fields in three subgraphs, each of which knows something else of a hotel. There is no key to join by. */
export const hotelsGraph: GraphDefinition<World> = {
  world: () => ({ isNameDown: false }),
  subgraphs: {
    names: {
      typeDefs: `
        type Query { ${shared} viewer: Viewer! @shareable }
        type Hotel { id: ID! @shareable name: String }
        type Viewer { inbox: Inbox! }
        type Inbox { unread: Int! }`,
      resolvers: { Query: { ...query, hotel: names } },
    },
    prices: {
      typeDefs: `
        type Query { ${shared} viewer: Viewer! @shareable }
        type Hotel { id: ID! @shareable price: Price! }
        type Price { id: ID! amount: Int! currency: String! }
        type Viewer { wallet: Wallet }
        type Wallet { coins: Int }`,
      resolvers: { Query: query },
    },
    categories: {
      typeDefs: `
        type Query { ${shared} viewer: Viewer! @shareable }
        type Hotel { id: ID! @shareable category: Category }
        type Category { name: String! level(above: Int = 0): Int }
        type Viewer { trips: [Trip!]! }
        type Trip { title: String! }`,
      resolvers: {
        Query: query,
        Category: { level: ({ level }: { level: number }, { above }: { above: number }) => level - above },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query {
        hotel: Hotel hotels: [Hotel]! byNumber(number: Int!): Hotel matrix: [[Hotel]]! none: Hotel nothing: [Hotel!]!
        viewer: Viewer!
      }
      type Hotel { id: ID! name: String price: Price! category: Category }
      type Price { id: ID! amount: Int! currency: String! }
      type Category { name: String! level(above: Int = 0): Int }
      type Viewer { inbox: Inbox! wallet: Wallet trips: [Trip!]! }
      type Inbox { unread: Int! }
      type Wallet { coins: Int }
      type Trip { title: String! }`,
    resolvers: {
      Query: query,
      Category: { level: ({ level }: { level: number }, { above }: { above: number }) => level - above },
    },
  },
};

/** The same, where one of the three cannot answer. */
export const brokenGraph: GraphDefinition<World> = { ...hotelsGraph, world: () => ({ isNameDown: true }) };
