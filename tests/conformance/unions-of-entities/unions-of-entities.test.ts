import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { hitsGraph } from './graph.ts';

describe('a union of entities', () => {
  const graph = serveGraph(hitsGraph);

  it('gets the fields of each member from where they are, at the same time', async () => {
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

  it('asks nobody for the members that were not found', async () => {
    const { fetches } = await graph.expectSame(
      '{ hit(id: "f1") { __typename ... on Hotel { rating } ... on Guest { name } ... on Flight { number } } }',
    );

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['search', 'flights']);
  });

  it('has the names of its members', async () => {
    const { fetches } = await graph.expectSame('{ hits { __typename kind: __typename } }');

    expect(fetches).toHaveLength(1);
  });

  it('has fields of the same name and another type in its members, under names of the client', async () => {
    await graph.expectSame(`{
      hits { ... on Hotel { rating label: name } ... on Guest { stars: rating title: name } ... on Flight { seats: free } }
    }`);
    await graph.expectSame(`{
      hits { ... on Hotel { hotelName: name score: rating } ... on Guest { name } ... on Flight { label: number id } }
    }`);
  });

  it('leads to another union of the same members', async () => {
    await graph.expectSame(`{
      hit(id: "g1") {
        ... on Guest { name likes { __typename ... on Flight { number } ... on Guest { name stars: rating } ... on Hotel { rating } } }
      }
    }`);
    await graph.expectSame(`{
      hits { ... on Guest { likes { ... on Guest { likes { ... on Guest { mail stayed { name } } ... on Flight { free } } } } } }
    }`);
  });

  it('may hold nothing', async () => {
    await graph.expectSame('{ hit(id: "none") { __typename ... on Guest { name } } }');
    await graph.expectSame(`{
      pages { top { ... on Flight { free } } hits { __typename ... on Guest { name } ... on Hotel { name } } }
    }`);
    await graph.expectSame('{ pages { hits { ... on Flight { number } } } }');
  });

  it('asks for each entity once, wherever it was found', async () => {
    const { fetches } = await graph.expectSame('{ pages { hits { ... on Guest { name } } } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['search', 'guests']);
    expect(fetches[1]?.variables['representations']).toHaveLength(1);
  });

  it('is asked for through named fragments that know only some members', async () => {
    await graph.expectSame(`
      query { hits { ...Person ...Place kind: __typename } }
      fragment Person on Guest { name mail }
      fragment Place on Hit { ... on Hotel { name } ...Vehicle }
      fragment Vehicle on Flight { id number }`);
  });

  it('leaves out what the client does not include', async () => {
    const query = `query ($guests: Boolean!, $noHotels: Boolean!) {
      hits {
        ... on Guest @include(if: $guests) { name rating }
        ... on Hotel @skip(if: $noHotels) { name }
        ... on Flight { number @include(if: $guests) free @skip(if: $noHotels) }
        ... on Guest { id }
      }
    }`;
    for (const guests of [true, false]) {
      for (const noHotels of [true, false]) await graph.expectSame(query, { guests, noHotels });
    }
  });
});
