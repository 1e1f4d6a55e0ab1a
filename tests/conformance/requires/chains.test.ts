import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { chainsGraph } from './chains.graph.ts';

describe('@requires chains: required fields that have requirements', () => {
  const graph = serveGraph(chainsGraph);

  it('the fields of a chain are fetched in turn', async () => {
    await graph.expectSameFrom(['hotels', 'judgement', 'wallets'], '{ room(id: "r1") { affordable } }');
  });

  it('selected fields of the chain are answered beside it', async () => {
    await graph.expectSame('{ room(id: "r2") { dear affordable } }');
    await graph.expectSame('{ room(id: "r2") { affordable price dear } }');
  });

  it('two chains through the same subgraphs share their fetches', async () => {
    await graph.expectSame('{ room(id: "r2") { affordableOnSale } }');
    await graph.expectSameFrom(
      ['hotels', 'judgement', 'wallets'],
      '{ rooms { affordable affordableOnSale } }',
    );
  });

  it('chains of different lengths are answered together', async () => {
    await graph.expectSame('{ rooms { affordable commission dearOnSale } }');
  });

  it('a chain that alternates between two subgraphs needs a fetch for each step', async () => {
    const { subgraphs } = await graph.expectSame('{ rooms { slip } }');

    expect(subgraphs).toEqual(['hotels', ...['taxes', 'hotels', 'taxes', 'hotels', 'taxes']]);
  });

  it('each step of the alternating chain may be selected as well', async () => {
    await graph.expectSame('{ rooms { levy gross commission payout slip } }');
    await graph.expectSame('{ rooms { payout gross price levy } }');
    await graph.expectSame('{ rooms { slip affordable levy affordableOnSale commission } }');
  });

  it('aliases with the names of required fields change no value', async () => {
    await graph.expectSame(
      '{ rooms { levy: price price: commission gross: levy payout: gross commission: payout slip: slip id: slip } }',
    );
  });

  it('fields of two subgraphs may require each other in turn', async () => {
    await graph.expectSame('{ hikes { easy } }');
    await graph.expectSame('{ hikes { hard } }');
    await graph.expectSame('{ hikes { hard easy guide { seasons } } }');
    await graph.expectSame('{ hikes { grade walked guide { id } } }');
  });

  it('a required list may itself have requirements', async () => {
    await graph.expectSame('{ hikes { signCount signText } }');
    await graph.expectSame('{ hikes { signText grade signs { id } hard } }');
  });

  it('fragments and conditions change no value', async () => {
    const query = `query ($deep: Boolean!) {
      rooms { ...Paid @include(if: $deep) ... @skip(if: $deep) { affordable } }
      hikes { ... on Hike @include(if: $deep) { grade } walked }
    }
    fragment Paid on Room { slip ... on Room { payout } }`;
    await graph.expectSameForAll(query);
  });
});
