import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { guestsGraph } from './external.graph.ts';

describe('@external', () => {
  const graph = serveGraph(guestsGraph);

  it('a field is fetched from its owner', async () => {
    await graph.expectSame('{ anyGuest { id name } guest(id: "g2") { id name nickname } }');
    await graph.expectSame('{ arrivals { name room } }');
  });

  it('a key field of an extended type is answered without a further fetch', async () => {
    const { subgraphs } = await graph.expectSame('{ anyGuest { id room } loungers { id vip } }');

    expect(subgraphs.toSorted()).toEqual(['desk', 'lounge']);
  });

  it('a provided field is answered without a further fetch', async () => {
    await graph.expectSameFrom(['desk'], '{ known { id name room } }');
  });

  it('a field is fetched from its owner where it is not provided', async () => {
    await graph.expectSame('{ known { name } anyGuest { name } arrivals { name } }');
    await graph.expectSame('{ known { name: nickname nickname: name } }');
  });

  it('an entity is joined by an external key field', async () => {
    await graph.expectSame('{ loungers { id vip name } }');
    await graph.expectSame('{ guest(id: "g1") { vip id } arrivals { vip } }');
  });

  it('aliases with the names of key fields change no join', async () => {
    await graph.expectSame('{ arrivals { id: name name: id room: vip } loungers { id: room vip: name } }');
  });

  it('fragments and conditions change no join', async () => {
    const query = `
      query ($named: Boolean = false) { known { ...Short } arrivals { ...Short } loungers { ...Short id } }
      fragment Short on Guest { name @include(if: $named) ... @skip(if: $named) { id vip } __typename }`;
    await graph.expectSame(query);
    await graph.expectSame(query, { named: true });
  });
});
