import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { flatsGraph } from './flats.ts';
import { nestedKeysGraph } from './graph.ts';

describe('an entity whose key lies in a nested object', () => {
  const graph = serveGraph(nestedKeysGraph);

  it('is joined by it, in one fetch for all', async () => {
    const { fetches } = await graph.expectSame('{ rooms { view number } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['hotels', 'views']);
  });

  it('is joined by it under whatever names the client gives the parts of the key', async () => {
    await graph.expectSame('{ rooms { number: view hotel: number chain: hotel { code: chain } } }');
  });
});

describe('an entity whose key lies two levels deep', () => {
  const graph = serveGraph(flatsGraph);

  it('is joined by it wherever it is in lists, with nulls and repeated, in one fetch', async () => {
    const { fetches } = await graph.expectSame('{ flats { rent door } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['flats', 'rents']);
    expect(fetches[1]?.variables['representations']).toHaveLength(3);
    await graph.expectSame('{ streets { rent floor } }');
  });

  it('leads on to others by such keys', async () => {
    await graph.expectSame('{ flats { above { door rent } } }');
    await graph.expectSame('{ streets { door above { above { door house { street { town } } } rent } } }');
  });

  it('is joined by it under whatever names the client gives the parts of the key', async () => {
    await graph.expectSame(
      '{ flats { floor: rent house: floor street: house { number: street { name: town town: name } street: number } } }',
    );
    await graph.expectSame(
      '{ flats { rent: door above { house { street: number number: street { town } } } } }',
    );
  });

  it('is joined by it in fragments and under conditions', async () => {
    const query = `
      query ($rented: Boolean!, $placed: Boolean!) { flats { ...Told above { ...Told } } streets { ... @include(if: $placed) { ...Told } floor } }
      fragment Told on Flat { rent @include(if: $rented) house @skip(if: $placed) { ...House } ... @skip(if: $rented) { door } }
      fragment House on House { street { town @include(if: $rented) name } number @skip(if: $rented) }`;
    for (const rented of [true, false]) {
      for (const placed of [true, false]) await graph.expectSame(query, { rented, placed });
    }
  });
});
