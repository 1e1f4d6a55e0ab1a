import { describe, expect, it } from 'vitest';
import { entityFetches } from '../support/entity-fetches.ts';
import { serveGraph } from '../support/graph.ts';
import { hotelsGraph, notesGraph } from './graph.ts';

describe('a part of an entity that a subgraph knows only as such', () => {
  const graph = serveGraph(hotelsGraph);

  it('is asked for by the key of the entity that it is a part of', async () => {
    const { fetches } = await graph.expectSame('{ hotel(id: "h2") { id city { id facts { people } } } }');

    expect(entityFetches(fetches)).toEqual([['statistics', [{ __typename: 'Hotel', id: 'h2', code: 'H' }]]]);
  });

  it('is put together from what several subgraphs know of it', async () => {
    await graph.expectSame('{ hotels { id city { name facts { people } motto } } }');
    await graph.expectSame('{ hotels { city { facts { people } } } }');
  });

  it('is put together in lists, place by place', async () => {
    await graph.expectSame('{ hotels { photos { url caption size { width } } } }');
    await graph.expectSame('{ hotels { photos { caption } code } }');
  });

  it('is put together whatever the client calls it', async () => {
    await graph.expectSame(
      '{ hotels { id: city { name: facts { id: people } id: name facts: motto } city: code } }',
    );
    await graph.expectSame(
      '{ hotels { photos: city { facts { people } url: id } city: photos { size: caption url: size { url: width } } } }',
    );
  });

  it('is put together once for each way of asking', async () => {
    await graph.expectSame(`{
      hotels { a: photos { url } b: photos { caption } city { id } town: city { facts { people } motto } }
    }`);
  });

  it('is put together under conditions and in fragments', async () => {
    const query = `
      query ($facts: Boolean!, $photos: Boolean!) {
        hotels { ...Told photos @include(if: $photos) { ...Shown } }
      }
      fragment Told on Hotel { city { name ... @include(if: $facts) { facts { people } } motto @skip(if: $facts) } }
      fragment Shown on Photo { caption url @skip(if: $facts) }`;
    for (const facts of [true, false]) {
      for (const photos of [true, false]) await graph.expectSame(query, { facts, photos });
    }
  });
});

describe('a part of an entity for which several subgraphs must be asked for the whole', () => {
  const graph = serveGraph(notesGraph);

  it('is put together from them', async () => {
    await graph.expectSame('{ stay(id: "h1") { id nights note { id author text } } }');
    await graph.expectSame('{ stay(id: "h2") { note { text author } } }');
  });

  it('is put together in lists, where it may be nothing', async () => {
    const { fetches } = await graph.expectSame('{ stays { note { author text id } } }');

    for (const [, representations] of entityFetches(fetches)) {
      expect(new Set((representations as unknown[]).map((one) => JSON.stringify(one))).size).toBe(
        (representations as unknown[]).length,
      );
    }
  });

  it('is put together whatever the client calls it', async () => {
    await graph.expectSame('{ stays { id: note { id: author author: text text: id } note: nights } }');
  });

  it('is put together under conditions', async () => {
    const query = 'query ($signed: Boolean!) { stays { note { author @include(if: $signed) text } nights } }';
    await graph.expectSame(query, { signed: true });
    await graph.expectSame(query, { signed: false });
  });

  it('is nothing where there is no whole', async () => {
    await graph.expectSame('{ stay(id: "none") { note { text author } } }');
  });
});
