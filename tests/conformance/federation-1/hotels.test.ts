import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { hotelsGraph } from './hotels.graph.ts';

describe('Federation 1', () => {
  const graph = serveGraph(hotelsGraph);

  it('extend type: fields are joined to the type', async () => {
    await graph.expectSame('{ hotel(id: "h1") { name price mascot } hotels { price mascot id } }');
  });

  it('extend type: an entity of the extension gets fields of the type', async () => {
    await graph.expectSame('{ cheapest { stars motto } mascots { stars name } }');
  });

  it('extend type: an entity of an extension gets fields of another extension', async () => {
    await graph.expectSame('{ cheapest { mascot price } mascots { price mascot } }');
  });

  it('@external: key fields of the extension are answered', async () => {
    await graph.expectSame('{ cheapest { id name code } mascots { id code } }');
    await graph.expectSame('{ hotel(id: "h1") { code price } hotels { code } }');
  });

  it('@requires: required fields are fetched', async () => {
    await graph.expectSame('{ hotels { category slogan } }');
    await graph.expectSame('{ cheapest { category slogan } mascots { slogan } }');
  });

  it('@requires: required fields are fetched after a join by another key', async () => {
    await graph.expectSame('{ mascots { category } }');
    await graph.expectSame('{ mascots { slogan category } }');
  });

  it('@requires: skipped fields require nothing', async () => {
    const query =
      'query ($a: Boolean!) { hotels { code category @include(if: $a) } mascots { mascot slogan @skip(if: $a) } }';
    await graph.expectSameForAll(query);
  });

  it('@provides: a provided field needs no further fetch', async () => {
    await graph.expectSameFrom(['prices'], '{ dearest { stars price } }');
  });

  it('@key: aliases with the names of key fields change no join', async () => {
    await graph.expectSame('{ hotels { id: name name: code code: id stars: slogan motto: category } }');
    await graph.expectSame('{ mascots { id: slogan code: price name: motto motto: name } }');
  });

  it('@key: fragments and conditions change no join', async () => {
    const query = `
      query ($sloganed: Boolean!) { cheapest { ...All } mascots { ...All __typename } }
      fragment All on Hotel { slogan @include(if: $sloganed) ... @skip(if: $sloganed) { price stars } mascot }`;
    await graph.expectSameForAll(query);
  });

  it('@key: a null entity is answered', async () => {
    await graph.expectSame('{ hotel(id: "none") { price slogan } }');
  });
});
