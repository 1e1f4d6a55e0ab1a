import type { GraphDefinition } from '../support/graph.ts';

interface Offer {
  __typename: 'Room' | 'Suite';
  id: string;
  cents: number;
  millimetres: number;
  photographers: string[];
}

const offers: Offer[] = [
  { __typename: 'Room', id: 'o1', cents: 100, millimetres: 3000, photographers: ['p1', 'p2', 'p1', 'p2'] },
  { __typename: 'Room', id: 'o2', cents: 230, millimetres: 4100, photographers: ['p2', 'p2', 'p1'] },
  { __typename: 'Suite', id: 'o3', cents: 900, millimetres: 9000, photographers: ['p1'] },
];
const rooms = offers.filter((offer) => offer.__typename === 'Room');
const rates: Record<string, number> = { EUR: 1, USD: 2, NOK: 10, GBP: 3 };
const perUnit: Record<string, number> = { MM: 1, CM: 10, IN: 25 };

interface Party {
  adults?: number;
  children?: number[];
  extras?: string[];
}

const price = ({ cents }: Pick<Offer, 'cents'>, { currency = 'EUR' }: { currency?: string | null }) =>
  currency === null ? null : cents * (rates[currency] ?? 0);
const priceFor = ({ cents }: Pick<Offer, 'cents'>, { party }: { party?: Party | null }) =>
  cents * (party?.adults ?? 1) + 1000 * (party?.children ?? []).length + 7 * (party?.extras ?? []).length;
const dimensions = ({ millimetres }: Offer) => ({
  size: ({ unit = 'MM' }: { unit?: string }) => Math.round(millimetres / (perUnit[unit] ?? 1)),
  wall: { size: ({ unit = 'MM' }: { unit?: string }) => Math.round(millimetres / 10 / (perUnit[unit] ?? 1)) },
});
const photos = ({ id, photographers }: Offer, { first, order }: { first: number; order?: string }) => {
  const all = photographers.map((by, index) => ({ id: `${id}-${index}`, by }));
  return (order === 'LAST' ? all.toReversed() : all).slice(0, first);
};
const byOf = ({ id }: { id: string }) => {
  const [offer, index] = id.split('-');
  return offers.find((one) => one.id === offer)?.photographers[Number(index)] ?? 'nobody';
};
const offerOf = ({ id }: { id: string }) => offers.find((offer) => offer.id === id);

interface Given {
  price: number | null;
  priceFor: number;
  dimensions: { size: number; wall: { size: number } };
  photos: { id: string; by: string }[];
}

const tenth = (amount: number | null | undefined) =>
  amount === undefined ? -1 : amount === null ? null : Math.round(amount / 10);
const feesOf = {
  fee: (room: Given) => tenth(room.price),
  feeAbroad: (room: Given) => tenth(room.price),
  feeUsual: (room: Given) => tenth(room.price),
  familyFee: (room: Given) => room.priceFor,
  frame: (room: Given) => room.dimensions.size * 4,
  crate: (room: Given) => room.dimensions.size + 2,
  moulding: (room: Given) => `${room.dimensions.size} and ${room.dimensions.wall.size}`,
  label: ({ id }: { id: string }) => `no. ${id}`,
};
const albumsOf = {
  cover: ({ photos: shown }: Given) => shown[0]?.by ?? null,
  album: ({ photos: shown }: Given) => shown.map(({ by }) => by),
  tax: (room: Given) => tenth(room.price),
  stamp: (room: Given) => (room.price === null ? null : room.price + 1),
  taxWithFee: (room: Given & { fee: number }) => (room.price ?? 0) + room.fee,
};
const credit = ({ by }: { by?: string }) => `© ${by}`;
const fields = 'id: ID! price(currency: String = "EUR"): Int';

