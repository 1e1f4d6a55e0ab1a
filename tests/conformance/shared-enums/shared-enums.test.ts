import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';

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

describe('an enum with a value that clients do not see', () => {
  const graph = serveGraph({
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
  });

  it('is null with an error where the value is that', async () => {
    await graph.expectSame('{ guests { id tier } }');
    await graph.expectSame('{ guests { id } }');
  });

  it('is so where the value comes with an entity, or is seen twice', async () => {
    await graph.expectSame('{ members { memberTier tier again: tier } }');
    await graph.expectSame('{ guests { twin { tier twin { memberTier } } } }');
  });

  it('makes null of what is around it where it may not be null itself', async () => {
    await graph.expectSame('{ guest(id: "g1") { sureTier } }');
    await graph.expectSame('{ guest(id: "g2") { id sureTier } }');
    await graph.expectSame('{ guests { id sureTier } }');
    await graph.expectSame('{ guest(id: "g1") { twin { sureTier } } }');
  });

  it('is one item of a list', async () => {
    await graph.expectSame('{ tiers }');
    await graph.expectSame('{ sureTiers }');
    await graph.expectSame('{ grid }');
  });

  it('goes as it is from one subgraph to another that requires it', async () => {
    await graph.expectSame('{ guests { badge } }');
    await graph.expectSame('{ members { id badge tier } }');
  });

  it('is not an argument', async () => {
    await graph.expectSame('{ ofTier(tier: PLAIN) { id tier } }');
    await graph.expectRefusal('{ ofTier(tier: STAFF) { id } }');
    await graph.expectSame('query ($tier: Tier!) { ofTier(tier: $tier) { id } }', { tier: 'PLAIN' });
    await graph.expectRefusal('query ($tier: Tier!) { ofTier(tier: $tier) { id } }', { tier: 'STAFF' });
  });

  it('does not show it', async () => {
    const { data } = await graph.expectSame(
      '{ __type(name: "Tier") { name enumValues { name } } guests { id } }',
    );

    expect(data).toMatchObject({ __type: { enumValues: [{ name: 'PLAIN' }, { name: 'GOLD' }] } });
  });
});

describe('an enum of which subgraphs have different values', () => {
  const graph = serveGraph({
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
  });

  it('has all of them in answers', async () => {
    await graph.expectSame('{ guests { mood clubMood } members { clubMood mood } }');
  });

  it('has only those of all in arguments', async () => {
    await graph.expectSame('{ guests(by: NAME) { id } members(by: NAME) { id } }');
    await graph.expectRefusal('{ guests(by: MOOD) { id } }');
    await graph.expectRefusal('{ members(by: AGE) { id } }');
    await graph.expectRefusal('query ($by: Sort) { guests(by: $by) { id } }', { by: 'MOOD' });
    await graph.expectSame('query ($by: Sort) { members(by: $by) { id } guests(by: $by) { id } }', {});
    await graph.expectSame('query ($by: Sort = NAME) { guests(by: $by) { id } }');
    await graph.expectRefusal('query ($by: Sort = AGE) { guests(by: $by) { id } }');
  });
});
