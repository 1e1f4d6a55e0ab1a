import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { chainsGraph } from './graph.ts';

describe('fields that require what itself requires something', () => {
  const graph = serveGraph(chainsGraph);

  it('are fetched one after the other', async () => {
    const { fetches } = await graph.expectSame('{ room(id: "r1") { affordable } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['hotels', 'judgement', 'wallets']);
  });

  it('are fetched together with what they require', async () => {
    await graph.expectSame('{ room(id: "r2") { dear affordable } }');
    await graph.expectSame('{ room(id: "r2") { affordable price dear } }');
  });

  it('are two chains through the same subgraphs, alone and together', async () => {
    await graph.expectSame('{ room(id: "r2") { affordableOnSale } }');
    const { fetches } = await graph.expectSame('{ rooms { affordable affordableOnSale } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['hotels', 'judgement', 'wallets']);
  });

  it('begin together and end at different lengths', async () => {
    await graph.expectSame('{ rooms { affordable commission dearOnSale } }');
  });

  it('go back and forth between two subgraphs', async () => {
    const { fetches } = await graph.expectSame('{ rooms { slip } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual([
      'hotels',
      ...['taxes', 'hotels', 'taxes', 'hotels', 'taxes'],
    ]);
  });

  it('go back and forth with each step asked for as well', async () => {
    await graph.expectSame('{ rooms { levy gross commission payout slip } }');
    await graph.expectSame('{ rooms { payout gross price levy } }');
    await graph.expectSame('{ rooms { slip affordable levy affordableOnSale commission } }');
  });

  it('go back and forth whatever the client calls them', async () => {
    await graph.expectSame(
      '{ rooms { levy: price price: commission gross: levy payout: gross commission: payout slip: slip id: slip } }',
    );
  });

  it('require in a circle of two subgraphs what they give each other', async () => {
    await graph.expectSame('{ hikes { easy } }');
    await graph.expectSame('{ hikes { hard } }');
    await graph.expectSame('{ hikes { hard easy guide { seasons } } }');
    await graph.expectSame('{ hikes { grade walked guide { id } } }');
  });

  it('require a list that is there only after what it requires itself', async () => {
    await graph.expectSame('{ hikes { signCount signText } }');
    await graph.expectSame('{ hikes { signText grade signs { id } hard } }');
  });

  it('are asked for in fragments and under conditions', async () => {
    const query = `query ($deep: Boolean!) {
      rooms { ...Paid @include(if: $deep) ... @skip(if: $deep) { affordable } }
      hikes { ... on Hike @include(if: $deep) { grade } walked }
    }
    fragment Paid on Room { slip ... on Room { payout } }`;
    await graph.expectSame(query, { deep: true });
    await graph.expectSame(query, { deep: false });
  });
});