/** What an offer really has, as it is given to what requires it with these arguments. */
const given = (
  offer: Offer,
  args: { currency?: string; party?: Party; unit?: string; first?: number; order?: string },
) => {
  const { size, wall } = dimensions(offer);
  return {
    ...offer,
    price: price(offer, args.currency === undefined ? {} : { currency: args.currency }),
    priceFor: priceFor(offer, { party: args.party ?? null }),
    dimensions: { size: size({ unit: args.unit ?? 'MM' }), wall: { size: wall.size({ unit: 'CM' }) } },
    photos: photos(offer, { first: args.first ?? 0, order: args.order ?? 'FIRST' }),
  };
};
const fee = (offer: Offer) => feesOf.fee(given(offer, { currency: 'USD' }));

/** Offers with fields that take arguments; what two other subgraphs reckon requires them with arguments of its own. */
export const offersGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    offers: {
      typeDefs: `
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
      resolvers: {
        Query: {
          ...{ rooms: () => rooms, offers: () => offers },
          room: (_root: unknown, { id }: { id: string }) => rooms.find((room) => room.id === id),
        },
        Room: { __resolveReference: offerOf, price, priceFor, dimensions, photos },
        Suite: { __resolveReference: offerOf, price },
      },
    },
    fees: {
      typeDefs: `
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
      resolvers: { Room: feesOf, Suite: { fee: feesOf.fee } },
    },
    albums: {
      typeDefs: `
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
      resolvers: {
        Query: { framed: () => rooms.map(({ id }) => ({ id })) },
        Room: albumsOf,
        Photo: { credit },
      },
    },
    photographers: {
      typeDefs: 'type Photo @key(fields: "id") { id: ID! by: String! }',
      resolvers: { Photo: { by: byOf } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { rooms: [Room!]! room(id: ID!): Room offers: [Offer!]! framed: [Room!]! }
      interface Offer { ${fields} }
      enum Unit { MM CM IN }
      enum Order { FIRST LAST }
      input Party { adults: Int! = 2 children: [Int!] extras: [Extra!] }
      enum Extra { SPA BREAKFAST }
      type Room implements Offer {
        ${fields} priceFor(party: Party): Int! dimensions: Dimensions!
        photos(first: Int!, order: Order = FIRST): [Photo!]!
        fee: Int feeAbroad: Int feeUsual: Int familyFee(times: Int): Int!
        frame: Int! crate: Int! moulding: String! label: String!
        cover: String album: [String!]! tax: Int stamp: Int taxWithFee: Int!
      }
      type Suite implements Offer { ${fields} fee: Int }
      type Dimensions { size(unit: Unit! = MM): Int! wall: Wall! }
      type Wall { size(unit: Unit! = MM): Int! }
      type Photo { id: ID! by: String! credit: String! }`,
    resolvers: {
      Query: {
        ...{ rooms: () => rooms, offers: () => offers, framed: () => rooms },
        room: (_root: unknown, { id }: { id: string }) => rooms.find((room) => room.id === id),
      },
      Room: {
        ...{ price, priceFor, dimensions, photos, fee, label: feesOf.label },
        feeAbroad: (room: Offer) => feesOf.feeAbroad(given(room, { currency: 'NOK' })),
        feeUsual: (room: Offer) => feesOf.feeUsual(given(room, {})),
        familyFee: (room: Offer) =>
          feesOf.familyFee(given(room, { party: { adults: 3, children: [4, 7], extras: ['SPA'] } })),
        frame: (room: Offer) => feesOf.frame(given(room, { unit: 'CM' })),
        crate: (room: Offer) => feesOf.crate(given(room, { unit: 'IN' })),
        moulding: (room: Offer) => feesOf.moulding(given(room, { unit: 'CM' })),
        cover: (room: Offer) => albumsOf.cover(given(room, { first: 1, order: 'LAST' })),
        album: (room: Offer) => albumsOf.album(given(room, { first: 3 })),
        tax: (room: Offer) => albumsOf.tax(given(room, { currency: 'GBP' })),
        stamp: (room: Offer) => albumsOf.stamp(given(room, { currency: 'EUR' })),
        taxWithFee: (room: Offer) =>
          albumsOf.taxWithFee({ ...given(room, { currency: 'NOK' }), fee: fee(room) ?? 0 }),
      },
      Photo: { credit },
      Suite: { price, fee: (suite: Offer) => feesOf.fee(given(suite, { currency: 'GBP' })) },
    },
  },
};
