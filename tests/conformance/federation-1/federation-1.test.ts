import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { hotelsGraph } from './graph.ts';

describe('a graph of subgraphs that speak Federation 1', () => {
  const graph = serveGraph(hotelsGraph);

  it('joins the extensions of a type to it', async () => {
    await graph.expectSame('{ hotel(id: "h1") { name price mascot } hotels { price mascot id } }');
  });

  it('leads from an extension to the type', async () => {
    await graph.expectSame('{ cheapest { stars motto } mascots { stars name } }');
  });

  it('leads from one extension to another', async () => {
    await graph.expectSame('{ cheapest { mascot price } mascots { price mascot } }');
  });

  it('has of an external key what the subgraph was given or knows', async () => {
    await graph.expectSame('{ cheapest { id name code } mascots { id code } }');
    await graph.expectSame('{ hotel(id: "h1") { code price } hotels { code } }');
  });

  it('gives a subgraph what its field requires', async () => {
    await graph.expectSame('{ hotels { category slogan } }');
    await graph.expectSame('{ cheapest { category slogan } mascots { slogan } }');
  });

  it('gives a subgraph what its field requires where another of its keys led there', async () => {
    await graph.expectSame('{ mascots { category } }');
    await graph.expectSame('{ mascots { slogan category } }');
  });

  it('needs nothing for a field that was left out', async () => {
    const query =
      'query ($a: Boolean!) { hotels { code category @include(if: $a) } mascots { mascot slogan @skip(if: $a) } }';
    await graph.expectSame(query, { a: true });
    await graph.expectSame(query, { a: false });
  });

  it('takes what is provided', async () => {
    const { fetches } = await graph.expectSame('{ dearest { stars price } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['prices']);
  });

  it('joins whatever the client calls the fields', async () => {
    await graph.expectSame('{ hotels { id: name name: code code: id stars: slogan motto: category } }');
    await graph.expectSame('{ mascots { id: slogan code: price name: motto motto: name } }');
  });

  it('joins in fragments and under conditions', async () => {
    const query = `
      query ($sloganed: Boolean!) { cheapest { ...All } mascots { ...All __typename } }
      fragment All on Hotel { slogan @include(if: $sloganed) ... @skip(if: $sloganed) { price stars } mascot }`;
    await graph.expectSame(query, { sloganed: true });
    await graph.expectSame(query, { sloganed: false });
  });

  it('answers a hotel that there is not', async () => {
    await graph.expectSame('{ hotel(id: "none") { price slogan } }');
  });
});
