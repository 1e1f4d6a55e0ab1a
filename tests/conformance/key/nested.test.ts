import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { flatsGraph, nestedKeysGraph } from './nested.graph.ts';

describe('@key with a nested object', () => {
  const graph = serveGraph(nestedKeysGraph);

  it('all entities are joined in a single fetch', async () => {
    await graph.expectSameFrom(['hotels', 'views'], '{ rooms { view number } }');
  });

  it('aliases with the names of key fields change no join', async () => {
    await graph.expectSame('{ rooms { number: view hotel: number chain: hotel { code: chain } } }');
  });
});

describe('@key with an object two levels deep', () => {
  const graph = serveGraph(flatsGraph);

  it('entities in lists with nulls and duplicates are joined in a single fetch', async () => {
    const { fetches, subgraphs } = await graph.expectSame('{ flats { rent door } }');

    expect(subgraphs).toEqual(['flats', 'rents']);
    expect(fetches[1]?.variables['representations']).toHaveLength(3);
    await graph.expectSame('{ streets { rent floor } }');
  });

  it('entities joined by the key lead to further entities', async () => {
    await graph.expectSame('{ flats { above { door rent } } }');
    await graph.expectSame('{ streets { door above { above { door house { street { town } } } rent } } }');
  });

  it('aliases with the names of key fields change no join', async () => {
    await graph.expectSame(
      '{ flats { floor: rent house: floor street: house { number: street { name: town town: name } street: number } } }',
    );
    await graph.expectSame(
      '{ flats { rent: door above { house { street: number number: street { town } } } } }',
    );
  });

  it('fragments and conditions change no join', async () => {
    const query = `
      query ($rented: Boolean!, $placed: Boolean!) { flats { ...Told above { ...Told } } streets { ... @include(if: $placed) { ...Told } floor } }
      fragment Told on Flat { rent @include(if: $rented) house @skip(if: $placed) { ...House } ... @skip(if: $rented) { door } }
      fragment House on House { street { town @include(if: $rented) name } number @skip(if: $rented) }`;
    await graph.expectSameForAll(query);
  });
});
