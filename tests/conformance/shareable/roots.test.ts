import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { brokenGraph, hotelsGraph, refusingGraph } from './roots.graph.ts';

describe('@shareable root fields', () => {
  const graph = serveGraph(hotelsGraph);

  it('each subgraph is asked once for the fields that it has', async () => {
    const { subgraphs } = await graph.expectSame(
      '{ hotel { id name category { name } price { amount id } } }',
    );

    expect(subgraphs.toSorted()).toEqual(['categories', 'names', 'prices']);
  });

  it('only subgraphs with selected fields are asked', async () => {
    await graph.expectSameFrom(['prices'], '{ hotel { id price { currency } } }');
  });

  it('lists are merged by position', async () => {
    await graph.expectSame('{ hotels { id name category { name level } price { amount } } }');
    await graph.expectSame(
      '{ matrix { name price { amount } category { name } } nothing { name price { id } } }',
    );
  });

  it('null is merged', async () => {
    await graph.expectSame('{ none { name price { amount } category { name } } }');
  });

  it('each subgraph gets the arguments', async () => {
    await graph.expectSame(
      `query ($one: Int!, $other: Int = 2, $above: Int) {
        a: byNumber(number: $one) { name price { amount } category { level(above: $above) } }
        b: byNumber(number: $other) { name price { amount } category { level } }
        c: byNumber(number: 7) { name price { amount } }
      }`,
      { one: 0, above: 1 },
    );
  });

  it('aliases change no value', async () => {
    await graph.expectSame(
      '{ name: hotel { id: name name: price { name: amount } price: id category: __typename } }',
    );
    await graph.expectSame(
      '{ hotels: hotel { name } hotel: hotels { name: category { name } category: price { id } } }',
    );
  });

  it('objects without fields of their own (namespaces) are merged', async () => {
    await graph.expectSame('{ viewer { trips { title } inbox { unread } wallet { coins } } }');
    await graph.expectSame(
      '{ me: viewer { wallet: inbox { unread } inbox: trips { unread: title } } hotel { name } }',
    );
  });

  it('response fields keep the order of the selections', async () => {
    await graph.expectSame(
      '{ viewer { wallet { coins } } hotel { price { amount } name id } viewer { trips { title } } }',
    );
  });

  it('fragments and conditions change no value', async () => {
    const query = `
      query ($named: Boolean!, $priced: Boolean!) { hotel { ...Told } hotels { ...Told __typename } }
      fragment Told on Hotel { price @include(if: $priced) { amount } name @include(if: $named) category @skip(if: $named) { name } }`;
    await graph.expectSameForAll(query);
  });
});

describe('@shareable root fields: a subgraph fails', () => {
  const graph = serveGraph(brokenGraph);

  it('fields of the remaining subgraphs are answered, with a single error', async () => {
    const { data, errors } = await graph.ask(
      '{ hotel { name price { amount } category { name } } hotels { name } }',
    );

    expect(data).toEqual({
      hotel: { name: null, price: { amount: 90 }, category: { name: 'Quiet' } },
      hotels: [{ name: 'Fjordview' }, null, { name: null }],
    });
    expect(errors?.map(({ path }) => path)).toEqual([['hotel']]);
  });

  it('the error path has the alias', async () => {
    const { data, errors } = await graph.ask('{ hotels: hotel { price: name } }');

    expect(data).toEqual({ hotels: null });
    expect(errors?.map(({ path }) => path)).toEqual([['hotels']]);
  });
});

describe('@shareable root fields: UNAUTHENTICATED from a subgraph', () => {
  const graph = serveGraph(refusingGraph);

  it.each([
    '{ hotel { name price { amount } category { name } } hotels { name } }',
    '{ hotel { price { amount } name } hotels { name } }',
  ])('withholds what other subgraphs answered, with a single error: %s', async (query) => {
    const { data, errors } = await graph.ask(query);

    expect(data).toEqual({ hotel: null, hotels: [{ name: 'Fjordview' }, null, { name: null }] });
    expect(errors).toMatchObject([{ path: ['hotel'], extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('withholds only the refused field, by its alias', async () => {
    const { data, errors } = await graph.ask(
      '{ name: hotel { name price { amount } } byNumber(number: 0) { name price { amount } } }',
    );

    expect(data).toEqual({ name: null, byNumber: { name: 'Fjordview', price: { amount: 90 } } });
    expect(errors).toMatchObject([{ path: ['name'], extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
