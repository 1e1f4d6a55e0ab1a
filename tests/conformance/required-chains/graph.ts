import type { GraphDefinition } from '../support/graph.ts';

interface Room {
  id: string;
  price: number;
  onSale: boolean;
}

interface Hike {
  id: string;
  guide: { id: string };
  walked: number;
}

const rooms: Room[] = [
  { id: 'r1', price: 100, onSale: false },
  { id: 'r2', price: 640, onSale: true },
];
const guides = [
  { id: 'u1', seasons: 1 },
  { id: 'u2', seasons: 12 },
];
const hikes: Hike[] = [
  { id: 'h1', guide: { id: 'u2' }, walked: 7 },
  { id: 'h2', guide: { id: 'u1' }, walked: 31 },
  { id: 'h3', guide: { id: 'u2' }, walked: 2 },
];
const seasonsOf = ({ id }: { id: string }) => guides.find((guide) => guide.id === id)?.seasons ?? 0;
const hikeOf = ({ id }: { id: string }) => hikes.find((hike) => hike.id === id);

/** Each from what it requires alone: a subgraph that is not given that answers something else. */
const levy = ({ price }: { price: number }) => price / 10;
const gross = ({ price, levy: added }: { price: number; levy: number }) => price + added;
const commission = ({ gross: whole }: { gross: number }) => Math.round(whole / 7);
const payout = ({ gross: whole, commission: kept }: { gross: number; commission: number }) => whole - kept;
const slip = (room: { payout: number; levy: number }) => `${room.payout} and ${room.levy}`;
const dear = ({ price }: { price: number }) => price > 500;
const dearOnSale = ({ onSale }: { onSale: boolean }) => !onSale;
const affordable = (room: { dear: boolean }) => !room.dear;
const affordableOnSale = (room: { dearOnSale: boolean }) => !room.dearOnSale;

const easy = ({ guide }: { guide: { seasons: number } }) => guide.seasons < 5;
const hard = (hike: { easy: boolean }) => !hike.easy;
const grade = (hike: { hard: boolean }) => (hike.hard ? 'black' : 'green');
const signs = (hike: { grade: string }) => [1, 2].map((number) => ({ id: `${hike.grade}-${number}` }));
const signCount = (hike: { signs?: { id: string }[] }) => hike.signs?.length ?? -1;
const signText = (hike: { signs?: { id: string }[] }) =>
  hike.signs?.map(({ id }) => id).join(' ') ?? 'unknown';

const wholeRoom = (room: Room) => {
  const taxed = { ...room, levy: levy(room) };
  const withGross = { ...taxed, gross: gross(taxed) };
  const withCommission = { ...withGross, commission: commission(withGross) };
  const paid = { ...withCommission, payout: payout(withCommission) };
  const judged = { ...paid, slip: slip(paid), dear: dear(room), dearOnSale: dearOnSale(room) };
  return { ...judged, affordable: affordable(judged), affordableOnSale: affordableOnSale(judged) };
};
const wholeHike = (hike: Hike) => {
  const guide = { ...hike.guide, seasons: seasonsOf(hike.guide) };
  const graded = { ...hike, guide, easy: easy({ guide }), hard: hard({ easy: easy({ guide }) }) };
  const signed = { ...graded, grade: grade(graded), signs: signs({ grade: grade(graded) }) };
  return { ...signed, signCount: signCount(signed), signText: signText(signed) };
};

