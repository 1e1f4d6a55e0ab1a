import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { hitsGraph } from './entities.graph.ts';

describe('union of entities', () => {
  const graph = serveGraph(hitsGraph);

  it('the fields of each member are fetched from their owners in parallel', async () => {
    const { fetches } = await graph.expectSame(
      '{ hits { ... on Hotel { name } ... on Guest { mail } ... on Flight { number free } } }',
    );

    expect(fetches[0]?.subgraph).toBe('search');
    expect(
      fetches
        .slice(1)
        .map(({ subgraph }) => subgraph)
        .toSorted(),
    ).toEqual(['flights', 'guests', 'hotels', 'seats']);
  });

  it('members that were not found need no fetch', async () => {
    await graph.expectSameFrom(
      ['search', 'flights'],
      '{ hit(id: "f1") { __typename ... on Hotel { rating } ... on Guest { name } ... on Flight { number } } }',
    );
  });

  it('__typename needs no further fetch', async () => {
    const { fetches } = await graph.expectSame('{ hits { __typename kind: __typename } }');

    expect(fetches).toHaveLength(1);
  });

  it('fields of the same name and different types are answered under aliases', async () => {
    await graph.expectSame(`{
      hits { ... on Hotel { rating label: name } ... on Guest { stars: rating title: name } ... on Flight { seats: free } }
    }`);
    await graph.expectSame(`{
      hits { ... on Hotel { hotelName: name score: rating } ... on Guest { name } ... on Flight { label: number id } }
    }`);
  });

  it('members lead to another union', async () => {
    await graph.expectSame(`{
      hit(id: "g1") {
        ... on Guest { name likes { __typename ... on Flight { number } ... on Guest { name stars: rating } ... on Hotel { rating } } }
      }
    }`);
    await graph.expectSame(`{
      hits { ... on Guest { likes { ... on Guest { likes { ... on Guest { mail stayed { name } } ... on Flight { free } } } } } }
    }`);
  });

  it('null and lists with nulls are answered', async () => {
    await graph.expectSame('{ hit(id: "none") { __typename ... on Guest { name } } }');
    await graph.expectSame(`{
      pages { top { ... on Flight { free } } hits { __typename ... on Guest { name } ... on Hotel { name } } }
    }`);
    await graph.expectSame('{ pages { hits { ... on Flight { number } } } }');
  });

  it('an entity is fetched once, at any place', async () => {
    const { fetches, subgraphs } = await graph.expectSame('{ pages { hits { ... on Guest { name } } } }');

    expect(subgraphs).toEqual(['search', 'guests']);
    expect(fetches[1]?.variables['representations']).toHaveLength(1);
  });

  it('named fragments on some members are answered', async () => {
    await graph.expectSame(`
      query { hits { ...Person ...Place kind: __typename } }
      fragment Person on Guest { name mail }
      fragment Place on Hit { ... on Hotel { name } ...Vehicle }
      fragment Vehicle on Flight { id number }`);
  });

  it('conditions select the members', async () => {
    const query = `query ($guests: Boolean!, $noHotels: Boolean!) {
      hits {
        ... on Guest @include(if: $guests) { name rating }
        ... on Hotel @skip(if: $noHotels) { name }
        ... on Flight { number @include(if: $guests) free @skip(if: $noHotels) }
        ... on Guest { id }
      }
    }`;
    await graph.expectSameForAll(query);
  });
});
