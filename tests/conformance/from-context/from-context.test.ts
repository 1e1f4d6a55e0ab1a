import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { staysGraph } from './stays.graph.ts';
import { regionsGraph } from './regions.graph.ts';

describe('@fromContext', () => {
  const graph = serveGraph(staysGraph);

  it('a context of the parent is passed', async () => {
    await graph.expectSame('{ hostels { rooms { price } } }');
    await graph.expectSame('{ hostels { id money { code } rooms { id price } } }');
  });

  it('a context field of another subgraph is fetched first', async () => {
    await graph.expectSame('{ hotels { rooms { price } } }');
    await graph.expectSame('{ hotels { rate rooms { price id base } } }');
  });

  it('a context of a farther ancestor is passed over further subgraphs', async () => {
    await graph.expectSame('{ hotels { wings { rooms { price } } } }');
    await graph.expectSame('{ hotels { wings { id rooms { base price } } rooms { price } } }');
  });

  it('the same entity at two places has the context of each place', async () => {
    const { data } = await graph.expectSame('{ hotels { wings { rooms { price } } } }');

    expect(JSON.stringify(data)).toContain('10 NOK');
    expect(JSON.stringify(data)).toContain('10 EUR');
  });

  it('each context value needs a single fetch', async () => {
    const { fetches } = await graph.expectSame('{ hotels { rooms { price } } }');
    const priced = fetches.filter(({ query }) => query.includes('price'));

    expect(priced).toHaveLength(3);
  });

  it('a context of several types is passed', async () => {
    await graph.expectSame(
      '{ stays { ... on Hotel { rooms { price } } ... on Hostel { rooms { price } } } }',
    );
    await graph.expectSame(
      '{ stays { __typename ... on Hostel { id rooms { price } } ... on Hotel { wings { rooms { price } } } } }',
    );
  });

  it('contexts of several subgraphs are passed', async () => {
    await graph.expectSame('{ hotels { suites { due } } }');
    await graph.expectSame('{ hotels { tax suites { id due } rooms { price } } }');
  });

  it('arguments of the client are passed beside it', async () => {
    await graph.expectSame('{ hotels { rooms { price(times: 3) } } }');
    await graph.expectSame('{ hotels { rooms { a: price(times: 3) b: price c: price(times: null) } } }');
    await graph.expectSame(
      'query ($contextualArgument_1_0: Int, $times: Int) { hotels { rooms { a: price(times: $contextualArgument_1_0) b: price(times: $times) } } }',
      { contextualArgument_1_0: 7, times: 2 },
    );
  });

  it('variables of the client do not reach it, and it cannot be selected', async () => {
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

  it('aliases with the names of context fields change no value', async () => {
    await graph.expectSame('{ hotels { rate: id id: tax rooms { id: price price: id } } }');
    await graph.expectSame('{ hotels { rooms: wings { rooms { rate: price } } tax: suites { due } } }');
    await graph.expectSame('{ hostels { money: id code: money { code: code } rooms { price } } }');
  });

  it('fragments and conditions change no value', async () => {
    const query = `
      query ($priced: Boolean!, $winged: Boolean!) { hotels { ...House } stays { ... on Hotel { ...House } ... on Hostel { rooms { ...Priced } } } }
      fragment House on Hotel { rooms { ...Priced } wings @include(if: $winged) { rooms { ...Priced } } rate @skip(if: $winged) }
      fragment Priced on Room { price @include(if: $priced) id ... @skip(if: $priced) { base } }`;
    await graph.expectSameForAll(query);
  });

  it('a failed context field is passed as null, with its error', async () => {
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

describe('@fromContext of an interface', () => {
  const graph = serveGraph(regionsGraph);

  it('a context of each implementation is passed', async () => {
    await graph.expectSame('{ places { shops { sign } } }');
    await graph.expectSame(
      '{ places { __typename id shops { id sign owner } ... on Region { shops { sign } } } }',
    );
  });

  it('the nearest ancestor sets the context', async () => {
    await graph.expectSame('{ land { shops { sign } regions { shops { sign } } } }');
    await graph.expectSame(
      '{ places { ... on Region { regions { id shops { owner sign } } } shops { sign } } }',
    );
  });

  it('a list is passed', async () => {
    const { data } = await graph.expectSame('{ land { regions { shops { sign } } } }');

    expect(data).toEqual({ land: { regions: [{ shops: [{ sign: 's1 in Bergen: bergensk,norsk' }] }] } });
  });

  it('aliases with the names of context fields change no value', async () => {
    await graph.expectSame(
      '{ land { name: id tongues: name shops: regions { name: tongues regions: shops { sign: owner owner: sign } } } }',
    );
  });

  it('a context field may be selected with arguments as well', async () => {
    await graph.expectSame('{ land { name(in: "nn") shops { sign } } }');
    await graph.expectSame('{ places { a: name(in: "nn") name(in: "se") b: name shops { sign } } }');
    await graph.expectSame('query ($in: String) { land { name(in: $in) regions { name shops { sign } } } }', {
      in: 'nb',
    });
  });

  it('a context of Query is passed', async () => {
    await graph.expectSame('{ land { shops { size } } }');
    await graph.expectSame(
      '{ scale(of: 5) places { shops { size sign } } land { regions { shops { size } } } }',
    );
  });
});
