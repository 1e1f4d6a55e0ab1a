import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { hotelsGraph, notesGraph } from './parts-of-entities.graph.ts';

describe('@shareable parts of an entity', () => {
  const graph = serveGraph(hotelsGraph);

  it('a part without a key is fetched by the key of its entity', async () => {
    const { entityFetches } = await graph.expectSame(
      '{ hotel(id: "h2") { id city { id facts { people } } } }',
    );

    expect(entityFetches).toEqual([['statistics', [{ __typename: 'Hotel', id: 'h2', code: 'H' }]]]);
  });

  it('fields of a part are merged from several subgraphs', async () => {
    await graph.expectSame('{ hotels { id city { name facts { people } motto } } }');
    await graph.expectSame('{ hotels { city { facts { people } } } }');
  });

  it('lists of parts are merged by position', async () => {
    await graph.expectSame('{ hotels { photos { url caption size { width } } } }');
    await graph.expectSame('{ hotels { photos { caption } code } }');
  });

  it('aliases change no value', async () => {
    await graph.expectSame(
      '{ hotels { id: city { name: facts { id: people } id: name facts: motto } city: code } }',
    );
    await graph.expectSame(
      '{ hotels { photos: city { facts { people } url: id } city: photos { size: caption url: size { url: width } } } }',
    );
  });

  it('a part under several aliases is merged for each', async () => {
    await graph.expectSame(`{
      hotels { a: photos { url } b: photos { caption } city { id } town: city { facts { people } motto } }
    }`);
  });

  it('conditions and fragments change no value', async () => {
    const query = `
      query ($facts: Boolean!, $photos: Boolean!) {
        hotels { ...Told photos @include(if: $photos) { ...Shown } }
      }
      fragment Told on Hotel { city { name ... @include(if: $facts) { facts { people } } motto @skip(if: $facts) } }
      fragment Shown on Photo { caption url @skip(if: $facts) }`;
    await graph.expectSameForAll(query);
  });
});

describe('@shareable part of an entity with fields in three subgraphs', () => {
  const graph = serveGraph(notesGraph);

  it('its fields are merged', async () => {
    await graph.expectSame('{ stay(id: "h1") { id nights note { id author text } } }');
    await graph.expectSame('{ stay(id: "h2") { note { text author } } }');
  });

  it('its fields are merged in lists, and null stays null', async () => {
    const { entityFetches } = await graph.expectSame('{ stays { note { author text id } } }');

    for (const [, representations] of entityFetches) {
      expect(new Set(representations.map((one) => JSON.stringify(one))).size).toBe(representations.length);
    }
  });

  it('aliases change no value', async () => {
    await graph.expectSame('{ stays { id: note { id: author author: text text: id } note: nights } }');
  });

  it('conditions change no value', async () => {
    const query = 'query ($signed: Boolean!) { stays { note { author @include(if: $signed) text } nights } }';
    await graph.expectSameForAll(query);
  });

  it('an unknown entity is null', async () => {
    await graph.expectSame('{ stay(id: "none") { note { text author } } }');
  });
});
