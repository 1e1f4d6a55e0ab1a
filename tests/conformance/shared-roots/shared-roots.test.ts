import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { brokenGraph, hotelsGraph } from './graph.ts';

describe('a root field that several subgraphs share', () => {
  const graph = serveGraph(hotelsGraph);

  it('is asked of each, once, for what it knows', async () => {
    const { fetches } = await graph.expectSame('{ hotel { id name category { name } price { amount id } } }');

    expect(fetches.map(({ subgraph }) => subgraph).toSorted()).toEqual(['categories', 'names', 'prices']);
  });

  it('is asked only of those who are needed', async () => {
    const { fetches } = await graph.expectSame('{ hotel { id price { currency } } }');

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['prices']);
  });

  it('is put together in lists, place by place', async () => {
    await graph.expectSame('{ hotels { id name category { name level } price { amount } } }');
    await graph.expectSame(
      '{ matrix { name price { amount } category { name } } nothing { name price { id } } }',
    );
  });

  it('is put together where it is nothing', async () => {
    await graph.expectSame('{ none { name price { amount } category { name } } }');
  });

  it('is asked with its arguments of each', async () => {
    await graph.expectSame(
      `query ($one: Int!, $other: Int = 2, $above: Int) {
        a: byNumber(number: $one) { name price { amount } category { level(above: $above) } }
        b: byNumber(number: $other) { name price { amount } category { level } }
        c: byNumber(number: 7) { name price { amount } }
      }`,
      { one: 0, above: 1 },
    );
  });

  it('is put together whatever the client calls its fields', async () => {
    await graph.expectSame(
      '{ name: hotel { id: name name: price { name: amount } price: id category: __typename } }',
    );
    await graph.expectSame(
      '{ hotels: hotel { name } hotel: hotels { name: category { name } category: price { id } } }',
    );
  });

  it('is put together in namespaces', async () => {
    await graph.expectSame('{ viewer { trips { title } inbox { unread } wallet { coins } } }');
    await graph.expectSame(
      '{ me: viewer { wallet: inbox { unread } inbox: trips { unread: title } } hotel { name } }',
    );
  });

  it('is put together in the order in which things were asked for', async () => {
    await graph.expectSame(
      '{ viewer { wallet { coins } } hotel { price { amount } name id } viewer { trips { title } } }',
    );
  });

  it('is put together in fragments and under conditions', async () => {
    const query = `
      query ($named: Boolean!, $priced: Boolean!) { hotel { ...Told } hotels { ...Told __typename } }
      fragment Told on Hotel { price @include(if: $priced) { amount } name @include(if: $named) category @skip(if: $named) { name } }`;
    for (const named of [true, false]) {
      for (const priced of [true, false]) await graph.expectSame(query, { named, priced });
    }
  });
});

describe('a shared root field that one subgraph fails to answer', () => {
  const graph = serveGraph(brokenGraph);

  it('has what the others know, and an error', async () => {
    const { data, errors } = await graph.ask(
      '{ hotel { name price { amount } category { name } } hotels { name } }',
    );

    expect(data).toEqual({
      hotel: { name: null, price: { amount: 90 }, category: { name: 'Quiet' } },
      hotels: [{ name: 'Fjordview' }, null, { name: null }],
    });
    expect(errors?.map(({ path }) => path)).toEqual([['hotel']]);
  });

  it('fails at the name that the client gave it', async () => {
    const { data, errors } = await graph.ask('{ hotels: hotel { price: name } }');

    expect(data).toEqual({ hotels: null });
    expect(errors?.map(({ path }) => path)).toEqual([['hotels']]);
  });
});
