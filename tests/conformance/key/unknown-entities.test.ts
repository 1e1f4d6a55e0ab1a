import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { hotelsGraph } from './unknown-entities.graph.ts';

describe('_entities: a subgraph answers null for an unknown entity', () => {
  const graph = serveGraph(hotelsGraph);

  it('its nullable fields are null without an error', async () => {
    const { errors } = await graph.expectSame('{ gone { id price deal { percent } city { code } } }');

    expect(errors).toBeUndefined();
  });

  it('sibling entities of the list are answered', async () => {
    await graph.expectSame('{ hotels { id price deal { percent } } }');
  });

  it('__typename is answered', async () => {
    await graph.expectSame('{ gone { __typename price kind: __typename } hotels { __typename price } }');
  });

  it('a non-null field propagates null with an error', async () => {
    await graph.expectSame('{ hotels { id fee } }');
    await graph.expectSame('{ gone { city { name } } }');
    await graph.expectSame('{ hotels { city { sights name } fee } }');
  });

  it('a list of non-null items is null as a whole', async () => {
    await graph.expectSame('{ broken { fee } strict { fee id } }');
    await graph.expectSame('{ broken { price } }');
  });

  it('a skipped non-null field propagates no null', async () => {
    const query =
      'query ($fees: Boolean!) { hotels { fee @include(if: $fees) price city { code name @include(if: $fees) } } }';
    await graph.expectSameForAll(query);
  });

  it('aliases change no null', async () => {
    await graph.expectSame('{ hotels { id: price price: id deal: city { code: sights } } }');
    await graph.expectSame('{ hotels { fee: price price: fee } }');
  });
});

describe('_entities: a subgraph fails for an entity', () => {
  const graph = serveGraph(hotelsGraph);

  it('the entity has a single error, and fields of further subgraphs are answered', async () => {
    const { data, errors } = await graph.ask('{ burnt { id price city { name } } }');

    expect(data).toEqual({ burnt: { id: 'burnt', price: null, city: { name: 'Bergen' } } });
    expect(errors?.map(({ path }) => path)).toEqual([['burnt']]);
  });

  it('sibling entities of the list are answered', async () => {
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

  it('a non-null field propagates null, with a single error', async () => {
    const { data, errors } = await graph.ask('{ burnt { id fee } gone { id } }');

    expect(data).toEqual({ burnt: null, gone: { id: 'gone' } });
    expect(errors?.map(({ path }) => path)).toEqual([['burnt']]);
  });

  it('the error path has the aliases', async () => {
    const { errors } = await graph.ask('{ fire: mixed { id: price } }');

    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.path).toEqual(['fire', 0]);
  });

  it('an error without a path is an error of each entity in the fetch', async () => {
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
