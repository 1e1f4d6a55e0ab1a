import { unauthenticated } from '../../../platform/errors.ts';
import { failing } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const fjordview = {
  ...{ id: '1', name: 'Fjordview', category: { name: 'Quiet', level: 2 } },
  price: { id: 'p1', amount: 90, currency: 'EUR' },
};
const harbour = { id: '2', name: null, category: null, price: { id: 'p2', amount: 70, currency: 'NOK' } };
const hotels = [fjordview, null, harbour];
const shared = `
  hotel: Hotel @shareable hotels: [Hotel]! @shareable byNumber(number: Int!): Hotel @shareable
  matrix: [[Hotel]]! @shareable none: Hotel @shareable nothing: [Hotel!]! @shareable`;

/** Three subgraphs share root fields and know different fields of a hotel, which has no key. */
export const hotelsGraph: ConformanceGraph = {
  subgraphs: {
    names: `
      type Query { ${shared} viewer: Viewer! @shareable }
      type Hotel { id: ID! @shareable name: String }
      type Viewer { inbox: Inbox! }
      type Inbox { unread: Int! }`,
    prices: `
      type Query { ${shared} viewer: Viewer! @shareable }
      type Hotel { id: ID! @shareable price: Price! }
      type Price { id: ID! amount: Int! currency: String! }
      type Viewer { wallet: Wallet }
      type Wallet { coins: Int }`,
    categories: `
      type Query { ${shared} viewer: Viewer! @shareable }
      type Hotel { id: ID! @shareable category: Category }
      type Category { name: String! level(above: Int = 0): Int }
      type Viewer { trips: [Trip!]! }
      type Trip { title: String! }`,
  },
  roots: {
    ...{ hotel: fjordview, hotels, matrix: [[fjordview, null], null, [], [harbour, fjordview]], none: null },
    byNumber: (_parent: unknown, { number }: { number: number }) => hotels[number] ?? null,
    nothing: [],
    viewer: {
      ...{ inbox: { unread: 3 }, wallet: { coins: 5 } },
      trips: [{ title: 'North' }, { title: 'South' }],
    },
  },
  fields: {
    Category: {
      level: ({ level }: { level: number }, { above }: { above: number }) => level - above,
    },
  },
};

/** The same graph with a failing subgraph. */
export const brokenGraph: ConformanceGraph = {
  ...hotelsGraph,
  deviations: { names: { Query: { hotel: failing } } },
};

/** The same graph with two subgraphs that know no anonymous caller. */
export const refusingGraph: ConformanceGraph = {
  ...hotelsGraph,
  deviations: { names: { Query: { hotel: refusing } }, categories: { Query: { hotel: refusing } } },
};

function refusing(): never {
  throw unauthenticated();
}
