import { all, find, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';
import type { World } from '../support/world.ts';

const tiers = ['PLAIN', 'STAFF', 'GOLD'];

/** An enum with an inaccessible value. */
export const sharedEnumsGraph: ConformanceGraph = {
  subgraphs: {
    guests: `
      enum Tier { PLAIN GOLD STAFF @inaccessible }
      type Query {
        guests: [Guest!]! guest(id: ID!): Guest ofTier(tier: Tier!): [Guest!]!
        tiers: [Tier] sureTiers: [Tier!] grid: [[Tier!]]!
      }
      type Guest @key(fields: "id") { id: ID! tier: Tier sureTier: Tier! }`,
    clubs: `
      enum Tier { PLAIN GOLD STAFF }
      type Query { members: [Guest!]! }
      type Guest @key(fields: "id") {
        id: ID!
        memberTier: Tier
        tier: Tier @external
        badge: String @requires(fields: "tier")
        twin: Guest
      }`,
  },
  merged: `
    enum Tier { PLAIN GOLD }
    type Query {
      guests: [Guest!]! guest(id: ID!): Guest ofTier(tier: Tier!): [Guest!]!
      tiers: [Tier] sureTiers: [Tier!] grid: [[Tier!]]! members: [Guest!]!
    }
    type Guest { id: ID! tier: Tier sureTier: Tier! memberTier: Tier badge: String twin: Guest }`,
  roots: {
    ...{ guests: all('Guest'), guest: find('Guest'), members: all('Guest') },
    ...{ tiers, sureTiers: tiers, grid: [tiers, ['GOLD']] },
    ofTier: (_parent: unknown, { tier }: { tier: string }, world: World) =>
      world.all('Guest').filter((guest) => guest['tier'] === tier),
  },
  entities: {
    Guest: {
      g1: { tier: 'PLAIN', sureTier: 'PLAIN', memberTier: 'PLAIN', twin: ref('g2') },
      g2: { tier: 'STAFF', sureTier: 'STAFF', memberTier: 'STAFF', twin: ref('g1') },
      g3: { tier: null, sureTier: 'PLAIN', memberTier: null, twin: ref('g1') },
    },
  },
  fields: { Guest: { badge: ({ tier }: { tier: string | null }) => `badge of ${tier}` } },
};

const guestsBy = (_parent: unknown, { by }: { by?: string }) =>
  by === 'NAME' ? refs('g3', 'g2', 'g1') : refs('g1', 'g2', 'g3');

/** Two subgraphs share enums with different values: an enum of arguments and an enum of results. */
export const sortsGraph: ConformanceGraph = {
  subgraphs: {
    guests: `
      enum Sort { NAME MOOD }
      enum Mood { CALM MERRY TIRED }
      type Query { guests(by: Sort): [Guest!]! }
      type Guest @key(fields: "id") { id: ID! mood: Mood! }`,
    clubs: `
      enum Sort { NAME AGE }
      enum Mood { CALM BORED }
      type Query { members(by: Sort = NAME): [Guest!]! }
      type Guest @key(fields: "id") { id: ID! clubMood: Mood }`,
  },
  merged: `
    enum Sort { NAME }
    enum Mood { CALM MERRY TIRED BORED }
    type Query { guests(by: Sort): [Guest!]! members(by: Sort = NAME): [Guest!]! }
    type Guest { id: ID! mood: Mood! clubMood: Mood }`,
  roots: { guests: guestsBy, members: guestsBy },
  entities: {
    Guest: {
      g1: { mood: 'CALM', clubMood: 'BORED' },
      g2: { mood: 'MERRY', clubMood: 'CALM' },
      g3: { mood: 'TIRED', clubMood: 'CALM' },
    },
  },
};
