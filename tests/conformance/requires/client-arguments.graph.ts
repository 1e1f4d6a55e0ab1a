import { all, find, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';

const rates: Record<string, number> = { EUR: 1, USD: 2, NOK: 10, GBP: 3 };
const perUnit: Record<string, number> = { MM: 1, CM: 10, IN: 25 };

interface Party {
  adults?: number;
  children?: number[];
  extras?: string[];
}
interface Priced {
  price: number | null;
}
interface Measured {
  dimensions: { size: number; wall: { size: number } };
}

const size = ({ millimetres }: { millimetres: number }, { unit }: { unit: string }) =>
  Math.round(millimetres / (perUnit[unit] ?? 1));
const tenth = ({ price }: Priced) => (price === null ? null : Math.round(price / 10));
const fields = 'id: ID! price(currency: String = "EUR"): Int';

/** Two subgraphs require fields of offers with arguments of their own. */
export const offersGraph: ConformanceGraph = {
  subgraphs: {
    offers: `
      type Query { rooms: [Room!]! room(id: ID!): Room offers: [Offer!]! }
      interface Offer { ${fields} }
      enum Unit { MM CM IN }
      enum Order { FIRST LAST }
      input Party { adults: Int! = 2 children: [Int!] extras: [Extra!] }
      enum Extra { SPA BREAKFAST }
      type Room implements Offer @key(fields: "id") {
        ${fields} priceFor(party: Party): Int! dimensions: Dimensions!
        photos(first: Int!, order: Order = FIRST): [Photo!]!
      }
      type Suite implements Offer @key(fields: "id") { ${fields} }
      type Dimensions { size(unit: Unit! = MM): Int! wall: Wall! }
      type Wall { size(unit: Unit! = MM): Int! }
      type Photo @key(fields: "id") { id: ID! }`,
    fees: `
      enum Unit { MM CM IN }
      input Party { adults: Int! = 2 children: [Int!] extras: [Extra!] }
      enum Extra { SPA BREAKFAST }
      type Room @key(fields: "id") {
        id: ID!
        price(currency: String = "EUR"): Int @external
        priceFor(party: Party): Int! @external
        dimensions: Dimensions! @external
        fee: Int @requires(fields: "price(currency: \\"USD\\")")
        feeAbroad: Int @requires(fields: "price(currency: \\"NOK\\")")
        feeUsual: Int @requires(fields: "price")
        familyFee(times: Int): Int! @requires(fields: "priceFor(party: { adults: 3, children: [4, 7], extras: [SPA] })")
        frame: Int! @requires(fields: "dimensions { size(unit: CM) }")
        crate: Int! @requires(fields: "dimensions { size(unit: IN) }")
        moulding: String! @requires(fields: "dimensions { size(unit: CM) wall { size(unit: CM) } }")
        label: String!
      }
      type Suite @key(fields: "id") {
        id: ID!
        price(currency: String = "EUR"): Int @external
        fee: Int @requires(fields: "price(currency: \\"GBP\\")")
      }
      type Dimensions { size(unit: Unit! = MM): Int! @external wall: Wall! @external }
      type Wall { size(unit: Unit! = MM): Int! @external }`,
    albums: `
      enum Order { FIRST LAST }
      type Query { framed: [Room!]! }
      type Room @key(fields: "id") {
        id: ID!
        price(currency: String = "EUR"): Int @external
        photos(first: Int!, order: Order = FIRST): [Photo!]! @external
        fee: Int @external
        cover: String @requires(fields: "photos(first: 1, order: LAST) { by }")
        album: [String!]! @requires(fields: "photos(first: 3) { by }")
        tax: Int @requires(fields: "price(currency: \\"GBP\\")")
        stamp: Int @requires(fields: "price(currency: \\"EUR\\")")
        taxWithFee: Int! @requires(fields: "fee price(currency: \\"NOK\\")")
      }
      type Photo @key(fields: "id") { id: ID! by: String! @external credit: String! @requires(fields: "by") }`,
    photographers: 'type Photo @key(fields: "id") { id: ID! by: String! }',
  },
  roots: { rooms: all('Room'), room: find('Room'), offers: all('Offer'), framed: all('Room') },
  entities: {
    Room: {
      o1: {
        ...{ cents: 100, pictures: refs('o1-0', 'o1-1', 'o1-2', 'o1-3') },
        dimensions: { millimetres: 3000, wall: { millimetres: 300 } },
      },
      o2: {
        ...{ cents: 230, pictures: refs('o2-0', 'o2-1', 'o2-2') },
        dimensions: { millimetres: 4100, wall: { millimetres: 410 } },
      },
    },
    Suite: { o3: { cents: 900 } },
    Photo: {
      ...{ 'o1-0': { by: 'p1' }, 'o1-1': { by: 'p2' }, 'o1-2': { by: 'p1' }, 'o1-3': { by: 'p2' } },
      ...{ 'o2-0': { by: 'p2' }, 'o2-1': { by: 'p2' }, 'o2-2': { by: 'p1' } },
    },
  },
  fields: {
    Offer: {
      price: ({ cents }: { cents: number }, { currency = 'EUR' }: { currency?: string | null }) =>
        currency === null ? null : cents * (rates[currency] ?? 0),
      fee: tenth,
    },
    Room: {
      priceFor: ({ cents }: { cents: number }, { party }: { party?: Party | null }) =>
        cents * (party?.adults ?? 1) +
        1000 * (party?.children ?? []).length +
        7 * (party?.extras ?? []).length,
      photos: ({ pictures }: { pictures: object[] }, { first, order }: { first: number; order: string }) =>
        (order === 'LAST' ? pictures.toReversed() : pictures).slice(0, first),
      ...{ feeAbroad: tenth, feeUsual: tenth, tax: tenth },
      familyFee: ({ priceFor }: { priceFor: number }) => priceFor,
      frame: ({ dimensions }: Measured) => dimensions.size * 4,
      crate: ({ dimensions }: Measured) => dimensions.size + 2,
      moulding: ({ dimensions }: Measured) => `${dimensions.size} and ${dimensions.wall.size}`,
      label: ({ id }: { id: string }) => `no. ${id}`,
      cover: ({ photos }: { photos: { by: string }[] }) => photos[0]?.by ?? null,
      album: ({ photos }: { photos: { by: string }[] }) => photos.map(({ by }) => by),
      stamp: ({ price }: Priced) => (price === null ? null : price + 1),
      taxWithFee: ({ price, fee }: Priced & { fee: number | null }) => (price ?? 0) + (fee ?? 0),
    },
    Dimensions: { size },
    Wall: { size },
    Photo: { credit: ({ by }: { by: string }) => `© ${by}` },
  },
};
