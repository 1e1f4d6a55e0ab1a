import { describe, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';

/** What a subgraph got, as it got it: what clients may not say must not arrive, and defaults must. */
const told = (_root: unknown, args: unknown) => JSON.stringify(args);
const guest = { id: 'g1' };

describe('an input of which subgraphs have different fields', () => {
  const graph = serveGraph({
    world: () => ({}),
    subgraphs: {
      hotels: {
        typeDefs: `
          input Filter { first: Int! stars: Int within: Area tags: [Tag!] sea: Boolean = true }
          input Area { name: String! radius: Float = 2.5 island: Boolean }
          input Tag { word: String! }
          type Query { hotels(filter: Filter!): String! areas(in: [[Area!]]): String! }
          type Guest @key(fields: "id") { id: ID! liked(filter: Filter): String! }`,
        resolvers: { Query: { hotels: told, areas: told }, Guest: { liked: told } },
      },
      flights: {
        typeDefs: `
          input Filter { first: Int! offset: Int within: Area tags: [Tag!] }
          input Area { name: String! radius: Float = 2.5 airport: ID }
          input Tag { word: String! loud: Boolean }
          type Query { flights(filter: Filter = { first: 3 }): String! guest: Guest }
          type Guest @key(fields: "id") { id: ID! flown(filter: Filter): String! }`,
        resolvers: { Query: { flights: told, guest: () => guest }, Guest: { flown: told } },
      },
    },
    oracle: {
      typeDefs: `
        input Filter { first: Int! within: Area tags: [Tag!] }
        input Area { name: String! radius: Float = 2.5 }
        input Tag { word: String! }
        type Query {
          hotels(filter: Filter!): String! areas(in: [[Area!]]): String!
          flights(filter: Filter = { first: 3 }): String! guest: Guest
        }
        type Guest { id: ID! liked(filter: Filter): String! flown(filter: Filter): String! }`,
      resolvers: {
        Query: {
          hotels: (_root: unknown, { filter }: { filter: object }) =>
            told(null, { filter: { ...filter, sea: true } }),
          ...{ areas: told, flights: told, guest: () => guest },
        },
        Guest: {
          liked: (_guest: unknown, { filter }: { filter?: object }) =>
            told(null, filter === undefined ? {} : { filter: { ...filter, sea: true } }),
          flown: told,
        },
      },
    },
  });

  it('has those of all', async () => {
    await graph.expectSame('{ hotels(filter: { first: 1 }) flights(filter: { first: 2 }) }');
    await graph.expectSame('{ flights areas }');
  });

  it('has no others', async () => {
    await graph.expectRefusal('{ hotels(filter: { first: 1, stars: 4 }) }');
    await graph.expectRefusal('{ hotels(filter: { first: 1, offset: 4 }) }');
    await graph.expectRefusal('{ flights(filter: { first: 1, offset: 4 }) }');
    await graph.expectRefusal('{ flights(filter: { first: 1, tags: [{ word: "a", loud: true }] }) }');
    await graph.expectRefusal('{ hotels(filter: { stars: 4 }) }');
  });

  it('has no others in variables, at any depth', async () => {
    const query = 'query ($filter: Filter!) { flights(filter: $filter) hotels(filter: $filter) }';
    await graph.expectSame(query, { filter: { first: 1, tags: [{ word: 'æ' }] } });
    await graph.expectRefusal(query, { filter: { first: 1, offset: 2 } });
    await graph.expectRefusal(query, { filter: { first: 1, within: { name: 'Lofoten', island: true } } });
    await graph.expectRefusal(query, { filter: { offset: 2 } });
  });

  it('is within others and in lists', async () => {
    await graph.expectSame('{ areas(in: [[{ name: "Lofoten", radius: 4 }], null]) }');
    await graph.expectSame('query ($in: [[Area!]]) { areas(in: $in) }', { in: { name: 'Senja' } });
    await graph.expectSame('query ($n: String!) { areas(in: [[{ name: $n }]]) }', { n: 'Senja' });
    await graph.expectRefusal('{ areas(in: [[{ name: "Lofoten", airport: "LKN" }]]) }');
  });

  it('is asked for of entities', async () => {
    await graph.expectSame('{ guest { liked(filter: { first: 1 }) flown(filter: { first: 2, tags: [] }) } }');
    await graph.expectSame(
      'query ($n: Int!, $within: Area) { guest { flown liked(filter: { first: $n, within: $within }) } }',
      { n: 4, within: { name: 'Senja', radius: 1 } },
    );
  });
});
