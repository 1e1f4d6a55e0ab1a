import { describe, expect, it } from 'vitest';
import { entityFetches } from '../support/entity-fetches.ts';
import { serveGraph } from '../support/graph.ts';
import { hotelsGraph } from './graph.ts';

describe('an entity with several keys', () => {
  const graph = serveGraph(hotelsGraph);

  it('is asked for by the key that each subgraph knows', async () => {
    const { fetches } = await graph.expectSame('{ hotel(id: "h1") { name price rating tip } }');

    expect(fetches).toHaveLength(4);
    expect(entityFetches(fetches)).toContainEqual(['prices', [{ __typename: 'Hotel', code: 'OSL' }]]);
    expect(entityFetches(fetches)).toContainEqual(['reviews', [{ __typename: 'Hotel', id: 'h1' }]]);
  });

  it('is asked for by either of two keys that a subgraph knows', async () => {
    await graph.expectSame('{ bestRated { tip } }');
    await graph.expectSame('{ hotels { tip } }');
  });

  it('is reached over the subgraph that knows both keys', async () => {
    const { fetches } = await graph.expectSame('{ cheapest { rating } }');

    expect(entityFetches(fetches)).toEqual([
      ['catalogue', [{ __typename: 'Hotel', code: 'BGO' }]],
      ['reviews', [{ __typename: 'Hotel', id: 'h2' }]],
    ]);
  });

  it('is reached from everywhere', async () => {
    const all = '{ id code slug name price rating tip }';
    await graph.expectSame(`{ hotels ${all} cheapest ${all} bestRated ${all} }`);
    await graph.expectSame(`{ trips { name stays ${all} } byPrice ${all} }`);
  });

  it('answers a key that the first subgraph does not have', async () => {
    await graph.expectSame('{ cheapest { id } bestRated { code slug } trips { stays { code } } }');
  });

  it('is joined whatever the client calls the fields of its keys', async () => {
    await graph.expectSame('{ hotel(id: "h1") { id: price code: rating slug: tip name: id } }');
    await graph.expectSame('{ cheapest { code: rating id: tip price: code rating: id } }');
    await graph.expectSame('{ byPrice { id: name code: id slug: rating __typename: tip } }');
  });

  it('may be called __typename as what it is not', async () => {
    await graph.expectSame('{ cheapest { __typename kind: __typename id: __typename rating } }');
  });

  it('is the same in two fields of one object, under two keys', async () => {
    await graph.expectSame('{ one: cheapest { rating } other: cheapest { tip } bestRated { price } }');
  });

  it('keeps the order in which things were asked for', async () => {
    await graph.expectSame('{ byPrice { rating price tip code name id } }');
    await graph.expectSame('{ byPrice { tip ... { code rating } price tip ... on Hotel { id name code } } }');
  });

  it('is joined in lists with holes, in empty lists and where there is no list', async () => {
    await graph.expectSame('{ trips { stays { name price rating } name } }');
  });

  it('is joined where only some conditions are met', async () => {
    const query = `query ($rated: Boolean!, $priced: Boolean!, $told: Boolean = true) {
      byPrice { name rating @include(if: $rated) ... @skip(if: $priced) { tip @include(if: $told) code } price @skip(if: $priced) }
    }`;
    for (const rated of [true, false]) {
      for (const priced of [true, false]) {
        await graph.expectSame(query, { rated, priced });
        await graph.expectSame(query, { rated, priced, told: false });
      }
    }
  });

  it('is not asked for where no condition is met', async () => {
    const { fetches } = await graph.expectSame(
      'query ($rated: Boolean!) { hotel(id: "h1") { name rating @include(if: $rated) } }',
      { rated: false },
    );

    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['catalogue']);
  });

  it('is joined in fragments, nested and repeated', async () => {
    await graph.expectSame(`
      { hotels { ...Priced ...Rated } cheapest { ...Rated ...Priced } }
      fragment Priced on Hotel { price code ...Named }
      fragment Rated on Hotel { rating ...Named ... on Hotel { tip } }
      fragment Named on Hotel { name id }`);
  });
});
