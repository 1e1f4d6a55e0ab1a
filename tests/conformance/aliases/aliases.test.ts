import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { tripsGraph } from '../fragments/trips.graph.ts';

describe('aliases', () => {
  const graph = serveGraph(tripsGraph);

  it('names of key fields are answered', async () => {
    await graph.expectSame('{ hotels { id: name score } }');
    await graph.expectSame('{ hotels { id: rooms { id: number } bookings { id: nights } verdict } }');
    await graph.expectSame(
      '{ me { id: email name: id bookings { id: hotel { id: city { id: name } score } } } }',
    );
  });

  it('crossed names are answered', async () => {
    await graph.expectSame('{ hotels { name: stars stars: name score: rank rank: score } }');
    await graph.expectSame(
      '{ hotels { bookings: reviews { nights: stars } reviews: bookings { stars: nights } } }',
    );
    await graph.expectSame(
      '{ me { friends: bookings { id hotel { name } } bookings: friends { id name bookings { id } } } }',
    );
  });

  it('names of root fields are answered', async () => {
    await graph.expectSame(
      '{ me: hotels { id } hotels: me { id } reviews: places { name } places: reviews { id } }',
    );
    await graph.expectSame(
      '{ first: hotel(id: "h1") { name score } hotel: hotel(id: "h2") { name score } me { id } }',
    );
  });

  it('a field with several aliases, arguments and selections is answered', async () => {
    await graph.expectSame(`{
      hotels {
        one: reviews(first: 1) { id author { name } }
        reviews { stars }
        three: reviews(first: 3) { author { id bookings { nights } } }
      }
    }`);
    const { fetches } = await graph.expectSame('{ hotels { a: score b: score score c: name d: name } }');

    expect(fetches).toHaveLength(2);
  });

  it('names that a query plan might use are answered', async () => {
    await graph.expectSame('{ hotels { _entities: name representations: id __typename score } }');
    await graph.expectSame('{ hotels { name__alias_0: id _0: stars as_id: name id: rank } }');
    await graph.expectSame(
      'query ($representations: Int! = 1) { hotels { reviews(first: $representations) { id } } }',
    );
  });

  it('names of Object.prototype are answered', async () => {
    await graph.expectSame(
      '{ hotels { constructor: name toString: score valueOf: id hasOwnProperty: bookings { id } } }',
    );
    await graph.expectSame(
      '{ __proto__: me { name __proto__: id bookings { __proto__: nights hotel { __proto__: score } } } }',
    );
    await graph.expectSame(
      '{ constructor: hotels { prototype: reviews { __defineGetter__: author { length: name } } } }',
    );
  });

  it('names with digits keep their order', async () => {
    await graph.expectSame(
      '{ hotels { _2: name _1: score _10: id } _9: me { _b: name _a: bookings { _1: id } } }',
    );
  });

  it('conflicting aliases are refused', async () => {
    await graph.expectRefusal('{ hotels { name: stars name } }');
    await graph.expectRefusal('{ hotels { reviews(first: 1) { id } reviews(first: 2) { id } } }');
  });
});

describe('field merging', () => {
  const graph = serveGraph(tripsGraph);

  it('selections of the same field are merged', async () => {
    await graph.expectSame(
      '{ me { bookings { id } name bookings { nights } bookings { hotel { name } hotel { stars } } } }',
    );
    await graph.expectSame(
      '{ me { name } me { bookings { hotel { score } } } me { email bookings { hotel { name } id } } }',
    );
  });

  it('selections from several fragments and subgraphs are merged', async () => {
    const { fetches } = await graph.expectSame(`
      { hotels { reviews { id } ...A ... on Place { name } ...B } hotels { bookings { guest { name } } ...A } }
      fragment A on Hotel { reviews { author { name } } bookings { guest { id } } }
      fragment B on Hotel { reviews { author { bookings { nights } } stars } bookings { guest { friends { name } } nights } }`);

    expect(fetches.filter(({ query }) => !query.includes('_entities'))).toHaveLength(1);
  });

  it('selections in lists of interfaces are merged', async () => {
    await graph.expectSame(`{
      places { ... on Reviewed { reviews { id } } ... on Hotel { reviews { text } rooms { id } } }
      places { ... on Museum { reviews { author { name } } } ... on Hotel { rooms { number hotel { name } } } id }
    }`);
  });

  it('selections with equal arguments are merged', async () => {
    await graph.expectSame(
      'query ($n: Int! = 2) { hotels { reviews(first: $n) { id } reviews(first: $n) { stars } } }',
    );
    await graph.expectRefusal(
      '{ search(text: "B") { __typename } search(text: """B""") { ... on Hotel { id } } }',
    );
  });
});

describe('deep operations', () => {
  const graph = serveGraph(tripsGraph);

  it('subgraphs take turns at each level', async () => {
    await graph.expectSame(`{
      me { bookings { hotel { reviews { author { bookings { hotel { bookings { guest { friends { name bookings { nights } } } } } } } } } } }
    }`);
    await graph.expectSame(`{
      guests { friends { friends { friends { name favourite { ... on Hotel { rank reviews { author { friends { id } } } } } } } } }
    }`);
  });

  it('each fetch has an entity once', async () => {
    const { fetches } = await graph.expectSame(
      '{ guests { bookings { hotel { name } } friends { bookings { hotel { score } } } } }',
    );

    for (const { variables } of fetches.filter(({ query }) => query.includes('_entities'))) {
      const keys = (variables['representations'] as unknown[]).map((key) => JSON.stringify(key));
      expect(keys).toEqual([...new Set(keys)]);
    }
  });

  it('strings of any characters are answered', async () => {
    await graph.expectSame(
      '{ hotels { name rank verdict } places { name } search(text: "北極") { ... on Museum { name } } }',
    );
    await graph.expectSame('query ($text: String) { search(text: $text) { ... on Hotel { name } } }', {
      text: '🐻‍❄️',
    });
    await graph.expectSame(
      String.raw`{ search(text: "\u00f8") { __typename ... on City { name country { languages } } } }`,
    );
    await graph.expectSame(String.raw`{ search(text: "\"Inn\"\n") { ... on Hotel { name } } }`);
    await graph.expectSame('{ search(text: """ "Inn" """) { __typename } } # ⛄ a comment');
  });
});
