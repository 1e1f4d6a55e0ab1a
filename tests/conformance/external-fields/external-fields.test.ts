import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { guestsGraph } from './graph.ts';

describe('a field that is external', () => {
  const graph = serveGraph(guestsGraph);

  it('is asked for where it is not', async () => {
    await graph.expectSame('{ anyGuest { id name } guest(id: "g2") { id name nickname } }');
    await graph.expectSame('{ arrivals { name room } }');
  });

  it('is answered at once where it is a key', async () => {
    const { fetches } = await graph.expectSame('{ anyGuest { id room } loungers { id vip } }');

    expect(fetches.map(({ subgraph }) => subgraph).toSorted()).toEqual(['desk', 'lounge']);
  });

  it('is answered at once where it is provided', async () => {
    const { fetches } = await graph.expectSame('{ known { id name room } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['desk']);
  });

  it('is provided at no other place', async () => {
    await graph.expectSame('{ known { name } anyGuest { name } arrivals { name } }');
    await graph.expectSame('{ known { name: nickname nickname: name } }');
  });

  it('joins where it is external for no reason', async () => {
    await graph.expectSame('{ loungers { id vip name } }');
    await graph.expectSame('{ guest(id: "g1") { vip id } arrivals { vip } }');
  });

  it('joins whatever the client calls it', async () => {
    await graph.expectSame('{ arrivals { id: name name: id room: vip } loungers { id: room vip: name } }');
  });

  it('joins in fragments and under conditions', async () => {
    const query = `
      query ($named: Boolean = false) { known { ...Short } arrivals { ...Short } loungers { ...Short id } }
      fragment Short on Guest { name @include(if: $named) ... @skip(if: $named) { id vip } __typename }`;
    await graph.expectSame(query);
    await graph.expectSame(query, { named: true });
  });
});
