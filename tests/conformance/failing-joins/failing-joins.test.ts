import { describe, expect, it } from 'vitest';
import { entityFetches } from '../support/entity-fetches.ts';
import { serveGraph } from '../support/graph.ts';
import { hotelsGraph } from './graph.ts';

describe('a field that fails in another subgraph', () => {
  const graph = serveGraph(hotelsGraph('Hotel.rating'));

  it('is null, with an error for each place', async () => {
    await graph.expectSame('{ hotel(id: "h1") { name rating price } }');
    await graph.expectSame('{ hotels { rating id } groups { rating } }');
  });

  it('is an error at the names that the client gave', async () => {
    await graph.expectSame('{ all: hotels { name: rating rating: price stars: rating } }');
  });

  it('leaves what is around it', async () => {
    await graph.expectSame('{ hotels { owner { name } rating label sign } }');
  });
});

describe('a field that fails in another subgraph and may not be null', () => {
  const graph = serveGraph(hotelsGraph('Hotel.price:h2'));

  it('takes its entity with it, and no other', async () => {
    await graph.expectSame('{ hotels { name price rating } }');
    await graph.expectSame('{ hotel(id: "h2") { name price } other: hotel(id: "h1") { name price } }');
  });

  it('takes as much as the schema says', async () => {
    await graph.expectSame('{ strict { price } groups { price id } hotels { id } }');
  });

  it('takes nothing where the client did not ask for it', async () => {
    const query = 'query ($priced: Boolean!) { hotels { name rating price @include(if: $priced) } }';
    await graph.expectSame(query, { priced: false });
    await graph.expectSame(query, { priced: true });
  });

  it('is an error at the names that the client gave', async () => {
    await graph.expectSame('{ all: groups { id: price price: name } strict { rating: price } }');
  });
});

describe('a field that fails two subgraphs away', () => {
  const graph = serveGraph(hotelsGraph('Guest.name', 'Guest.phone'));

  it('is null as far up as the schema says', async () => {
    await graph.expectSame('{ hotels { id owner { phone id } price } }');
    await graph.expectSame('{ strict { id owner { name } } }');
  });

  it('is an error at the names that the client gave', async () => {
    await graph.expectSame('{ strict { name: owner { id: phone } owner: price } }');
  });
});

describe('a field that fails on the way to another subgraph', () => {
  const graph = serveGraph(hotelsGraph('Hotel.owner:h1', 'Hotel.name:h3', 'Hotel.tags'));

  it('leads nowhere', async () => {
    const { fetches } = await graph.expectSame('{ hotel(id: "h1") { price owner { name } } }');

    expect(entityFetches(fetches).map(([subgraph]) => subgraph)).toEqual(['prices']);
  });

  it('leads nowhere in its place only', async () => {
    await graph.expectSame('{ hotels { owner { name phone } tags } }');
  });

  it('takes what was to be asked with it', async () => {
    await graph.expectSame('{ hotels { name price } }');
    await graph.expectSame('{ hotels { label name } }');
    await graph.expectSame('{ hotel(id: "h3") { name owner { phone } rating } }');
  });

  it('keeps nobody from asking for the rest', async () => {
    await graph.expectSame('{ hotels { tags price rating } strict { id rating tags } }');
  });
});

describe('a field that fails and is required elsewhere', () => {
  const graph = serveGraph(hotelsGraph('Hotel.city:h1', 'Hotel.name:h2'));

  it('is null to those who require it, where it may be', async () => {
    const { data, errors } = await graph.ask('{ hotel(id: "h1") { sign } }');

    expect(data).toEqual({ hotel: { sign: 'to nowhere' } });
    expect(errors?.map(({ path }) => path)).toEqual([['hotel', 'city']]);
  });

  it('does not keep other entities from what requires it', async () => {
    const { data } = await graph.ask('{ hotels { id sign } }');

    expect(data?.['hotels']).toEqual([
      { id: 'h1', sign: 'to nowhere' },
      null,
      { id: 'h2', sign: 'to nowhere' },
      { id: 'h3', sign: 'to BGO' },
    ]);
  });

  it('is an error where it may not be null', async () => {
    const { data, errors } = await graph.ask('{ hotel(id: "h2") { id label } }');

    expect(data).toEqual({ hotel: null });
    expect(errors).not.toHaveLength(0);
  });
});