/** Rooms, whose payout goes back and forth between two subgraphs; and hikes, graded in a circle of two. */
export const chainsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    hotels: {
      typeDefs: `
        type Query { room(id: ID!): Room rooms: [Room!]! hikes: [Hike!]! }
        type Room @key(fields: "id") {
          id: ID! price: Int! onSale: Boolean!
          levy: Float! @external
          gross: Float! @requires(fields: "levy")
          commission: Float! @external
          payout: Float! @requires(fields: "commission")
        }
        type Hike @key(fields: "id") {
          id: ID! walked: Int!
          easy: Boolean! @external
          hard: Boolean! @requires(fields: "easy")
        }
        type Guide @key(fields: "id") { id: ID! seasons: Int! }`,
      resolvers: {
        Query: {
          rooms: () => rooms,
          room: (_root: unknown, { id }: { id: string }) => rooms.find((room) => room.id === id),
          hikes: () => hikes.map(({ id, walked }) => ({ id, walked })),
        },
        Room: {
          __resolveReference: (given: { id: string }) => ({
            ...rooms.find((room) => room.id === given.id),
            ...given,
          }),
          ...{
            gross,
            payout: (room: { id: string; price: number; commission: number }) =>
              payout({
                ...room,
                gross: gross({ ...room, levy: levy(room) }),
              }),
          },
        },
        Hike: { __resolveReference: (given: { id: string }) => ({ ...hikeOf(given), ...given }), hard },
        Guide: { __resolveReference: ({ id }: { id: string }) => ({ id, seasons: seasonsOf({ id }) }) },
      },
    },
    taxes: {
      typeDefs: `
        type Room @key(fields: "id") {
          id: ID!
          price: Int! @external
          levy: Float! @requires(fields: "price")
          gross: Float! @external
          commission: Float! @requires(fields: "gross")
          payout: Float! @external
          slip: String! @requires(fields: "payout")
        }
        type Hike @key(fields: "id") {
          id: ID!
          guide: Guide!
          easy: Boolean! @requires(fields: "guide { seasons }")
          hard: Boolean! @external
          grade: String! @requires(fields: "hard")
        }
        type Guide @key(fields: "id") { id: ID! seasons: Int! @external }`,
      resolvers: {
        Room: {
          ...{ levy, commission },
          slip: (room: { id: string; payout: number }) =>
            slip({ payout: room.payout, levy: levy(rooms.find(({ id }) => id === room.id) ?? { price: 0 }) }),
        },
        Hike: {
          guide: (hike: { id: string; guide?: object }) => hike.guide ?? hikeOf(hike)?.guide,
          easy,
          grade,
        },
      },
    },
    judgement: {
      typeDefs: `
        type Room @key(fields: "id") {
          id: ID!
          price: Int! @external
          dear: Boolean! @requires(fields: "price")
          onSale: Boolean! @external
          dearOnSale: Boolean! @requires(fields: "onSale")
        }
        type Hike @key(fields: "id") {
          id: ID!
          grade: String! @external
          signs: [Sign!] @requires(fields: "grade")
        }
        type Sign @key(fields: "id") { id: ID! }`,
      resolvers: { Room: { dear, dearOnSale }, Hike: { signs } },
    },
    wallets: {
      typeDefs: `
        type Room @key(fields: "id") {
          id: ID!
          dear: Boolean! @external
          affordable: Boolean! @requires(fields: "dear")
          dearOnSale: Boolean! @external
          affordableOnSale: Boolean! @requires(fields: "dearOnSale")
        }
        type Hike @key(fields: "id") {
          id: ID!
          signs: [Sign!] @external
          signCount: Int! @requires(fields: "signs { id }")
          signText: String! @requires(fields: "signs { id }")
        }
        type Sign @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: { Room: { affordable, affordableOnSale }, Hike: { signCount, signText } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { room(id: ID!): Room rooms: [Room!]! hikes: [Hike!]! }
      type Room {
        id: ID! price: Int! onSale: Boolean! levy: Float! gross: Float! commission: Float! payout: Float! slip: String!
        dear: Boolean! dearOnSale: Boolean! affordable: Boolean! affordableOnSale: Boolean!
      }
      type Hike {
        id: ID! walked: Int! guide: Guide! easy: Boolean! hard: Boolean! grade: String!
        signs: [Sign!] signCount: Int! signText: String!
      }
      type Sign { id: ID! }
      type Guide { id: ID! seasons: Int! }`,
    resolvers: {
      Query: {
        rooms: () => rooms.map(wholeRoom),
        room: (_root: unknown, { id }: { id: string }) =>
          rooms.filter((room) => room.id === id).map(wholeRoom)[0],
        hikes: () => hikes.map(wholeHike),
      },
    },
  },
};
