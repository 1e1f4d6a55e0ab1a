import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { hotelsGraph } from './failing-fields.graph.ts';

describe('null propagation: a nullable field of another subgraph fails', () => {
  const graph = serveGraph(hotelsGraph('Hotel.rating'));

  it('it is null, with an error at each place', async () => {
    await graph.expectSame('{ hotel(id: "h1") { name rating price } }');
    await graph.expectSame('{ hotels { rating id } groups { rating } }');
  });

  it('the error path has the aliases', async () => {
    await graph.expectSame('{ all: hotels { name: rating rating: price stars: rating } }');
  });

  it('fields beside it are answered', async () => {
    await graph.expectSame('{ hotels { owner { name } rating label sign } }');
  });
});

describe('null propagation: a non-null field of another subgraph fails', () => {
  const graph = serveGraph(hotelsGraph('Hotel.price:h2'));

  it('its entity is null, and sibling entities are answered', async () => {
    await graph.expectSame('{ hotels { name price rating } }');
    await graph.expectSame('{ hotel(id: "h2") { name price } other: hotel(id: "h1") { name price } }');
  });

  it('null propagates to the nearest nullable parent', async () => {
    await graph.expectSame('{ strict { price } groups { price id } hotels { id } }');
  });

  it('a skipped field propagates no null', async () => {
    const query = 'query ($priced: Boolean!) { hotels { name rating price @include(if: $priced) } }';
    await graph.expectSameForAll(query);
  });

  it('the error path has the aliases', async () => {
    await graph.expectSame('{ all: groups { id: price price: name } strict { rating: price } }');
  });
});

describe('null propagation: a field fails two fetches away', () => {
  const graph = serveGraph(hotelsGraph('Guest.name', 'Guest.phone'));

  it('null propagates to the nearest nullable parent', async () => {
    await graph.expectSame('{ hotels { id owner { phone id } price } }');
    await graph.expectSame('{ strict { id owner { name } } }');
  });

  it('the error path has the aliases', async () => {
    await graph.expectSame('{ strict { name: owner { id: phone } owner: price } }');
  });
});

describe('null propagation: a field fails that leads to another subgraph', () => {
  const graph = serveGraph(hotelsGraph('Hotel.owner:h1', 'Hotel.name:h3', 'Hotel.tags'));

  it('the next fetch is left out', async () => {
    const { entityFetches } = await graph.expectSame('{ hotel(id: "h1") { price owner { name } } }');

    expect(entityFetches.map(([subgraph]) => subgraph)).toEqual(['prices']);
  });

  it('sibling entities are fetched', async () => {
    await graph.expectSame('{ hotels { owner { name phone } tags } }');
  });

  it('a failed non-null field nulls the fields beside it', async () => {
    await graph.expectSame('{ hotels { name price } }');
    await graph.expectSame('{ hotels { label name } }');
    await graph.expectSame('{ hotel(id: "h3") { name owner { phone } rating } }');
  });

  it('fetches that do not depend on it are sent', async () => {
    await graph.expectSame('{ hotels { tags price rating } strict { id rating tags } }');
  });
});

describe('null propagation: a required field fails (@requires)', () => {
  const graph = serveGraph(hotelsGraph('Hotel.city:h1', 'Hotel.name:h2'));

  it('the required field is sent as null', async () => {
    const { data, errors } = await graph.ask('{ hotel(id: "h1") { sign } }');

    expect(data).toEqual({ hotel: { sign: 'to nowhere' } });
    expect(errors?.map(({ path }) => path)).toEqual([['hotel', 'city']]);
  });

  it('sibling entities get their required fields', async () => {
    const { data } = await graph.ask('{ hotels { id sign } }');

    expect(data?.['hotels']).toEqual([
      { id: 'h1', sign: 'to nowhere' },
      null,
      { id: 'h2', sign: 'to nowhere' },
      { id: 'h3', sign: 'to BGO' },
    ]);
  });

  it('a non-null required field nulls the fields that require it, and no others', async () => {
    const { data, errors } = await graph.ask('{ hotel(id: "h2") { id label } }');

    expect(data).toEqual({ hotel: { id: 'h2', label: null } });
    expect(errors?.map(({ path }) => path)).toEqual([['hotel', 'name']]);
  });
});
