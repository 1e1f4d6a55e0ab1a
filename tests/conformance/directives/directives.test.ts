import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';

const definitions = `
  enum Scope { PUBLIC PRIVATE }
  input CacheRule { scope: Scope! = PRIVATE maxAge: Int = 60 keys: [String!] = ["id"] }`;
const cache =
  'directive @cache(scope: Scope! = PUBLIC, rule: CacheRule = { maxAge: 5 }, hops: [Int!] = [1, 2]) on FIELD';
const trace =
  'directive @trace(name: String = "a \\"name\\"", deep: Boolean! = false) repeatable on FIELD | QUERY | INLINE_FRAGMENT';
const hotel = () => ({ id: 'h1', name: 'Bryggen' });

describe('directives for operations that subgraphs define', () => {
  const graph = serveGraph({
    world: () => ({}),
    subgraphs: {
      hotels: {
        typeDefs: `
          ${definitions} ${cache} ${trace}
          type Query { hotel: Hotel }
          type Hotel @key(fields: "id") { id: ID! name: String! }`,
        resolvers: { Query: { hotel }, Hotel: { __resolveReference: hotel } },
      },
      reviews: {
        typeDefs: `
          ${definitions} ${cache} ${trace}
          type Query { best: Hotel }
          type Hotel @key(fields: "id") { id: ID! score(of: Int = 5): Int }`,
        resolvers: {
          Query: { best: () => ({ id: 'h1' }) },
          Hotel: { score: (_hotel: unknown, args: { of: number }) => args.of },
        },
      },
    },
    oracle: {
      typeDefs: `
        ${definitions} ${cache} ${trace}
        type Query { hotel: Hotel best: Hotel }
        type Hotel { id: ID! name: String! score(of: Int = 5): Int }`,
      resolvers: {
        Query: { hotel, best: hotel },
        Hotel: { score: (_hotel: unknown, args: { of: number }) => args.of },
      },
    },
  });

  it('stand without arguments, which have defaults', async () => {
    await graph.expectSame('{ hotel @cache { name @cache } best @cache { name score @cache } }');
  });

  it('stand with some of their arguments', async () => {
    await graph.expectSame('{ hotel @cache(scope: PRIVATE) { id name @cache(rule: { keys: [] }) } }');
    await graph.expectSame('{ best { score @cache(hops: 3) name @cache(rule: null, scope: PUBLIC) } }');
  });

  it('stand with variables, at several places and again and again', async () => {
    const query = `query ($scope: Scope!, $rule: CacheRule, $of: Int = 3) @trace {
      hotel @trace @trace(name: "ø", deep: true) { score(of: $of) @cache(scope: $scope) ... @trace { name } }
      best { name @cache(rule: $rule) score }
    }`;
    await graph.expectSame(query, { scope: 'PRIVATE', rule: { maxAge: null } });
    await graph.expectSame(query, { scope: 'PUBLIC', of: 1 });
  });

  it('stand beside conditions', async () => {
    await graph.expectSame(
      'query ($no: Boolean!) { hotel { name @cache @skip(if: $no) id @include(if: $no) @cache score @trace } }',
      { no: true },
    );
  });

  it('are wrong with arguments that they do not have, at places where they may not be, twice', async () => {
    await graph.expectRefusal('{ hotel @cache(age: 1) { id } }');
    await graph.expectRefusal('{ hotel @cache(scope: NONE) { id } }');
    await graph.expectRefusal('query @cache { hotel { id } }');
    await graph.expectRefusal('{ hotel @cache @cache { id } }');
    await graph.expectRefusal('{ hotel @unknown { id } }');
  });

  it('tell their arguments and defaults', async () => {
    const { data } = await graph.ask(
      '{ __schema { directives { name isRepeatable args { name defaultValue } } } }',
    );

    const { directives } = (data as { __schema: { directives: { name: string }[] } }).__schema;
    expect(directives.find(({ name }) => name === 'cache')).toEqual({
      ...{ name: 'cache', isRepeatable: false },
      args: [
        { name: 'scope', defaultValue: 'PUBLIC' },
        { name: 'rule', defaultValue: '{scope: PRIVATE, maxAge: 5, keys: ["id"]}' },
        { name: 'hops', defaultValue: '[1, 2]' },
      ],
    });
    expect(directives.find(({ name }) => name === 'trace')).toMatchObject({
      ...{ isRepeatable: true },
      args: [{ defaultValue: String.raw`"a \"name\""` }, { defaultValue: 'false' }],
    });
  });
});

describe('a directive for operations that subgraphs define differently', () => {
  const root = (name: string) => ({ [name]: (_root: unknown, args: unknown) => JSON.stringify(args) });
  const graph = serveGraph({
    world: () => ({}),
    subgraphs: {
      hotels: {
        typeDefs: `
          enum Scope { PUBLIC PRIVATE }
          directive @cache(scope: Scope!) on FIELD
          directive @trace(name: String = "hotels") on FIELD | FRAGMENT_SPREAD | QUERY
          directive @rare on FIELD
          type Query { hotel(id: ID): String }`,
        resolvers: { Query: root('hotel') },
      },
      flights: {
        typeDefs: `
          enum Scope { PUBLIC PRIVATE }
          directive @cache(scope: Scope! = PUBLIC) on FIELD
          directive @trace(name: String = "hotels") on FIELD | INLINE_FRAGMENT | QUERY
          type Query { flight(id: ID): String }`,
        resolvers: { Query: root('flight') },
      },
    },
    oracle: {
      typeDefs: `
        enum Scope { PUBLIC PRIVATE }
        directive @cache(scope: Scope!) on FIELD
        directive @trace(name: String = "hotels") on FIELD | QUERY
        type Query { hotel(id: ID): String flight(id: ID): String }`,
      resolvers: { Query: { ...root('hotel'), ...root('flight') } },
    },
  });

  it('has the default of an argument only where all of them give it', async () => {
    await graph.expectRefusal('{ flight @cache }');
    await graph.expectSame('{ hotel @trace flight(id: 1) @cache(scope: PUBLIC) }');
    await graph.expectSame(
      'query ($s: Scope = PRIVATE) { hotel(id: "a") @cache(scope: $s) flight @cache(scope: $s) }',
    );
  });

  it('stands where it may in all of them', async () => {
    await graph.expectSame('query @trace { hotel @trace(name: "x") flight @trace }');
    await graph.expectRefusal('{ ... @trace { flight } }');
    await graph.expectRefusal('{ ...F @trace } fragment F on Query { hotel }');
  });

  it('is unknown where not all of them have it', async () => {
    await graph.expectRefusal('{ hotel @rare }');
  });
});
