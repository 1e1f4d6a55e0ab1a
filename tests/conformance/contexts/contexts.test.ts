import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { staysGraph } from './graph.ts';
import { regionsGraph } from './regions.ts';

describe('an argument that comes from what is above', () => {
  const graph = serveGraph(staysGraph);

  it('is told of what is right above', async () => {
    await graph.expectSame('{ hostels { rooms { price } } }');
    await graph.expectSame('{ hostels { id money { code } rooms { id price } } }');
  });

  it('is told of what another subgraph says of what is above', async () => {
    await graph.expectSame('{ hotels { rooms { price } } }');
    await graph.expectSame('{ hotels { rate rooms { price id base } } }');
  });

  it('is told of what is further above, by way of other subgraphs', async () => {
    await graph.expectSame('{ hotels { wings { rooms { price } } } }');
    await graph.expectSame('{ hotels { wings { id rooms { base price } } rooms { price } } }');
  });

  it('is another where the same entity is in another place', async () => {
    const { data } = await graph.expectSame('{ hotels { wings { rooms { price } } } }');

    expect(JSON.stringify(data)).toContain('10 NOK');
    expect(JSON.stringify(data)).toContain('10 EUR');
  });

  it('is asked for once with each value', async () => {
    const { fetches } = await graph.expectSame('{ hotels { rooms { price } } }');
    const priced = fetches.filter(({ query }) => query.includes('price'));

    expect(priced).toHaveLength(3);
  });

  it('is of whatever is above, where that may be of several types', async () => {
    await graph.expectSame(
      '{ stays { ... on Hotel { rooms { price } } ... on Hostel { rooms { price } } } }',
    );
    await graph.expectSame(
      '{ stays { __typename ... on Hostel { id rooms { price } } ... on Hotel { wings { rooms { price } } } } }',
    );
  });

  it('is told of in another subgraph, beside others', async () => {
    await graph.expectSame('{ hotels { suites { due } } }');
    await graph.expectSame('{ hotels { tax suites { id due } rooms { price } } }');
  });

  it('goes with the client’s own arguments', async () => {
    await graph.expectSame('{ hotels { rooms { price(times: 3) } } }');
    await graph.expectSame('{ hotels { rooms { a: price(times: 3) b: price c: price(times: null) } } }');
    await graph.expectSame(
      'query ($contextualArgument_1_0: Int, $times: Int) { hotels { rooms { a: price(times: $contextualArgument_1_0) b: price(times: $times) } } }',
      { contextualArgument_1_0: 7, times: 2 },
    );
  });

  it('is none of the client’s, whatever variables it sends', async () => {
    const variables = {
      contextualArgument_1_0: 'USD',
      contextualArgument_0_0: 'USD',
      contextualArgument_1_1: 9,
    };
    await graph.expectSame(
      '{ hotels { rooms { price } suites { due } } hostels { rooms { price } } }',
      variables,
    );
    await graph.expectRefusal('{ hotels { rooms { price(code: "USD") } } }');
  });

  it('is told of under whatever names the client gives', async () => {
    await graph.expectSame('{ hotels { rate: id id: tax rooms { id: price price: id } } }');
    await graph.expectSame('{ hotels { rooms: wings { rooms { rate: price } } tax: suites { due } } }');
    await graph.expectSame('{ hostels { money: id code: money { code: code } rooms { price } } }');
  });

  it('is told of in fragments and under conditions', async () => {
    const query = `
      query ($priced: Boolean!, $winged: Boolean!) { hotels { ...House } stays { ... on Hotel { ...House } ... on Hostel { rooms { ...Priced } } } }
      fragment House on Hotel { rooms { ...Priced } wings @include(if: $winged) { rooms { ...Priced } } rate @skip(if: $winged) }
      fragment Priced on Room { price @include(if: $priced) id ... @skip(if: $priced) { base } }`;
    for (const priced of [true, false]) {
      for (const winged of [true, false]) await graph.expectSame(query, { priced, winged });
    }
  });

  it('is null where what is above could not be told, and the failure is told', async () => {
    const { data, errors } = await graph.ask('{ broken { id rooms { price } } }');

    expect(data).toEqual({
      broken: [
        { id: 'h1', rooms: [{ price: '10 NOK' }, { price: '20 NOK' }] },
        { id: 'lost', rooms: [{ price: '10 somehow' }] },
      ],
    });
    expect(errors).toMatchObject([{ path: ['broken', 1, 'rate'] }]);
  });
});

describe('an argument that comes from an interface above', () => {
  const graph = serveGraph(regionsGraph);

  it('is told of whichever it is', async () => {
    await graph.expectSame('{ places { shops { sign } } }');
    await graph.expectSame(
      '{ places { __typename id shops { id sign owner } ... on Region { shops { sign } } } }',
    );
  });

  it('is of the nearest one', async () => {
    await graph.expectSame('{ land { shops { sign } regions { shops { sign } } } }');
    await graph.expectSame(
      '{ places { ... on Region { regions { id shops { owner sign } } } shops { sign } } }',
    );
  });

  it('may be a list', async () => {
    const { data } = await graph.expectSame('{ land { regions { shops { sign } } } }');

    expect(data).toEqual({ land: { regions: [{ shops: [{ sign: 's1 in Bergen: bergensk,norsk' }] }] } });
  });

  it('is told of under whatever names the client gives', async () => {
    await graph.expectSame(
      '{ land { name: id tongues: name shops: regions { name: tongues regions: shops { sign: owner owner: sign } } } }',
    );
  });

  it('is told of a field that the client asks for with arguments', async () => {
    await graph.expectSame('{ land { name(in: "nn") shops { sign } } }');
    await graph.expectSame('{ places { a: name(in: "nn") name(in: "se") b: name shops { sign } } }');
    await graph.expectSame('query ($in: String) { land { name(in: $in) regions { name shops { sign } } } }', {
      in: 'nb',
    });
  });

  it('is told of a field of the query itself', async () => {
    await graph.expectSame('{ land { shops { size } } }');
    await graph.expectSame(
      '{ scale(of: 5) places { shops { size sign } } land { regions { shops { size } } } }',
    );
  });
});
