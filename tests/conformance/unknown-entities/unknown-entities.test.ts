import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/graph.ts';
import { hotelsGraph } from './graph.ts';

describe('an entity that a subgraph does not know', () => {
  const graph = serveGraph(hotelsGraph);

  it('has nothing of that subgraph, and that is no error', async () => {
    const { errors } = await graph.expectSame('{ gone { id price deal { percent } city { code } } }');

    expect(errors).toBeUndefined();
  });

  it('does not take its neighbours with it', async () => {
    await graph.expectSame('{ hotels { id price deal { percent } } }');
  });

  it('is of its type all the same', async () => {
    await graph.expectSame('{ gone { __typename price kind: __typename } hotels { __typename price } }');
  });

  it('is an error where a field of it may not be null', async () => {
    await graph.expectSame('{ hotels { id fee } }');
    await graph.expectSame('{ gone { city { name } } }');
    await graph.expectSame('{ hotels { city { sights name } fee } }');
  });

  it('takes the list with it where that may hold no null', async () => {
    await graph.expectSame('{ broken { fee } strict { fee id } }');
    await graph.expectSame('{ broken { price } }');
  });

  it('is an error only where the client asked for the field', async () => {
    const query =
      'query ($fees: Boolean!) { hotels { fee @include(if: $fees) price city { code name @include(if: $fees) } } }';
    await graph.expectSame(query, { fees: true });
    await graph.expectSame(query, { fees: false });
  });

  it('is nothing under whatever name', async () => {
    await graph.expectSame('{ hotels { id: price price: id deal: city { code: sights } } }');
    await graph.expectSame('{ hotels { fee: price price: fee } }');
  });
});

describe('an entity that a subgraph fails to tell', () => {
  const graph = serveGraph(hotelsGraph);

  it('is one error, and the rest is answered', async () => {
    const { data, errors } = await graph.ask('{ burnt { id price city { name } } }');

    expect(data).toEqual({ burnt: { id: 'burnt', price: null, city: { name: 'Bergen' } } });
    expect(errors?.map(({ path }) => path)).toEqual([['burnt']]);
  });

  it('does not take its neighbours with it', async () => {
    const { data, errors } = await graph.ask('{ mixed { id price } }');

    expect(data).toEqual({
      mixed: [
        { id: 'burnt', price: null },
        { id: 'h1', price: 90 },
        { id: 'gone', price: null },
      ],
    });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.path).toEqual(['mixed', 0]);
  });

  it('is gone where a field of it may not be null, and the reason is told once', async () => {
    const { data, errors } = await graph.ask('{ burnt { id fee } gone { id } }');

    expect(data).toEqual({ burnt: null, gone: { id: 'gone' } });
    expect(errors?.map(({ path }) => path)).toEqual([['burnt']]);
  });

  it('is an error at its place under the names that the client gave', async () => {
    const { errors } = await graph.ask('{ fire: mixed { id: price } }');

    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.path).toEqual(['fire', 0]);
  });

  it('is an error of all that was asked for together, where the subgraph says no more', async () => {
    const { data, errors } = await graph.ask('{ drowned { id city { code sights } } gone { price } }');

    expect(data).toEqual({
      drowned: [
        { id: 'h1', city: { code: 'OSL', sights: null } },
        { id: 'drowned', city: { code: 'Atlantis', sights: null } },
      ],
      gone: { price: null },
    });
    expect(errors?.length).toBeGreaterThan(0);
  });
});
