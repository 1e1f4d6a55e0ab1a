import type { GraphDefinition } from '../support/graph.ts';

interface Guest {
  id: string;
  tier: 'PLAIN' | 'GOLD' | 'STAFF' | null;
  mood: string;
}

const guests: Guest[] = [
  { id: 'g1', tier: 'PLAIN', mood: 'CALM' },
  { id: 'g2', tier: 'STAFF', mood: 'MERRY' },
  { id: 'g3', tier: null, mood: 'TIRED' },
];
const ofTier = (_root: unknown, { tier }: { tier: string }) => guests.filter((guest) => guest.tier === tier);
const tiers = () => ['PLAIN', 'STAFF', 'GOLD'];
const sorted = (_root: unknown, { by }: { by?: string }) =>
  by === 'NAME' ? guests.toReversed() : guests.filter(({ id }) => by !== 'MOOD' || id !== 'g1');
const guestOf = ({ id }: { id: string }) => guests.find((guest) => guest.id === id);
const twin = ({ id }: { id: string }) => guests.find((guest) => guest.id !== id);

export const sharedEnumsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    guests: {
      typeDefs: `
        enum Tier { PLAIN GOLD STAFF @inaccessible }
        type Query {
          guests: [Guest!]! guest(id: ID!): Guest ofTier(tier: Tier!): [Guest!]!
          tiers: [Tier] sureTiers: [Tier!] grid: [[Tier!]]!
        }
        type Guest @key(fields: "id") { id: ID! tier: Tier sureTier: Tier! }`,
      resolvers: {
        Query: {
          guests: () => guests,
          guest: (_root: unknown, key: { id: string }) => guestOf(key),
          ...{ ofTier, tiers, sureTiers: tiers, grid: () => [tiers(), ['GOLD']] },
        },
        Guest: { sureTier: ({ tier }: Guest) => tier ?? 'PLAIN', __resolveReference: guestOf },
      },
    },
    clubs: {
      typeDefs: `
        enum Tier { PLAIN GOLD STAFF }
        type Query { members: [Guest!]! }
        type Guest @key(fields: "id") {
          id: ID!
          memberTier: Tier
          tier: Tier @external
          badge: String @requires(fields: "tier")
          twin: Guest
        }`,
      resolvers: {
        Query: { members: () => guests.map(({ id }) => ({ id })) },
        Guest: {
          memberTier: ({ id }: { id: string }) => guestOf({ id })?.tier,
          badge: ({ tier }: Pick<Guest, 'tier'>) => `badge of ${tier}`,
          twin: (guest: { id: string }) => ({ id: twin(guest)?.id }),
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      enum Tier { PLAIN GOLD }
      type Query {
        guests: [Guest!]! guest(id: ID!): Guest ofTier(tier: Tier!): [Guest!]!
        tiers: [Tier] sureTiers: [Tier!] grid: [[Tier!]]! members: [Guest!]!
      }
      type Guest { id: ID! tier: Tier sureTier: Tier! memberTier: Tier badge: String twin: Guest }`,
    resolvers: {
      Query: {
        ...{ guests: () => guests, members: () => guests },
        guest: (_root: unknown, key: { id: string }) => guestOf(key),
        ...{ ofTier, tiers, sureTiers: tiers, grid: () => [tiers(), ['GOLD']] },
      },
      Guest: {
        sureTier: ({ tier }: Guest) => tier ?? 'PLAIN',
        memberTier: ({ tier }: Guest) => tier,
        badge: ({ tier }: Guest) => `badge of ${tier}`,
        twin,
      },
    },
  },
};

export const sortsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    guests: {
      typeDefs: `
        enum Sort { NAME MOOD }
        enum Mood { CALM MERRY TIRED }
        type Query { guests(by: Sort): [Guest!]! }
        type Guest @key(fields: "id") { id: ID! mood: Mood! }`,
      resolvers: { Query: { guests: sorted }, Guest: { __resolveReference: guestOf } },
    },
    clubs: {
      typeDefs: `
        enum Sort { NAME AGE }
        enum Mood { CALM BORED }
        type Query { members(by: Sort = NAME): [Guest!]! }
        type Guest @key(fields: "id") { id: ID! clubMood: Mood }`,
      resolvers: {
        Query: { members: sorted },
        Guest: { clubMood: ({ id }: { id: string }) => (id === 'g1' ? 'BORED' : 'CALM') },
      },
    },
  },
  oracle: {
    typeDefs: `
      enum Sort { NAME }
      enum Mood { CALM MERRY TIRED BORED }
      type Query { guests(by: Sort): [Guest!]! members(by: Sort = NAME): [Guest!]! }
      type Guest { id: ID! mood: Mood! clubMood: Mood }`,
    resolvers: {
      Query: { guests: sorted, members: sorted },
      Guest: { clubMood: ({ id }: { id: string }) => (id === 'g1' ? 'BORED' : 'CALM') },
    },
  },
};
