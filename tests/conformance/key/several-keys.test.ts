import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { hotelsGraph } from './several-keys.graph.ts';

describe('several @key directives on a type', () => {
  const graph = serveGraph(hotelsGraph);

  it('each subgraph gets the key that it resolves', async () => {
    const { entityFetches, fetches } = await graph.expectSame(
      '{ hotel(id: "h1") { name price rating tip } }',
    );

    expect(fetches).toHaveLength(4);
    expect(entityFetches).toContainEqual(['prices', [{ __typename: 'Hotel', code: 'OSL' }]]);
    expect(entityFetches).toContainEqual(['reviews', [{ __typename: 'Hotel', id: 'h1' }]]);
  });

  it('a subgraph that resolves two keys gets either of them', async () => {
    await graph.expectSame('{ bestRated { tip } }');
    await graph.expectSame('{ hotels { tip } }');
  });

  it('a subgraph with another key is reached over the subgraph that has both', async () => {
    const { entityFetches } = await graph.expectSame('{ cheapest { rating } }');

    expect(entityFetches).toEqual([
      ['catalogue', [{ __typename: 'Hotel', code: 'BGO' }]],
      ['reviews', [{ __typename: 'Hotel', id: 'h2' }]],
    ]);
  });

  it('all subgraphs are reached from each other', async () => {
    const all = '{ id code slug name price rating tip }';
    await graph.expectSame(`{ hotels ${all} cheapest ${all} bestRated ${all} }`);
    await graph.expectSame(`{ trips { name stays ${all} } byPrice ${all} }`);
  });

  it('a key field that the first subgraph lacks is fetched from another', async () => {
    await graph.expectSame('{ cheapest { id } bestRated { code slug } trips { stays { code } } }');
  });

  it('aliases with the names of key fields change no join', async () => {
    await graph.expectSame('{ hotel(id: "h1") { id: price code: rating slug: tip name: id } }');
    await graph.expectSame('{ cheapest { code: rating id: tip price: code rating: id } }');
    await graph.expectSame('{ byPrice { id: name code: id slug: rating __typename: tip } }');
  });

  it('__typename under the alias of a key field changes no join', async () => {
    await graph.expectSame('{ cheapest { __typename kind: __typename id: __typename rating } }');
  });

  it('the same entity under two root fields is joined by two keys', async () => {
    await graph.expectSame('{ one: cheapest { rating } other: cheapest { tip } bestRated { price } }');
  });

  it('response fields keep the order of the selections', async () => {
    await graph.expectSame('{ byPrice { rating price tip code name id } }');
    await graph.expectSame('{ byPrice { tip ... { code rating } price tip ... on Hotel { id name code } } }');
  });

  it('lists with nulls, empty lists and null lists are joined', async () => {
    await graph.expectSame('{ trips { stays { name price rating } name } }');
  });

  it('conditions select the fetches', async () => {
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

  it('no condition that holds means no entity fetch', async () => {
    await graph.expectSameFrom(
      ['catalogue'],
      'query ($rated: Boolean!) { hotel(id: "h1") { name rating @include(if: $rated) } }',
      { rated: false },
    );
  });

  it('nested and repeated fragments change no join', async () => {
    await graph.expectSame(`
      { hotels { ...Priced ...Rated } cheapest { ...Rated ...Priced } }
      fragment Priced on Hotel { price code ...Named }
      fragment Rated on Hotel { rating ...Named ... on Hotel { tip } }
      fragment Named on Hotel { name id }`);
  });
});
